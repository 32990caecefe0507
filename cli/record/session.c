/* SPDX-License-Identifier: MIT */
#include "session.h"

#include <lttng/lttng.h>
#include <stdlib.h>
#include <unistd.h>

#include "../exit_status.h"
#include "channels.h"
#include "consumer.h"
#include "keeper.h"

/* A consumer daemon that cannot write (a full disk) would keep us for ever. */
static const int stop_timeout_ms = 60000;
static const int destroy_timeout_ms = 10000;
static const int remote_destroy_timeout_ms = 3000;
static const int poll_interval_ms = 20;

/* So often the relay daemon is asked itself while LTTng says that data waits. */
static const int relay_check_interval_ms = 15000;

/*
 * Of a remote session, which waits for its relay daemon. A program that starts waits for less
 * than it does on its own (runtime/control.c).
 */
static const int setup_timeout_ms = 30000;
static const int answer_timeout_ms = 20000;
static const int track_timeout_ms = 1000;

/*
 * Buffers that fill slowly are written before they are full: what is lost with a session daemon
 * is as old at most, and LTTng rotates by the size of what is written.
 */
static const unsigned int local_flush_us = 1000 * 1000;

/* So old may be what the relay daemon of a remote session has. */
static const uint64_t remote_timer_us = 1000 * 1000;

/* What the keeper of a remote session does. */
enum request {
	REQUEST_TRACK, /* the argument is a pid */
	REQUEST_START,
	REQUEST_HALT,
	REQUEST_IS_PENDING,	 /* answers whether */
	REQUEST_COUNT_DISCARDED, /* answers how many */
	REQUEST_END,
};

struct v8scope_session {
	char *name;		       /* owned */
	struct v8scope_keeper *keeper; /* owned; has what follows `relay`; NULL: we do */
	const struct v8scope_relay_address *relay; /* borrowed; NULL: it is not sent anywhere */
	bool created;				   /* in the session daemon */
	bool consumer_answers;			   /* or did when it started */
	struct lttng_handle *handle;		   /* owned; of the UST domain */
	struct lttng_process_attr_tracker_handle *tracker; /* owned */
};

static bool set_error(GError **error, const char *action, int code)
{
	g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACING,
		"cannot %s: %s; see whether 'lttng list' works", action, lttng_strerror(code));
	return false;
}

/* Unique: no two processes have one id at the same moment. */
static char *make_name(void)
{
	return g_strdup_printf("v8scope-%ld-%" G_GINT64_FORMAT, (long)getpid(),
		g_get_real_time() / G_USEC_PER_SEC);
}

/* Takes `descriptor`. */
static bool create_in_daemon(struct v8scope_session *session,
	struct lttng_session_descriptor *descriptor, GError **error)
{
	enum lttng_error_code code = lttng_create_session_ext(descriptor);

	lttng_session_descriptor_destroy(descriptor);
	if (code != LTTNG_OK) {
		return set_error(error, "create a tracing session", -(int)code);
	}
	session->created = true;
	return true;
}

static bool create_local(struct v8scope_session *session, const char *path, GError **error)
{
	struct lttng_session_descriptor *descriptor =
		lttng_session_descriptor_local_create(session->name, path);

	if (!descriptor) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_OUTPUT_DIRECTORY,
			"LTTng cannot write to a directory of the name %s", path);
		return false;
	}
	return create_in_daemon(session, descriptor, error);
}

static bool create_rings(struct v8scope_session *session, const char *path, GError **error)
{
	struct lttng_session_descriptor *descriptor =
		lttng_session_descriptor_snapshot_local_create(session->name, path);

	if (!descriptor) {
		return set_error(error, "describe a flight recorder", -LTTNG_ERR_INVALID);
	}
	return create_in_daemon(session, descriptor, error);
}

static bool create_live(struct v8scope_session *session, const struct v8scope_relay_urls *relay,
	uint64_t timer_us, GError **error)
{
	struct lttng_session_descriptor *descriptor = lttng_session_descriptor_live_network_create(
		session->name, relay->control, relay->data, timer_us);

	if (!descriptor) {
		return set_error(error, "describe a live session", -LTTNG_ERR_INVALID);
	}
	return create_in_daemon(session, descriptor, error);
}

static bool open_handle(struct v8scope_session *session, GError **error)
{
	struct lttng_domain domain = {
		.type = LTTNG_DOMAIN_UST,
		.buf_type = LTTNG_BUFFER_PER_UID,
	};

	session->handle = lttng_create_handle(session->name, &domain);
	if (!session->handle) {
		return set_error(error, "use the tracing session", -LTTNG_ERR_NOMEM);
	}
	return true;
}

