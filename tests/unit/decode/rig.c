/* SPDX-License-Identifier: MIT */
#include "rig.h"

#include <string.h>

static const bt_plugin *borrow_plugin(const struct rig *rig)
{
	return bt_plugin_set_borrow_plugin_by_index_const(rig->plugins, 0);
}

static void put_message(gpointer message)
{
	bt_message_put_ref(message);
}

static void init_graph(struct rig *rig)
{
	memset(rig, 0, sizeof(*rig));
	rig->graph = bt_graph_create(0);
	rig->messages = g_ptr_array_new_with_free_func(put_message);
	if (bt_plugin_find_all_from_file(PLUGIN_PATH, BT_TRUE, &rig->plugins) !=
		BT_PLUGIN_FIND_ALL_FROM_FILE_STATUS_OK) {
		g_error("cannot load the plugin %s", PLUGIN_PATH);
	}
}

void rig_init(struct rig *rig, struct script *script)
{
	const bt_component_class_source *source_class = script_source_class_create();
	const bt_component_source *source;

	init_graph(rig);
	script->interrupter = bt_graph_borrow_default_interrupter(rig->graph);
	if (bt_graph_add_source_component_with_initialize_method_data(rig->graph, source_class,
		    "script", NULL, script, BT_LOGGING_LEVEL_NONE,
		    &source) != BT_GRAPH_ADD_COMPONENT_STATUS_OK) {
		g_error("cannot add the script");
	}
	rig->end = bt_component_source_borrow_output_port_by_index_const(source, 0);
	bt_component_class_source_put_ref(source_class);
}

/* A component class of one of babeltrace2's own plugins; a reference on the plugin. */
static const bt_plugin *find_ctf_plugin(void)
{
	const bt_plugin *plugin;

	if (bt_plugin_find("ctf", BT_TRUE, BT_TRUE, BT_TRUE, BT_TRUE, BT_TRUE, &plugin) !=
		BT_PLUGIN_FIND_STATUS_OK) {
		g_error("babeltrace2 has no plugin `ctf`");
	}
	return plugin;
}

void rig_init_ctf_source(struct rig *rig, const char *path)
{
	const bt_plugin *plugin = find_ctf_plugin();
	bt_value *inputs = bt_value_array_create();
	bt_value *params;
	const bt_component_source *source;

	init_graph(rig);
	bt_value_array_append_string_element(inputs, path);
	params = rig_params("inputs", inputs);
	if (bt_graph_add_source_component(rig->graph,
		    bt_plugin_borrow_source_component_class_by_name_const(plugin, "fs"), "ctf",
		    params, BT_LOGGING_LEVEL_NONE, &source) != BT_GRAPH_ADD_COMPONENT_STATUS_OK) {
		g_error("cannot read the trace %s", path);
	}
	rig->end = bt_component_source_borrow_output_port_by_index_const(source, 0);
	bt_value_put_ref(params);
	bt_plugin_put_ref(plugin);
}

void rig_fini(struct rig *rig)
{
	g_ptr_array_free(rig->messages, TRUE);
	bt_graph_put_ref(rig->graph);
	bt_plugin_set_put_ref(rig->plugins);
}

static void connect(struct rig *rig, const bt_port_input *port)
{
	if (bt_graph_connect_ports(rig->graph, rig->end, port, NULL) !=
		BT_GRAPH_CONNECT_PORTS_STATUS_OK) {
		g_error("cannot connect the ports");
	}
}

void rig_add_attribute(struct rig *rig)
{
	const bt_component_class_filter *filter_class =
		bt_plugin_borrow_filter_component_class_by_name_const(
			borrow_plugin(rig), "attribute");
	const bt_component_filter *filter;

	if (bt_graph_add_filter_component(rig->graph, filter_class, "attribute", NULL,
		    BT_LOGGING_LEVEL_NONE, &filter) != BT_GRAPH_ADD_COMPONENT_STATUS_OK) {
		g_error("cannot add filter.v8scope.attribute");
	}
	connect(rig, bt_component_filter_borrow_input_port_by_index_const(filter, 0));
	rig->end = bt_component_filter_borrow_output_port_by_index_const(filter, 0);
}

static bt_graph_simple_sink_component_consume_func_status seek_or_end(
	struct rig *rig, bt_message_iterator *iterator)
{
	bt_bool can_seek;

	if (!rig->seek) {
		return BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_END;
	}
	rig->seek = false;
	if (bt_message_iterator_can_seek_beginning(iterator, &can_seek) !=
			BT_MESSAGE_ITERATOR_CAN_SEEK_BEGINNING_STATUS_OK ||
		!can_seek) {
		return BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_END;
	}
	return bt_message_iterator_seek_beginning(iterator) ==
			       BT_MESSAGE_ITERATOR_SEEK_BEGINNING_STATUS_OK
		       ? BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_OK
		       : BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_ERROR;
}

