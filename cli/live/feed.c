/* SPDX-License-Identifier: MIT */
#include "feed.h"

#include <babeltrace2/babeltrace.h>
#include <pthread.h>
#include <signal.h>

#include "../exit_status.h"
#include "../report/bt_error.h"
#include "../report/messages.h"
#include "analysis.h"
#include "debug_servers.h"
#include "decoder.h"
#include "report.h"
#include "snapshot_source.h"

/* How long to wait when the relay daemon has nothing new: it cannot tell us. */
static const int64_t retry_us = 50 * 1000;

/* Interrupts a system call of the thread; by default nothing else comes of it. */
static const int wake_signal = SIGURG;
static const int64_t wake_interval_us = 20 * 1000;

struct v8scope_feed {
	pthread_t thread;
	char *url;			       /* owned */
	struct v8scope_analysis_params params; /* all of the trace, and no snapshots */

	GMutex mutex; /* of all that follows */
	GCond stopping;
	bool stop;
	bool finished; /* the thread is about to end */
	struct v8scope_feed_status status;
	GError *error;			   /* owned; once it has failed */
	bt_graph *graph;		   /* a reference of the thread's; NULL: none yet */
	struct v8scope_analysis *analysis; /* owned */
};

static void wake(int number)
{
	(void)number;
}

static const bt_plugin *find_ctf(GError **error)
{
	const bt_plugin *plugin = NULL;

	if (bt_plugin_find("ctf", BT_TRUE, BT_TRUE, BT_TRUE, BT_TRUE, BT_FALSE, &plugin) !=
		BT_PLUGIN_FIND_STATUS_OK) {
		char *cause = v8scope_bt_error_take_root_cause();

		g_free(cause);
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_PLUGIN,
			"babeltrace2's plugin 'ctf' was not found: install the package "
			"babeltrace2");
	}
	return plugin;
}

/* Borrowed from the plugin. */
static const bt_component_class_source *borrow_live(const bt_plugin *plugin, GError **error)
{
	const bt_component_class_source *class =
		bt_plugin_borrow_source_component_class_by_name_const(plugin, "lttng-live");

	if (!class) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_PLUGIN,
			"babeltrace2's plugin 'ctf' has no component class 'lttng-live': install "
			"a babeltrace2 2.0 with its plugins");
	}
	return class;
}

static bool add_string(bt_value *map, const char *key, const char *value)
{
	return bt_value_map_insert_string_entry(map, key, value) ==
	       BT_VALUE_MAP_INSERT_ENTRY_STATUS_OK;
}

/* Owned; NULL: out of memory. */
static bt_value *create_source_params(const char *url)
{
	bt_value *params = bt_value_map_create();
	bt_value *inputs = NULL;

	if (params &&
		bt_value_map_insert_empty_array_entry(params, "inputs", &inputs) ==
			BT_VALUE_MAP_INSERT_ENTRY_STATUS_OK &&
		bt_value_array_append_string_element(inputs, url) ==
			BT_VALUE_ARRAY_APPEND_ELEMENT_STATUS_OK &&
		add_string(params, "session-not-found-action", "fail")) {
		return params;
	}
	bt_value_put_ref(params);
	return NULL;
}

static bt_graph_simple_sink_component_initialize_func_status initialize_sink(
	bt_message_iterator *iterator, void *data)
{
	(void)iterator;
	(void)data;
	return BT_GRAPH_SIMPLE_SINK_COMPONENT_INITIALIZE_FUNC_STATUS_OK;
}

static bool read_batch(struct v8scope_feed *feed, bt_message_array_const messages, uint64_t count)
{
	bool ok = true;

	g_mutex_lock(&feed->mutex);
	for (uint64_t i = 0; i < count; i++) {
		if (bt_message_get_type(messages[i]) == BT_MESSAGE_TYPE_EVENT) {
			feed->status.event_us = g_get_monotonic_time();
		}
		ok = ok && v8scope_analysis_handle_message(feed->analysis, messages[i]);
		bt_message_put_ref(messages[i]);
	}
	g_mutex_unlock(&feed->mutex);
	return ok;
}

static bt_graph_simple_sink_component_consume_func_status consume(
	bt_message_iterator *iterator, void *data)
{
	struct v8scope_feed *feed = data;
	bt_graph_simple_sink_component_consume_func_status status;
	bt_message_array_const messages;
	uint64_t count;

	status = v8scope_messages_next(iterator, &messages, &count);
	if (status != BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_OK) {
		return status;
	}
	if (!read_batch(feed, messages, count)) {
		BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_UNKNOWN(
			"v8scope live", "%s", v8scope_analysis_get_error(feed->analysis));
		return BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_ERROR;
	}
	return BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_OK;
}