/* The tracker then holds no process: other programs on the machine stay unrecorded. */
static bool track_nothing(struct v8scope_session *session, GError **error)
{
	enum lttng_error_code code = lttng_session_get_tracker_handle(session->name,
		LTTNG_DOMAIN_UST, LTTNG_PROCESS_ATTR_VIRTUAL_PROCESS_ID, &session->tracker);

	if (code != LTTNG_OK) {
		return set_error(error, "restrict the session to the command", -(int)code);
	}
	if (lttng_process_attr_tracker_handle_set_tracking_policy(
		    session->tracker, LTTNG_TRACKING_POLICY_INCLUDE_SET) !=
		LTTNG_PROCESS_ATTR_TRACKER_HANDLE_STATUS_OK) {
		return set_error(error, "restrict the session to the command", -LTTNG_ERR_UNK);
	}
	return true;
}

static bool set_rotation(
	struct v8scope_session *session, const struct v8scope_rotation *rotation, GError **error)
{
	struct lttng_rotation_schedule *schedule = v8scope_rotation_create_schedule(rotation);
	enum lttng_rotation_status status =
		schedule ? lttng_session_add_rotation_schedule(session->name, schedule)
			 : LTTNG_ROTATION_STATUS_INVALID;

	lttng_rotation_schedule_destroy(schedule);
	if (status == LTTNG_ROTATION_STATUS_OK) {
		return true;
	}
	g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACING,
		"cannot have the trace rotated (status %d); see whether 'lttng list' works",
		(int)status);
	return false;
}

/* Of a session that the daemon has: all but its start. `flush_us`: 0 if it has a timer itself. */
static bool set_up(struct v8scope_session *session, const struct v8scope_session_wish *wish,
	unsigned int flush_us, GError **error)
{
	return open_handle(session, error) &&
	       v8scope_channels_create(
		       session->handle, wish->detail, wish->no_loss, flush_us, error) &&
	       (!v8scope_rotation_is_wanted(&wish->rotation) ||
		       set_rotation(session, &wish->rotation, error)) &&
	       track_nothing(session, error);
}

struct v8scope_session *v8scope_session_create(
	const char *path, const struct v8scope_session_wish *wish, GError **error)
{
	struct v8scope_session *session = g_new0(struct v8scope_session, 1);

	session->name = make_name();
	if (create_local(session, path, error) && set_up(session, wish, local_flush_us, error)) {
		return session;
	}
	v8scope_session_destroy(session);
	return NULL;
}

struct v8scope_session *v8scope_session_create_rings(
	const char *path, enum v8scope_detail detail, uint64_t bytes, GError **error)
{
	struct v8scope_session *session = g_new0(struct v8scope_session, 1);

	session->name = make_name();
	if (create_rings(session, path, error) && open_handle(session, error) &&
		v8scope_channels_create_rings(session->handle, detail, bytes, error) &&
		track_nothing(session, error)) {
		return session;
	}
	v8scope_session_destroy(session);
	return NULL;
}

struct v8scope_session *v8scope_session_create_live(
	const struct v8scope_relay_urls *relay, uint64_t timer_us, GError **error)
{
	struct v8scope_session *session = g_new0(struct v8scope_session, 1);

	session->name = make_name();
	if (create_live(session, relay, timer_us, error) &&
		set_up(session, &(struct v8scope_session_wish){.detail = V8SCOPE_DETAIL_CENSUS}, 0,
			error)) {
		return session;
	}
	v8scope_session_destroy(session);
	return NULL;
}

static bool is_pending(struct v8scope_session *session, int64_t *answer, GError **error);

/* In the keeper. */
static void *begin_remote(const void *data, GError **error)
{
	const struct v8scope_remote *remote = data;
	const struct v8scope_relay_urls urls = {
		.control = remote->relay->control_url,
		.data = remote->relay->data_url,
	};
	struct v8scope_session *session = g_new0(struct v8scope_session, 1);

	session->name = g_strdup(remote->name);
	session->relay = remote->relay;
	if (create_live(session, &urls, remote_timer_us, error) &&
		set_up(session, &remote->wish, 0, error)) {
		return session;
	}
	v8scope_session_destroy(session);
	return NULL;
}