static bool seek_beginning(const struct rig *rig, bt_message_iterator *iterator)
{
	if (rig->seek_by_time) {
		return bt_message_iterator_seek_ns_from_origin(iterator, 0) ==
		       BT_MESSAGE_ITERATOR_SEEK_NS_FROM_ORIGIN_STATUS_OK;
	}
	return bt_message_iterator_seek_beginning(iterator) ==
	       BT_MESSAGE_ITERATOR_SEEK_BEGINNING_STATUS_OK;
}

static bt_graph_simple_sink_component_consume_func_status drop_and_seek(
	struct rig *rig, bt_message_iterator *iterator)
{
	rig->seek_after = 0;
	rig->seek_again = false;
	g_ptr_array_set_size(rig->messages, 0);
	return seek_beginning(rig, iterator)
		       ? BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_OK
		       : BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_ERROR;
}

static bt_graph_simple_sink_component_consume_func_status collect(
	bt_message_iterator *iterator, void *data)
{
	struct rig *rig = data;
	bt_message_array_const messages;
	uint64_t count;

	switch (bt_message_iterator_next(iterator, &messages, &count)) {
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_OK:
		for (uint64_t i = 0; i < count; i++) {
			g_ptr_array_add(rig->messages, (gpointer)messages[i]);
		}
		if (rig->seek_after > 0 && rig->messages->len >= rig->seek_after) {
			return drop_and_seek(rig, iterator);
		}
		return BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_OK;
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_END:
		return seek_or_end(rig, iterator);
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_AGAIN:
		if (rig->seek_again) {
			return drop_and_seek(rig, iterator);
		}
		return BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_AGAIN;
	default:
		return BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_ERROR;
	}
}

void rig_add_collector(struct rig *rig)
{
	const bt_component_sink *sink;

	if (bt_graph_add_simple_sink_component(rig->graph, "collector", NULL, collect, NULL, rig,
		    &sink) != BT_GRAPH_ADD_COMPONENT_STATUS_OK) {
		g_error("cannot add the collector");
	}
	connect(rig, bt_component_sink_borrow_input_port_by_index_const(sink, 0));
}

bool rig_add_report(struct rig *rig, bt_value *params)
{
	const bt_component_class_sink *sink_class =
		bt_plugin_borrow_sink_component_class_by_name_const(borrow_plugin(rig), "report");
	const bt_component_sink *sink;
	bool ok = bt_graph_add_sink_component(rig->graph, sink_class, "report", params,
			  BT_LOGGING_LEVEL_NONE, &sink) == BT_GRAPH_ADD_COMPONENT_STATUS_OK;

	bt_value_put_ref(params);
	if (ok) {
		connect(rig, bt_component_sink_borrow_input_port_by_index_const(sink, 0));
	}
	return ok;
}

void rig_add_ctf_sink(struct rig *rig, const char *path)
{
	const bt_plugin *plugin = find_ctf_plugin();
	bt_value *params = rig_params("path", bt_value_string_create_init(path));
	const bt_component_sink *sink;

	bt_value_map_insert_bool_entry(params, "quiet", BT_TRUE);
	if (bt_graph_add_sink_component(rig->graph,
		    bt_plugin_borrow_sink_component_class_by_name_const(plugin, "fs"), "ctf",
		    params, BT_LOGGING_LEVEL_NONE, &sink) != BT_GRAPH_ADD_COMPONENT_STATUS_OK) {
		g_error("cannot add sink.ctf.fs");
	}
	connect(rig, bt_component_sink_borrow_input_port_by_index_const(sink, 0));
	bt_value_put_ref(params);
	bt_plugin_put_ref(plugin);
}

bt_value *rig_params(const char *key, bt_value *value)
{
	bt_value *params = bt_value_map_create();

	bt_value_map_insert_entry(params, key, value);
	bt_value_put_ref(value);
	return params;
}

char *rig_take_error(void)
{
	const bt_error *error = bt_current_thread_take_error();
	GString *text = g_string_new(NULL);

	if (!error) {
		return g_string_free(text, FALSE);
	}
	for (uint64_t i = 0; i < bt_error_get_cause_count(error); i++) {
		g_string_append_printf(text, "%s\n",
			bt_error_cause_get_message(bt_error_borrow_cause_by_index(error, i)));
	}
	bt_error_release(error);
	return g_string_free(text, FALSE);
}

const bt_event *rig_event(const struct rig *rig, int index)
{
	const bt_event *event = NULL;
	int seen = 0;

	for (guint i = 0; i < rig->messages->len; i++) {
		const bt_message *message = g_ptr_array_index(rig->messages, i);

		if (bt_message_get_type(message) != BT_MESSAGE_TYPE_EVENT) {
			continue;
		}
		event = bt_message_event_borrow_event_const(message);
		if (seen++ == index) {
			return event;
		}
	}
	return index < 0 ? event : NULL;
}

const char *rig_event_name(const bt_event *event)
{
	return bt_event_class_get_name(bt_event_borrow_class_const(event));
}

const bt_field *rig_payload(const bt_event *event, const char *field)
{
	return bt_field_structure_borrow_member_field_by_name_const(
		bt_event_borrow_payload_field_const(event), field);
}

uint64_t rig_payload_unsigned(const bt_event *event, const char *field)
{
	return bt_field_integer_unsigned_get_value(rig_payload(event, field));
}
