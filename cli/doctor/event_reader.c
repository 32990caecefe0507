/* SPDX-License-Identifier: MIT */
#include "event_reader.h"

#include <string.h>

#include "../exit_status.h"
#include "../report/bt_error.h"
#include "../report/classes.h"
#include "../report/input.h"
#include "../report/messages.h"

static const char provider[] = "v8:";

struct reading {
	v8scope_event_fn on_event;
	void *data; /* borrowed; on_event's */
	bt_graph *graph;
	const bt_component_filter *muxer; /* borrowed from the graph */
	uint64_t inputs;		  /* of the muxer, connected so far */
};

static const bt_field *borrow(const bt_field *structure, const char *name)
{
	return structure ? bt_field_structure_borrow_member_field_by_name_const(structure, name)
			 : NULL;
}

const char *v8scope_event_text(const bt_field *structure, const char *name)
{
	const bt_field *field = borrow(structure, name);

	return field && bt_field_class_type_is(
				bt_field_get_class_type(field), BT_FIELD_CLASS_TYPE_STRING)
		       ? bt_field_string_get_value(field)
		       : "";
}

uint64_t v8scope_event_number(const bt_field *structure, const char *name)
{
	const bt_field *field = borrow(structure, name);

	if (!field) {
		return 0;
	}
	if (bt_field_class_type_is(
		    bt_field_get_class_type(field), BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER)) {
		return bt_field_integer_unsigned_get_value(field);
	}
	if (bt_field_class_type_is(
		    bt_field_get_class_type(field), BT_FIELD_CLASS_TYPE_SIGNED_INTEGER)) {
		return (uint64_t)bt_field_integer_signed_get_value(field);
	}
	return 0;
}

static void read_message(struct reading *reading, const bt_message *message)
{
	if (bt_message_get_type(message) != BT_MESSAGE_TYPE_EVENT) {
		return;
	}
	const bt_event *event = bt_message_event_borrow_event_const(message);
	const char *name = bt_event_class_get_name(bt_event_borrow_class_const(event));

	if (name && g_str_has_prefix(name, provider)) {
		reading->on_event(name + strlen(provider),
			bt_event_borrow_common_context_field_const(event),
			bt_event_borrow_payload_field_const(event), reading->data);
	}
}

static bt_graph_simple_sink_component_initialize_func_status initialize_sink(
	bt_message_iterator *iterator, void *data)
{
	(void)iterator;
	(void)data;
	return BT_GRAPH_SIMPLE_SINK_COMPONENT_INITIALIZE_FUNC_STATUS_OK;
}

static bt_graph_simple_sink_component_consume_func_status consume(
	bt_message_iterator *iterator, void *data)
{
	bt_graph_simple_sink_component_consume_func_status status;
	bt_message_array_const messages;
	uint64_t count = 0;

	status = v8scope_messages_next(iterator, &messages, &count);
	if (status != BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_OK) {
		return status;
	}
	for (uint64_t i = 0; i < count; i++) {
		read_message(data, messages[i]);
		bt_message_put_ref(messages[i]);
	}
	return BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_OK;
}

static bool connect_source(struct reading *reading, const bt_component_source *source)
{
	uint64_t count = bt_component_source_get_output_port_count(source);
	bool ok = true;

	for (uint64_t i = 0; ok && i < count; i++) {
		ok = bt_graph_connect_ports(reading->graph,
			     bt_component_source_borrow_output_port_by_index_const(source, i),
			     bt_component_filter_borrow_input_port_by_index_const(
				     reading->muxer, reading->inputs++),
			     NULL) == BT_GRAPH_CONNECT_PORTS_STATUS_OK;
	}
	return ok;
}

static bool add_source(
	struct reading *reading, const bt_component_class_source *class, const char *trace)
{
	bt_value *params = bt_value_map_create();
	bt_value *inputs = NULL;
	const bt_component_source *source = NULL;
	bool ok = params &&
		  bt_value_map_insert_empty_array_entry(params, "inputs", &inputs) ==
			  BT_VALUE_MAP_INSERT_ENTRY_STATUS_OK &&
		  bt_value_array_append_string_element(inputs, trace) ==
			  BT_VALUE_ARRAY_APPEND_ELEMENT_STATUS_OK &&
		  bt_graph_add_source_component(reading->graph, class, trace, params,
			  BT_LOGGING_LEVEL_NONE, &source) == BT_GRAPH_ADD_COMPONENT_STATUS_OK &&
		  connect_source(reading, source);

	bt_value_put_ref(params);
	return ok;
}

static bool add_muxer_and_sink(struct reading *reading, const bt_component_class_filter *muxer)
{
	const bt_component_sink *sink = NULL;

	reading->graph = bt_graph_create(0);
	return reading->graph &&
	       bt_graph_add_filter_component(reading->graph, muxer, "muxer", NULL,
		       BT_LOGGING_LEVEL_NONE,
		       &reading->muxer) == BT_GRAPH_ADD_COMPONENT_STATUS_OK &&
	       bt_graph_add_simple_sink_component(reading->graph, "doctor", initialize_sink,
		       consume, NULL, reading, &sink) == BT_GRAPH_ADD_COMPONENT_STATUS_OK &&
	       bt_graph_connect_ports(reading->graph,
		       bt_component_filter_borrow_output_port_by_index_const(reading->muxer, 0),
		       bt_component_sink_borrow_input_port_by_index_const(sink, 0),
		       NULL) == BT_GRAPH_CONNECT_PORTS_STATUS_OK;
}

static bool run(struct reading *reading, const struct v8scope_classes *classes,
	const GPtrArray *traces, GError **error)
{
	bt_graph_run_status status = BT_GRAPH_RUN_STATUS_ERROR;
	bool ok = add_muxer_and_sink(reading, classes->muxer);

	for (guint i = 0; ok && i < traces->len; i++) {
		ok = add_source(reading, classes->ctf_fs, g_ptr_array_index(traces, i));
	}
	if (ok) {
		do {
			status = bt_graph_run(reading->graph);
		} while (status == BT_GRAPH_RUN_STATUS_AGAIN);
	}
	if (status != BT_GRAPH_RUN_STATUS_OK) {
		v8scope_bt_error_take(
			error, V8SCOPE_EXIT_STATUS_TRACING, "the trial's trace cannot be read");
	}
	bt_graph_put_ref(reading->graph);
	return status == BT_GRAPH_RUN_STATUS_OK;
}

bool v8scope_event_reader_run(
	const char *path, v8scope_event_fn on_event, void *data, GError **error)
{
	struct reading reading = {.on_event = on_event, .data = data};
	struct v8scope_classes classes;
	GPtrArray *traces = v8scope_input_find_traces(path, NULL);
	bool ok = true;

	if (!traces) {
		return true;
	}
	ok = v8scope_classes_init(&classes, error) && run(&reading, &classes, traces, error);
	v8scope_classes_fini(&classes);
	g_ptr_array_unref(traces);
	return ok;
}
