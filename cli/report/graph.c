/* SPDX-License-Identifier: MIT */
#include "graph.h"

#include <babeltrace2/babeltrace.h>

#include "../exit_status.h"
#include "analysis.h"
#include "bt_error.h"
#include "classes.h"
#include "guard.h"
#include "messages.h"
#include "probe.h"
#include "reader.h"
#include "recording.h"
#include "snapshot_source.h"

/* Where the messages go in the end. */
struct destination {
	/* False: the current thread's error says why. */
	bool (*take)(void *data, const bt_message *message);
	/* Told that the traces are cut short here. NULL: whoever comes before was told. */
	void (*take_break)(void *data);
	void *data; /* borrowed */
};

/* One attempt; the components are borrowed from the graph. */
struct building {
	const struct v8scope_classes *classes; /* borrowed */
	/* Borrowed; NULL: without filter.v8scope.attribute. */
	const struct v8scope_recording_source *source;
	bt_graph *graph; /* a reference */
	const bt_component_filter *muxer;
	guint muxer_inputs;	     /* connected so far: the muxer always has one more */
	struct v8scope_probe *probe; /* borrowed */
	struct destination destination;
};

/* Owned; NULL: out of memory. */
static bt_value *create_source_params(const char *trace)
{
	bt_value *params = bt_value_map_create();
	bt_value *inputs = NULL;

	if (!params ||
		bt_value_map_insert_empty_array_entry(params, "inputs", &inputs) !=
			BT_VALUE_MAP_INSERT_ENTRY_STATUS_OK ||
		bt_value_array_append_string_element(inputs, trace) !=
			BT_VALUE_ARRAY_APPEND_ELEMENT_STATUS_OK) {
		bt_value_put_ref(params);
		return NULL;
	}
	return params;
}

static bool connect(bt_graph *graph, const bt_port_output *output, const bt_port_input *input)
{
	return bt_graph_connect_ports(graph, output, input, NULL) ==
	       BT_GRAPH_CONNECT_PORTS_STATUS_OK;
}

static bool connect_filters(
	bt_graph *graph, const bt_component_filter *from, const bt_component_filter *to)
{
	return connect(graph, bt_component_filter_borrow_output_port_by_index_const(from, 0),
		bt_component_filter_borrow_input_port_by_index_const(to, 0));
}

/* A stream of a trace, through a guard of its own, to the muxer. */
static bool connect_stream(struct building *building, const bt_port_output *stream)
{
	char *name = g_strdup_printf("guard-%u", building->muxer_inputs);
	const bt_component_filter *guard =
		v8scope_guard_add_to_graph(building->graph, name, building->probe);

	g_free(name);
	return guard &&
	       connect(building->graph, stream,
		       bt_component_filter_borrow_input_port_by_index_const(guard, 0)) &&
	       connect(building->graph,
		       bt_component_filter_borrow_output_port_by_index_const(guard, 0),
		       bt_component_filter_borrow_input_port_by_index_const(
			       building->muxer, building->muxer_inputs++));
}

static bool connect_source(struct building *building, const bt_component_source *source)
{
	uint64_t count = bt_component_source_get_output_port_count(source);
	bool ok = true;

	for (uint64_t i = 0; ok && i < count; i++) {
		ok = connect_stream(
			building, bt_component_source_borrow_output_port_by_index_const(source, i));
	}
	return ok;
}

/* Names must differ, hence the number. */
static bool add_source(struct building *building, const char *trace, guint number)
{
	char *name = g_strdup_printf("trace-%u", number);
	bt_value *params = create_source_params(trace);
	const bt_component_source *source = NULL;
	bool ok = params &&
		  bt_graph_add_source_component(building->graph, building->classes->ctf_fs, name,
			  params, BT_LOGGING_LEVEL_NONE,
			  &source) == BT_GRAPH_ADD_COMPONENT_STATUS_OK &&
		  connect_source(building, source);

	bt_value_put_ref(params);
	g_free(name);
	return ok;
}

