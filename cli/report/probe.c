/* SPDX-License-Identifier: MIT */
#include "probe.h"

#include <glib.h>
#include <string.h>

#include "bt_error.h"
#include "own_filter.h"

static bt_message_iterator_class_initialize_method_status initialize(bt_self_message_iterator *self,
	bt_self_message_iterator_configuration *configuration, bt_self_component_port_output *port)
{
	bt_message_iterator *upstream = v8scope_own_filter_create_upstream(self);

	(void)configuration;
	(void)port;
	bt_self_message_iterator_set_data(self, upstream);
	return upstream ? BT_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD_STATUS_OK
			: BT_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD_STATUS_ERROR;
}

static void finalize(bt_self_message_iterator *self)
{
	bt_message_iterator_put_ref(bt_self_message_iterator_get_data(self));
}

static void note_schema(struct v8scope_probe *probe, const bt_event *event)
{
	const bt_field *field = bt_field_structure_borrow_member_field_by_name_const(
		bt_event_borrow_payload_field_const(event), "schema");

	if (field && bt_field_class_type_is(bt_field_get_class_type(field),
			     BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER)) {
		probe->schema = MAX(probe->schema, bt_field_integer_unsigned_get_value(field));
	}
}

void v8scope_probe_note_event(struct v8scope_probe *probe, const bt_message *message)
{
	const bt_event *event = bt_message_event_borrow_event_const(message);
	const char *name = bt_event_class_get_name(bt_event_borrow_class_const(event));

	if (!name || strncmp(name, "v8:", strlen("v8:")) != 0) {
		return;
	}
	probe->v8_events++;
	if (strcmp(name, "v8:isolate_attach") == 0) {
		note_schema(probe, event);
	}
}

/* Messages are passed on as they are, references included. */
static bt_message_iterator_class_next_method_status pass_on(
	bt_message_array_const from, bt_message_array_const to, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++) {
		to[i] = from[i];
	}
	return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_OK;
}

static bt_message_iterator_class_next_method_status end(
	struct v8scope_probe *probe, bt_self_message_iterator *self)
{
	if (!probe->problem) {
		return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_END;
	}
	BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_MESSAGE_ITERATOR(self, "%s", probe->problem);
	return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_ERROR;
}

static bt_message_iterator_class_next_method_status next(bt_self_message_iterator *self,
	bt_message_array_const messages, uint64_t capacity, uint64_t *count)
{
	struct v8scope_probe *probe = v8scope_own_filter_get_data(self);
	bt_message_array_const from;

	/* The library's iterators all hand out batches of the same capacity. */
	(void)capacity;
	switch (bt_message_iterator_next(bt_self_message_iterator_get_data(self), &from, count)) {
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_OK:
		return pass_on(from, messages, *count);
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_END:
		return end(probe, self);
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_AGAIN:
		return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_AGAIN;
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_MEMORY_ERROR:
		return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_MEMORY_ERROR;
	default:
		if (!probe->problem) {
			probe->problem = v8scope_bt_error_root_cause();
		}
		return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_ERROR;
	}
}

const bt_component_filter *v8scope_probe_add_to_graph(bt_graph *graph, struct v8scope_probe *probe)
{
	static const struct v8scope_own_filter_methods methods = {initialize, finalize, next};

	return v8scope_own_filter_add(graph, "probe", &methods, probe);
}