static bool serve_remote(
	void *state, uint32_t request, int64_t argument, int64_t *value, GError **error)
{
	struct v8scope_session *session = state;

	switch ((enum request)request) {
	case REQUEST_TRACK:
		return v8scope_session_track(session, (pid_t)argument, error);
	case REQUEST_START:
		return v8scope_session_start(session, error);
	case REQUEST_HALT:
		return v8scope_session_halt(session, error);
	case REQUEST_IS_PENDING:
		return is_pending(session, value, error);
	case REQUEST_COUNT_DISCARDED:
		*value = (int64_t)v8scope_session_count_discarded(session);
		return true;
	case REQUEST_END:
		return v8scope_session_end(session, error);
	}
	return false;
}

static void end_remote(void *state)
{
	v8scope_session_destroy(state);
}

struct v8scope_session *v8scope_session_create_remote(
	const struct v8scope_remote *remote, GError **error)
{
	static const struct v8scope_keeper_work work = {
		.begin = begin_remote, .serve = serve_remote, .end = end_remote};
	struct v8scope_keeper *keeper =
		v8scope_keeper_start(&work, remote, setup_timeout_ms, error);

	if (!keeper) {
		return NULL;
	}
	struct v8scope_session *session = g_new0(struct v8scope_session, 1);

	session->name = g_strdup(remote->name);
	session->keeper = keeper;
	session->relay = remote->relay;
	return session;
}

static bool ask_keeper(const struct v8scope_session *session, enum request request, int timeout_ms,
	int64_t *value, GError **error)
{
	return v8scope_keeper_ask(session->keeper, request, 0, timeout_ms, value, error);
}

const char *v8scope_session_get_name(const struct v8scope_session *session)
{
	return session->name;
}

/*
 * What LTTng made of it, if it has ended in time. One that takes longer has not failed: of two
 * sessions that go to one relay daemon, LTTng 2.13 ends the first with the second, now and then.
 */
static enum lttng_error_code wait_for_destruction(
	const struct lttng_destruction_handle *destruction, int timeout_ms)
{
	enum lttng_error_code result = LTTNG_ERR_UNK;

	if (lttng_destruction_handle_wait_for_completion(
		    (struct lttng_destruction_handle *)destruction, timeout_ms) ==
		LTTNG_DESTRUCTION_HANDLE_STATUS_TIMEOUT) {
		return LTTNG_OK;
	}
	lttng_destruction_handle_get_result(destruction, &result);
	return result;
}

/*
 * Waits, so that nobody uses the trace directory any more when we have ended: its
 * disk may be unmounted. v8scope_session_stop() has waited for the data already.
 */
bool v8scope_session_end(struct v8scope_session *session, GError **error)
{
	struct lttng_destruction_handle *destruction = NULL;

	if (session->keeper) {
		return ask_keeper(session, REQUEST_END, answer_timeout_ms, NULL, error);
	}
	if (!session->created) {
		return true;
	}
	session->created = false;
	enum lttng_error_code code = lttng_destroy_session_ext(session->name, &destruction);

	if (code == LTTNG_OK) {
		code = wait_for_destruction(destruction,
			session->relay ? remote_destroy_timeout_ms : destroy_timeout_ms);
		lttng_destruction_handle_destroy(destruction);
	}
	return code == LTTNG_OK || set_error(error, "end the recording", -(int)code);
}

void v8scope_session_destroy(struct v8scope_session *session)
{
	if (!session) {
		return;
	}
	if (session->keeper) {
		v8scope_keeper_destroy(session->keeper);
	} else {
		v8scope_session_end(session, NULL);
	}
	if (session->tracker) {
		lttng_process_attr_tracker_handle_destroy(session->tracker);
	}
	if (session->handle) {
		lttng_destroy_handle(session->handle);
	}
	g_free(session->name);
	g_free(session);
}

/* A program does not wait for the network: what is not answered yet is done later. */
static bool track_remotely(struct v8scope_session *session, pid_t pid, GError **error)
{
	int timeout_ms = v8scope_keeper_is_busy(session->keeper) ? 0 : track_timeout_ms;
	GError *problem = NULL;

	if (v8scope_keeper_ask(session->keeper, REQUEST_TRACK, pid, timeout_ms, NULL, &problem)) {
		return true;
	}
	if (v8scope_exit_status_of(problem) == V8SCOPE_EXIT_STATUS_RELAY) {
		g_error_free(problem);
		return true;
	}
	g_propagate_error(error, problem);
	return false;
}

bool v8scope_session_track(struct v8scope_session *session, pid_t pid, GError **error)
{
	if (session->keeper) {
		return track_remotely(session, pid, error);
	}
	enum lttng_process_attr_tracker_handle_status status =
		lttng_process_attr_virtual_process_id_tracker_handle_add_pid(session->tracker, pid);

	if (status == LTTNG_PROCESS_ATTR_TRACKER_HANDLE_STATUS_OK ||
		status == LTTNG_PROCESS_ATTR_TRACKER_HANDLE_STATUS_EXISTS) {
		return true;
	}
	g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACING,
		"cannot add process %ld to the tracing session (tracker status %d)", (long)pid,
		(int)status);
	return false;
}