static bt_graph_simple_sink_component_initialize_func_status initialize_sink(
	bt_message_iterator *iterator, void *data)
{
	(void)iterator;
	(void)data;
	return BT_GRAPH_SIMPLE_SINK_COMPONENT_INITIALIZE_FUNC_STATUS_OK;
}

static bool fail(const char *problem)
{
	BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_UNKNOWN("v8scope report", "%s", problem);
	return false;
}

static bool read_derived(void *data, const bt_message *message)
{
	return bt_message_get_type(message) != BT_MESSAGE_TYPE_EVENT ||
	       v8scope_derived_reader_read(data, bt_message_event_borrow_event_const(message)) !=
		       V8SCOPE_DERIVED_READER_STATUS_ERROR ||
	       fail(v8scope_derived_reader_get_error(data));
}

static bool analyse(void *data, const bt_message *message)
{
	return v8scope_analysis_handle_message(data, message) ||
	       fail(v8scope_analysis_get_error(data));
}

static void analyse_break(void *data)
{
	v8scope_analysis_handle_truncated(data);
}

static bt_graph_simple_sink_component_consume_func_status take_error(
	const struct destination *destination)
{
	const bt_error *error;

	if (!destination->take_break) {
		return BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_ERROR;
	}
	error = bt_current_thread_take_error();
	if (error) {
		bt_error_release(error);
	}
	destination->take_break(destination->data);
	return BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_END;
}

static bool take_batch(
	const struct destination *destination, bt_message_array_const messages, uint64_t count)
{
	bool ok = true;

	for (uint64_t i = 0; i < count; i++) {
		ok = ok && destination->take(destination->data, messages[i]);
		bt_message_put_ref(messages[i]);
	}
	return ok;
}

static bt_graph_simple_sink_component_consume_func_status consume(
	bt_message_iterator *iterator, void *data)
{
	bt_graph_simple_sink_component_consume_func_status status;
	bt_message_array_const messages;
	uint64_t count;

	status = v8scope_messages_next(iterator, &messages, &count);
	if (status == BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_ERROR) {
		return take_error(data);
	}
	if (status != BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_OK) {
		return status;
	}
	return take_batch(data, messages, count)
		       ? BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_OK
		       : BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_ERROR;
}

static bool add_sink(struct building *building, const bt_component_filter *last)
{
	const bt_component_sink *sink = NULL;

	return bt_graph_add_simple_sink_component(building->graph, "reader", initialize_sink,
		       consume, NULL, &building->destination,
		       &sink) == BT_GRAPH_ADD_COMPONENT_STATUS_OK &&
	       connect(building->graph,
		       bt_component_filter_borrow_output_port_by_index_const(last, 0),
		       bt_component_sink_borrow_input_port_by_index_const(sink, 0));
}

static const bt_component_filter *add_filter(struct building *building,
	const bt_component_class_filter *class, const char *name, const bt_value *params)
{
	const bt_component_filter *filter = NULL;

	return bt_graph_add_filter_component(building->graph, class, name, params,
		       BT_LOGGING_LEVEL_NONE, &filter) == BT_GRAPH_ADD_COMPONENT_STATUS_OK
		       ? filter
		       : NULL;
}

static bool add_text(bt_value *params, const char *name, const char *text)
{
	return !text || bt_value_map_insert_string_entry(params, name, text) ==
				BT_VALUE_MAP_INSERT_ENTRY_STATUS_OK;
}

static bool add_window(bt_value *params, const struct v8scope_recording_window *window)
{
	return !window ||
	       (add_text(params, "begin", window->since) && add_text(params, "end", window->until));
}

static const bt_component_filter *add_attribute(struct building *building)
{
	const struct v8scope_recording_source *source = building->source;
	bt_value *params = bt_value_map_create();
	const bt_component_filter *filter = NULL;

	if (params && add_text(params, "snapshot-directory", source->directory) &&
		add_text(params, "snapshot-file", source->snapshot) &&
		add_window(params, source->window) &&
		bt_value_map_insert_bool_entry(params, "debuginfod", source->ask_servers) ==
			BT_VALUE_MAP_INSERT_ENTRY_STATUS_OK &&
		bt_value_map_insert_bool_entry(params, "parts-missing",
			building->probe->parts_missing) == BT_VALUE_MAP_INSERT_ENTRY_STATUS_OK) {
		filter = add_filter(building, building->classes->attribute, "attribute", params);
	}
	bt_value_put_ref(params);
	return filter;
}