static bool add_components(
	struct v8scope_feed *feed, bt_graph *graph, const bt_component_class_source *class)
{
	bt_value *params = create_source_params(feed->url);
	const bt_component_source *source = NULL;
	const bt_component_sink *sink = NULL;
	bool ok = params &&
		  bt_graph_add_source_component(graph, class, "live", params, BT_LOGGING_LEVEL_NONE,
			  &source) == BT_GRAPH_ADD_COMPONENT_STATUS_OK &&
		  bt_graph_add_simple_sink_component(graph, "feed", initialize_sink, consume, NULL,
			  feed, &sink) == BT_GRAPH_ADD_COMPONENT_STATUS_OK &&
		  bt_graph_connect_ports(graph,
			  bt_component_source_borrow_output_port_by_index_const(source, 0),
			  bt_component_sink_borrow_input_port_by_index_const(sink, 0),
			  NULL) == BT_GRAPH_CONNECT_PORTS_STATUS_OK;

	bt_value_put_ref(params);
	return ok;
}

/* Notes that the relay daemon has answered; false: it is time to stop. */
static bool note_answer(struct v8scope_feed *feed, bool wait)
{
	int64_t now = g_get_monotonic_time();
	bool go_on;

	g_mutex_lock(&feed->mutex);
	feed->status.answered_us = now;
	feed->status.state = V8SCOPE_FEED_STATE_READING;
	while (wait && !feed->stop &&
		g_cond_wait_until(&feed->stopping, &feed->mutex, now + retry_us)) {
	}
	go_on = !feed->stop;
	g_mutex_unlock(&feed->mutex);
	return go_on;
}

/* True: the session has ended, or nobody wants more of it. */
static bool run(struct v8scope_feed *feed, bt_graph *graph)
{
	for (;;) {
		switch (bt_graph_run_once(graph)) {
		case BT_GRAPH_RUN_ONCE_STATUS_OK:
			if (!note_answer(feed, false)) {
				return true;
			}
			break;
		case BT_GRAPH_RUN_ONCE_STATUS_AGAIN:
			if (!note_answer(feed, true)) {
				return true;
			}
			break;
		case BT_GRAPH_RUN_ONCE_STATUS_END:
			return true;
		default:
			return false;
		}
	}
}

static void set_run_error(struct v8scope_feed *feed, GError **error)
{
	char *cause = v8scope_bt_error_take_root_cause();
	bool is_newer = g_str_has_prefix(cause, V8SCOPE_DECODE_NEWER_SCHEMA_TEXT);
	bool was_reading = v8scope_feed_get_status(feed).state == V8SCOPE_FEED_STATE_READING;

	if (is_newer) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACE_NEWER,
			"%s: %s; use a v8scope at least as new", feed->url, cause);
	} else {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_RELAY, "%s %s: %s",
			was_reading ? "lost the connection to" : "cannot follow", feed->url, cause);
	}
	g_free(cause);
}

static bool follow(struct v8scope_feed *feed, GError **error)
{
	const bt_plugin *plugin = find_ctf(error);
	const bt_component_class_source *class = plugin ? borrow_live(plugin, error) : NULL;
	bt_graph *graph = class ? bt_graph_create(0) : NULL;
	bool ok = false;

	if (graph) {
		g_mutex_lock(&feed->mutex);
		feed->graph = graph;
		g_mutex_unlock(&feed->mutex);
		ok = add_components(feed, graph, class) && run(feed, graph);
		if (!ok) {
			set_run_error(feed, error);
		}
		g_mutex_lock(&feed->mutex);
		feed->graph = NULL;
		g_mutex_unlock(&feed->mutex);
	}
	bt_graph_put_ref(graph);
	bt_plugin_put_ref(plugin);
	return ok;
}

static void *run_thread(void *data)
{
	struct v8scope_feed *feed = data;
	GError *error = NULL;
	bool ok = follow(feed, &error);

	g_mutex_lock(&feed->mutex);
	feed->status.state = ok ? V8SCOPE_FEED_STATE_ENDED : V8SCOPE_FEED_STATE_FAILED;
	feed->error = error;
	feed->finished = true;
	g_mutex_unlock(&feed->mutex);
	return NULL;
}

struct v8scope_feed *v8scope_feed_start(const char *url)
{
	struct v8scope_feed *feed = g_new0(struct v8scope_feed, 1);
	const struct sigaction action = {.sa_handler = wake};
	int problem;