bool v8scope_session_explain(struct v8scope_session *session, GError **error)
{
	return v8scope_channels_explain(session->handle, error);
}

bool v8scope_session_tell_loaded(struct v8scope_session *session, GError **error)
{
	int ret = lttng_regenerate_statedump(session->name);

	return ret == 0 || set_error(error, "have the loaded objects told again", ret);
}

bool v8scope_session_write_rings(struct v8scope_session *session, const char *path, GError **error)
{
	struct lttng_snapshot_output *output = lttng_snapshot_output_create();
	int ret = -LTTNG_ERR_NOMEM;

	if (output) {
		ret = lttng_snapshot_output_set_local_path(path, output);
		if (ret == 0) {
			ret = lttng_snapshot_record(session->name, output, 0);
		}
		lttng_snapshot_output_destroy(output);
	}
	return ret == 0 || ret == -LTTNG_ERR_SNAPSHOT_NODATA ||
	       set_error(error, "write what the flight recorder holds", ret);
}

bool v8scope_session_start(struct v8scope_session *session, GError **error)
{
	if (session->keeper) {
		return ask_keeper(session, REQUEST_START, setup_timeout_ms, NULL, error);
	}
	int ret = lttng_start_tracing(session->name);

	session->consumer_answers = v8scope_consumer_answers();
	return ret == 0 || set_error(error, "start recording", ret);
}

static bool is_pending(struct v8scope_session *session, int64_t *answer, GError **error)
{
	if (session->keeper) {
		return ask_keeper(session, REQUEST_IS_PENDING, answer_timeout_ms, answer, error);
	}
	int pending = lttng_data_pending(session->name);

	*answer = pending;
	return pending >= 0 || set_error(error, "wait for the trace to be written", pending);
}

/* LTTng may know of data that waits, and say so, without asking the relay daemon. */
static bool check_relay(const struct v8scope_session *session, int waited_ms, GError **error)
{
	return !session->relay || waited_ms % relay_check_interval_ms != 0 ||
	       v8scope_relay_address_check(session->relay, error);
}

static bool wait_for_data(struct v8scope_session *session, GError **error)
{
	int waited_ms = 0;

	while (waited_ms < stop_timeout_ms) {
		int64_t pending = 0;

		if (!is_pending(session, &pending, error)) {
			return false;
		}
		if (pending == 0) {
			return true;
		}
		g_usleep((gulong)poll_interval_ms * 1000);
		waited_ms += poll_interval_ms;
		if (!check_relay(session, waited_ms, error)) {
			return false;
		}
	}
	g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACING,
		"the trace was not fully written within %d s: it may miss its end",
		stop_timeout_ms / 1000);
	return false;
}

bool v8scope_session_halt(struct v8scope_session *session, GError **error)
{
	if (session->keeper) {
		return ask_keeper(session, REQUEST_HALT, answer_timeout_ms, NULL, error);
	}
	int ret = lttng_stop_tracing_no_wait(session->name);

	if (ret < 0 && ret != -LTTNG_ERR_TRACE_ALREADY_STOPPED) {
		return set_error(error, "stop recording", ret);
	}
	return true;
}

/* A keeper's session goes to a relay daemon, which is asked. */
static bool check_consumer(const struct v8scope_session *session, GError **error)
{
	if (!session->consumer_answers || v8scope_consumer_answers()) {
		return true;
	}
	g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACING,
		"LTTng's consumer daemon has ended: the trace misses what came then");
	return false;
}

bool v8scope_session_stop(struct v8scope_session *session, GError **error)
{
	return v8scope_session_halt(session, error) && wait_for_data(session, error) &&
	       check_consumer(session, error);
}

uint64_t v8scope_session_count_discarded(struct v8scope_session *session)
{
	int64_t counted = 0;

	if (session->keeper) {
		ask_keeper(session, REQUEST_COUNT_DISCARDED, answer_timeout_ms, &counted, NULL);
		return (uint64_t)counted;
	}
	struct lttng_channel *channels = NULL;
	int count = lttng_list_channels(session->handle, &channels);
	uint64_t sum = 0;

	for (int i = 0; i < count; i++) {
		uint64_t discarded = 0;

		if (lttng_channel_get_discarded_event_count(&channels[i], &discarded) == 0) {
			sum += discarded;
		}
	}
	free(channels);
	return sum;
}
