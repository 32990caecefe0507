/* SPDX-License-Identifier: MIT */
#include "trace.h"

#include <babeltrace2/babeltrace.h>

#include "decoder.h"

struct reader {
	struct recording *recording;
	struct v8scope_decoder *decoder;
};

static void read_message(struct reader *reader, const bt_message *message)
{
	struct v8scope_decoded decoded;

	if (bt_message_get_type(message) == BT_MESSAGE_TYPE_EVENT &&
		v8scope_decoder_decode(reader->decoder, message, &decoded) ==
			V8SCOPE_DECODE_STATUS_EVENT) {
		const bt_stream *stream =
			bt_event_borrow_stream_const(bt_message_event_borrow_event_const(message));

		recording_add(
			reader->recording, &decoded.event, (uint32_t)bt_stream_get_id(stream));
	}
}

static bt_graph_simple_sink_component_consume_func_status consume(
	bt_message_iterator *iterator, void *data)
{
	bt_message_array_const messages;
	uint64_t count;

	switch (bt_message_iterator_next(iterator, &messages, &count)) {
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_OK:
		for (uint64_t i = 0; i < count; i++) {
			read_message(data, messages[i]);
			bt_message_put_ref(messages[i]);
		}
		return BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_OK;
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_END:
		return BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_END;
	default:
		return BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_ERROR;
	}
}

static const bt_plugin *find_plugin(const char *name)
{
	const bt_plugin *plugin;

	if (bt_plugin_find(name, BT_TRUE, BT_TRUE, BT_TRUE, BT_TRUE, BT_TRUE, &plugin) !=
		BT_PLUGIN_FIND_STATUS_OK) {
		g_error("babeltrace2 has no plugin `%s`", name);
	}
	return plugin;
}

static const bt_component_source *add_source(bt_graph *graph, const char *path)
{
	const bt_plugin *plugin = find_plugin("ctf");
	const bt_component_source *source;
	bt_value *params = bt_value_map_create();
	bt_value *inputs;

	bt_value_map_insert_empty_array_entry(params, "inputs", &inputs);
	bt_value_array_append_string_element(inputs, path);
	if (bt_graph_add_source_component(graph,
		    bt_plugin_borrow_source_component_class_by_name_const(plugin, "fs"), "source",
		    params, BT_LOGGING_LEVEL_NONE, &source) != BT_GRAPH_ADD_COMPONENT_STATUS_OK) {
		g_error("cannot read %s", path);
	}
	bt_value_put_ref(params);
	bt_plugin_put_ref(plugin);
	return source;
}

static const bt_component_filter *add_muxer(bt_graph *graph)
{
	const bt_plugin *plugin = find_plugin("utils");
	const bt_component_filter *muxer;

	if (bt_graph_add_filter_component(graph,
		    bt_plugin_borrow_filter_component_class_by_name_const(plugin, "muxer"), "muxer",
		    NULL, BT_LOGGING_LEVEL_NONE, &muxer) != BT_GRAPH_ADD_COMPONENT_STATUS_OK) {
		g_error("cannot add the muxer");
	}
	bt_plugin_put_ref(plugin);
	return muxer;
}

static void connect(bt_graph *graph, const bt_port_output *from, const bt_port_input *to)
{
	if (bt_graph_connect_ports(graph, from, to, NULL) != BT_GRAPH_CONNECT_PORTS_STATUS_OK) {
		g_error("cannot connect the ports");
	}
}

/* The muxer gets one more free input with every one that is connected. */
static void connect_streams(
	bt_graph *graph, const bt_component_source *source, const bt_component_filter *muxer)
{
	for (uint64_t i = 0; i < bt_component_source_get_output_port_count(source); i++) {
		connect(graph, bt_component_source_borrow_output_port_by_index_const(source, i),
			bt_component_filter_borrow_input_port_by_index_const(muxer, i));
	}
}

void trace_read(struct recording *recording, const char *path)
{
	struct reader reader = {recording, v8scope_decoder_create()};
	bt_graph *graph = bt_graph_create(0);
	const bt_component_filter *muxer = add_muxer(graph);
	const bt_component_sink *sink;

	connect_streams(graph, add_source(graph, path), muxer);
	if (bt_graph_add_simple_sink_component(graph, "sink", NULL, consume, NULL, &reader,
		    &sink) != BT_GRAPH_ADD_COMPONENT_STATUS_OK) {
		g_error("cannot add the sink");
	}
	connect(graph, bt_component_filter_borrow_output_port_by_index_const(muxer, 0),
		bt_component_sink_borrow_input_port_by_index_const(sink, 0));
	if (bt_graph_run(graph) != BT_GRAPH_RUN_STATUS_OK) {
		g_error("cannot read %s to its end", path);
	}
	bt_graph_put_ref(graph);
	v8scope_decoder_destroy(reader.decoder);
}
