/* SPDX-License-Identifier: MIT */
#include "report_sink.h"

#include <glib.h>

#include "output.h"
#include "params.h"
#include "reader.h"

struct report_sink {
	bt_self_component *self; /* borrowed: it owns this */
	struct v8scope_report_params params;
	bt_message_iterator *upstream;	       /* a reference; NULL until configured */
	struct v8scope_derived_reader *reader; /* owned */
};

static void sink_destroy(struct report_sink *sink)
{
	if (!sink) {
		return;
	}
	v8scope_derived_reader_destroy(sink->reader);
	bt_message_iterator_put_ref(sink->upstream);
	v8scope_report_params_fini(&sink->params);
	g_free(sink);
}

static struct report_sink *borrow_sink(bt_self_component_sink *self)
{
	return bt_self_component_get_data(bt_self_component_sink_as_self_component(self));
}

static bool init_params(struct report_sink *sink, const bt_value *params)
{
	GString *error = g_string_new(NULL);
	bool ok = v8scope_report_params_init(&sink->params, params, error);

	if (!ok) {
		BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_COMPONENT(sink->self, "%s", error->str);
	}
	g_string_free(error, TRUE);
	return ok;
}

bt_component_class_initialize_method_status v8scope_report_sink_initialize(
	bt_self_component_sink *self, bt_self_component_sink_configuration *configuration,
	const bt_value *params, void *data)
{
	struct report_sink *sink = g_new0(struct report_sink, 1);

	(void)configuration;
	(void)data;
	sink->self = bt_self_component_sink_as_self_component(self);
	sink->reader = v8scope_derived_reader_create();
	/* After a failure here the finalize method is not called. */
	if (!init_params(sink, params) || bt_self_component_sink_add_input_port(self, "in", NULL,
						  NULL) != BT_SELF_COMPONENT_ADD_PORT_STATUS_OK) {
		sink_destroy(sink);
		return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_ERROR;
	}
	bt_self_component_set_data(sink->self, sink);
	return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

void v8scope_report_sink_finalize(bt_self_component_sink *self)
{
	sink_destroy(borrow_sink(self));
}

bt_component_class_sink_graph_is_configured_method_status v8scope_report_sink_graph_is_configured(
	bt_self_component_sink *self)
{
	struct report_sink *sink = borrow_sink(self);
	bt_self_component_port_input *port =
		bt_self_component_sink_borrow_input_port_by_index(self, 0);

	switch (bt_message_iterator_create_from_sink_component(self, port, &sink->upstream)) {
	case BT_MESSAGE_ITERATOR_CREATE_FROM_SINK_COMPONENT_STATUS_OK:
		return BT_COMPONENT_CLASS_SINK_GRAPH_IS_CONFIGURED_METHOD_STATUS_OK;
	case BT_MESSAGE_ITERATOR_CREATE_FROM_SINK_COMPONENT_STATUS_MEMORY_ERROR:
		return BT_COMPONENT_CLASS_SINK_GRAPH_IS_CONFIGURED_METHOD_STATUS_MEMORY_ERROR;
	default:
		return BT_COMPONENT_CLASS_SINK_GRAPH_IS_CONFIGURED_METHOD_STATUS_ERROR;
	}
}

static bool read_batch(struct report_sink *sink, bt_message_array_const messages, uint64_t count)
{
	bool ok = true;

	for (uint64_t i = 0; i < count; i++) {
		if (ok && bt_message_get_type(messages[i]) == BT_MESSAGE_TYPE_EVENT) {
			ok = v8scope_derived_reader_read(sink->reader,
				     bt_message_event_borrow_event_const(messages[i])) !=
			     V8SCOPE_DERIVED_READER_STATUS_ERROR;
		}
		bt_message_put_ref(messages[i]);
	}
	if (!ok) {
		BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_COMPONENT(
			sink->self, "%s", v8scope_derived_reader_get_error(sink->reader));
	}
	return ok;
}

static bool write_report(struct report_sink *sink)
{
	const struct v8scope_report *report = v8scope_derived_reader_get_report(sink->reader);
	GString *error = g_string_new(NULL);
	bool ok = report != NULL;

	if (!ok) {
		g_string_assign(error, v8scope_derived_reader_get_error(sink->reader));
	} else {
		ok = v8scope_report_output(&sink->params, report, error);
	}
	if (!ok) {
		BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_COMPONENT(sink->self, "%s", error->str);
	}
	g_string_free(error, TRUE);
	return ok;
}

bt_component_class_sink_consume_method_status v8scope_report_sink_consume(
	bt_self_component_sink *self)
{
	struct report_sink *sink = borrow_sink(self);
	bt_message_array_const messages;
	uint64_t count;

	switch (bt_message_iterator_next(sink->upstream, &messages, &count)) {
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_OK:
		return read_batch(sink, messages, count)
			       ? BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_OK
			       : BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_ERROR;
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_END:
		return write_report(sink) ? BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_END
					  : BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_ERROR;
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_AGAIN:
		return BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_AGAIN;
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_MEMORY_ERROR:
		return BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_MEMORY_ERROR;
	default:
		return BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_ERROR;
	}
}