	/* For good: reports are built while the thread reads the environment, too. */
	g_free(v8scope_debug_servers_hide());
	feed->url = g_strdup(url);
	feed->analysis = v8scope_analysis_create(&feed->params);
	feed->status.answered_us = g_get_monotonic_time();
	g_mutex_init(&feed->mutex);
	g_cond_init(&feed->stopping);
	sigaction(wake_signal, &action, NULL);
	problem = pthread_create(&feed->thread, NULL, run_thread, feed);
	if (problem != 0) {
		g_set_error(&feed->error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_RELAY,
			"cannot start a thread: %s", g_strerror(problem));
		feed->status.state = V8SCOPE_FEED_STATE_FAILED;
		feed->thread = pthread_self();
	}
	return feed;
}

/* Again and again: a signal may come right before the call that it is to interrupt. */
static void stop(struct v8scope_feed *feed)
{
	bool finished = false;

	while (!finished) {
		g_mutex_lock(&feed->mutex);
		feed->stop = true;
		finished = feed->finished;
		if (!finished) {
			if (feed->graph) {
				bt_interrupter_set(
					bt_graph_borrow_default_interrupter(feed->graph));
			}
			g_cond_signal(&feed->stopping);
			pthread_kill(feed->thread, wake_signal);
		}
		g_mutex_unlock(&feed->mutex);
		if (!finished) {
			g_usleep((gulong)wake_interval_us);
		}
	}
	pthread_join(feed->thread, NULL);
}

void v8scope_feed_destroy(struct v8scope_feed *feed)
{
	if (!feed) {
		return;
	}
	if (!pthread_equal(feed->thread, pthread_self())) {
		stop(feed);
	}
	v8scope_analysis_destroy(feed->analysis);
	g_clear_error(&feed->error);
	g_cond_clear(&feed->stopping);
	g_mutex_clear(&feed->mutex);
	g_free(feed->url);
	g_free(feed);
}

struct v8scope_feed_status v8scope_feed_get_status(struct v8scope_feed *feed)
{
	struct v8scope_feed_status status;

	g_mutex_lock(&feed->mutex);
	status = feed->status;
	g_mutex_unlock(&feed->mutex);
	return status;
}

GError *v8scope_feed_copy_error(struct v8scope_feed *feed)
{
	GError *error;

	g_mutex_lock(&feed->mutex);
	error = g_error_copy(feed->error);
	g_mutex_unlock(&feed->mutex);
	return error;
}

struct v8scope_report *v8scope_feed_build_report(struct v8scope_feed *feed)
{
	struct v8scope_report *report;

	g_mutex_lock(&feed->mutex);
	report = v8scope_analysis_build_report(feed->analysis);
	g_mutex_unlock(&feed->mutex);
	return report;
}

static void session_destroy(void *data)
{
	struct v8scope_feed_session *session = data;

	g_free(session->name);
	g_free(session->url);
	g_free(session);
}

static char *get_string(const bt_value *map, const char *key)
{
	const bt_value *value = bt_value_map_borrow_entry_value_const(map, key);

	return value && bt_value_is_string(value) ? g_strdup(bt_value_string_get(value)) : NULL;
}

static GPtrArray *take_sessions(const bt_value *list)
{
	GPtrArray *sessions = g_ptr_array_new_with_free_func(session_destroy);

	for (uint64_t i = 0; bt_value_is_array(list) && i < bt_value_array_get_length(list); i++) {
		const bt_value *map = bt_value_array_borrow_element_by_index_const(list, i);
		struct v8scope_feed_session *session = g_new0(struct v8scope_feed_session, 1);

		session->name = get_string(map, "session-name");
		session->url = get_string(map, "url");
		g_ptr_array_add(sessions, session);
	}
	return sessions;
}

/* Owned; NULL with the current thread's error: it failed. */
static const bt_value *query_sessions(const bt_component_class_source *class, const char *url)
{
	bt_value *params = bt_value_map_create();
	bt_query_executor *executor = NULL;
	const bt_value *result = NULL;

	if (params && add_string(params, "url", url)) {
		executor = bt_query_executor_create(
			bt_component_class_source_as_component_class_const(class), "sessions",
			params);
	}
	if (executor &&
		bt_query_executor_query(executor, &result) != BT_QUERY_EXECUTOR_QUERY_STATUS_OK) {
		result = NULL;
	}
	bt_query_executor_put_ref(executor);
	bt_value_put_ref(params);
	return result;
}

GPtrArray *v8scope_feed_list_sessions(const char *url, GError **error)
{
	const bt_plugin *plugin = find_ctf(error);
	const bt_component_class_source *class = plugin ? borrow_live(plugin, error) : NULL;
	const bt_value *list = class ? query_sessions(class, url) : NULL;
	GPtrArray *sessions = NULL;

	if (list) {
		sessions = take_sessions(list);
	} else if (class) {
		v8scope_bt_error_take(error, V8SCOPE_EXIT_STATUS_RELAY, url);
	}
	bt_value_put_ref(list);
	bt_plugin_put_ref(plugin);
	return sessions;
}