/* Everything but the sources. */
static bool add_stages(struct building *building)
{
	building->graph = bt_graph_create(0);
	if (!building->graph) {
		return false;
	}
	building->muxer = add_filter(building, building->classes->muxer, "muxer", NULL);
	const bt_component_filter *prober =
		building->muxer ? v8scope_probe_add_to_graph(building->graph, building->probe)
				: NULL;
	if (!prober || !connect_filters(building->graph, building->muxer, prober)) {
		return false;
	}
	if (!building->source) {
		return add_sink(building, prober);
	}
	const bt_component_filter *attribute = add_attribute(building);

	return attribute && connect_filters(building->graph, prober, attribute) &&
	       add_sink(building, attribute);
}

/* The index of the first trace that cannot be opened; traces->len: all can. */
static guint add_sources(struct building *building, const GPtrArray *traces)
{
	for (guint i = 0; i < traces->len; i++) {
		if (!add_source(building, g_ptr_array_index(traces, i), i)) {
			return i;
		}
	}
	return traces->len;
}

/* Takes out a trace that made the graph unusable; false: it was the last one. */
static bool drop_trace(GPtrArray *traces, guint i, struct v8scope_probe *probe, GError **error)
{
	char *cause = v8scope_bt_error_take_root_cause();

	if (!probe->problem) {
		probe->problem = g_strdup(cause);
	}
	g_free(cause);
	g_ptr_array_remove_index(traces, i);
	if (traces->len > 0) {
		return true;
	}
	g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACE_DAMAGED,
		"the trace is damaged and nothing can be read of it: %s; copy it again from where "
		"it was recorded, or record again",
		probe->problem);
	return false;
}

/* Builds until it succeeds without the traces that cannot be opened. */
static bool build(struct building *building, GPtrArray *traces, GError **error)
{
	for (;;) {
		if (!add_stages(building)) {
			v8scope_bt_error_take(
				error, V8SCOPE_EXIT_STATUS_PLUGIN, "cannot set up the analysis");
			return false;
		}
		guint failed = add_sources(building, traces);
		if (failed == traces->len) {
			return true;
		}
		BT_GRAPH_PUT_REF_AND_RESET(building->graph);
		building->muxer_inputs = 0;
		if (!drop_trace(traces, failed, building->probe, error)) {
			return false;
		}
	}
}

static bool run(const bt_graph *graph, GError **error)
{
	bt_graph_run_status status;

	do {
		status = bt_graph_run((bt_graph *)graph);
	} while (status == BT_GRAPH_RUN_STATUS_AGAIN);
	if (status == BT_GRAPH_RUN_STATUS_OK) {
		return true;
	}
	v8scope_bt_error_take(
		error, V8SCOPE_EXIT_STATUS_TRACE_DAMAGED, "the trace cannot be analysed");
	return false;
}

static bool build_and_run(struct building *building, GPtrArray *traces, GError **error)
{
	bool ok = build(building, traces, error) && run(building->graph, error);

	bt_graph_put_ref(building->graph);
	return ok;
}

bool v8scope_graph_run(const struct v8scope_classes *classes,
	const struct v8scope_recording_source *source, GPtrArray *traces,
	struct v8scope_probe *probe, struct v8scope_derived_reader *reader, GError **error)
{
	struct building building = {.classes = classes,
		.source = source,
		.probe = probe,
		.destination = {read_derived, NULL, reader}};

	return build_and_run(&building, traces, error);
}

bool v8scope_graph_analyse(const struct v8scope_classes *classes, GPtrArray *traces,
	struct v8scope_probe *probe, struct v8scope_analysis *analysis, GError **error)
{
	struct building building = {.classes = classes,
		.probe = probe,
		.destination = {analyse, analyse_break, analysis}};

	return build_and_run(&building, traces, error);
}
