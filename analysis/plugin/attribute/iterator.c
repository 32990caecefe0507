/* SPDX-License-Identifier: MIT */
#include "attribute.h"

#include <glib.h>

#include "analysis.h"
#include "component_log.h"
#include "report.h"
#include "writer.h"

struct attribute_iterator {
	bt_self_message_iterator *self;	   /* borrowed: it owns this */
	bt_message_iterator *upstream;	   /* a reference */
	struct v8scope_analysis *analysis; /* owned */
	GPtrArray *messages;		   /* owned; NULL until upstream has ended */
	guint next_message;
};

enum read_status {
	READ_STATUS_MORE, /* a batch was read */
	READ_STATUS_AGAIN,
	READ_STATUS_END,
	READ_STATUS_MEMORY_ERROR,
	READ_STATUS_ERROR,
};

static void iterator_destroy(struct attribute_iterator *iterator)
{
	if (!iterator) {
		return;
	}
	if (iterator->messages) {
		g_ptr_array_free(iterator->messages, TRUE);
	}
	v8scope_analysis_destroy(iterator->analysis);
	bt_message_iterator_put_ref(iterator->upstream);
	g_free(iterator);
}

static const bt_component *borrow_component(const struct attribute_iterator *iterator)
{
	return bt_self_component_as_component(
		bt_self_message_iterator_borrow_component(iterator->self));
}

static bt_message_iterator_class_initialize_method_status create_upstream(
	struct attribute_iterator *iterator)
{
	bt_self_component_filter *filter =
		(bt_self_component_filter *)bt_self_message_iterator_borrow_component(
			iterator->self);
	bt_self_component_port_input *port =
		bt_self_component_filter_borrow_input_port_by_index(filter, 0);

	switch (bt_message_iterator_create_from_message_iterator(
		iterator->self, port, &iterator->upstream)) {
	case BT_MESSAGE_ITERATOR_CREATE_FROM_MESSAGE_ITERATOR_STATUS_OK:
		return BT_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD_STATUS_OK;
	case BT_MESSAGE_ITERATOR_CREATE_FROM_MESSAGE_ITERATOR_STATUS_MEMORY_ERROR:
		return BT_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD_STATUS_MEMORY_ERROR;
	default:
		return BT_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD_STATUS_ERROR;
	}
}

static struct v8scope_analysis *create_analysis(const struct attribute_iterator *iterator)
{
	return v8scope_analysis_create(bt_self_component_get_data(
		bt_self_message_iterator_borrow_component(iterator->self)));
}

bt_message_iterator_class_initialize_method_status v8scope_attribute_iterator_initialize(
	bt_self_message_iterator *self, bt_self_message_iterator_configuration *configuration,
	bt_self_component_port_output *port)
{
	struct attribute_iterator *iterator = g_new0(struct attribute_iterator, 1);
	bt_message_iterator_class_initialize_method_status status;

	(void)port;
	iterator->self = self;
	status = create_upstream(iterator);
	if (status != BT_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD_STATUS_OK) {
		iterator_destroy(iterator);
		return status;
	}
	iterator->analysis = create_analysis(iterator);
	bt_self_message_iterator_configuration_set_can_seek_forward(
		configuration, bt_message_iterator_can_seek_forward(iterator->upstream));
	bt_self_message_iterator_set_data(self, iterator);
	return status;
}

void v8scope_attribute_iterator_finalize(bt_self_message_iterator *self)
{
	iterator_destroy(bt_self_message_iterator_get_data(self));
}

/* What the current thread's error began with; takes the error away. */
static char *take_root_cause(void)
{
	const bt_error *error = bt_current_thread_take_error();
	char *text;

	if (!error) {
		return g_strdup("for an unknown reason");
	}
	text = g_strdup(bt_error_cause_get_message(bt_error_borrow_cause_by_index(error, 0)));
	bt_error_release(error);
	return text;
}

/*
 * A trace that was cut short (a killed consumer daemon, a full disk, a copy that
 * broke off) makes its source fail where the data ends. What was read until then
 * is still worth a report, which says that it is of a truncated trace.
 */
static void handle_upstream_error(struct attribute_iterator *iterator)
{
	char *cause = take_root_cause();

	v8scope_component_log_warning(borrow_component(iterator),
		"the trace is cut short, the report covers what could be read (%s)", cause);
	g_free(cause);
	v8scope_analysis_handle_truncated(iterator->analysis);
}

static bool handle_batch(
	struct attribute_iterator *iterator, bt_message_array_const messages, uint64_t count)
{
	bool ok = true;

	for (uint64_t i = 0; i < count; i++) {
		ok = ok && v8scope_analysis_handle_message(iterator->analysis, messages[i]);
		bt_message_put_ref(messages[i]);
	}
	if (!ok) {
		BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_MESSAGE_ITERATOR(
			iterator->self, "%s", v8scope_analysis_get_error(iterator->analysis));
	}
	return ok;
}

static enum read_status read_batch(struct attribute_iterator *iterator)
{
	bt_message_array_const messages;
	uint64_t count;

	switch (bt_message_iterator_next(iterator->upstream, &messages, &count)) {
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_OK:
		return handle_batch(iterator, messages, count) ? READ_STATUS_MORE
							       : READ_STATUS_ERROR;
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_END:
		return READ_STATUS_END;
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_AGAIN:
		return READ_STATUS_AGAIN;
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_MEMORY_ERROR:
		return READ_STATUS_MEMORY_ERROR;
	default:
		handle_upstream_error(iterator);
		return READ_STATUS_END;
	}
}

/*
 * Reads all that upstream has: the attribution is known at its end, and "again"
 * would make the graph's owner wait. An interruption is seen after each batch.
 */
static enum read_status read_upstream(struct attribute_iterator *iterator)
{
	enum read_status status;

	do {
		if (bt_self_message_iterator_is_interrupted(iterator->self)) {
			return READ_STATUS_AGAIN;
		}
		status = read_batch(iterator);
	} while (status == READ_STATUS_MORE);
	return status;
}

static bool create_messages(struct attribute_iterator *iterator)
{
	struct v8scope_derived_time time = v8scope_analysis_get_time(iterator->analysis);
	struct v8scope_report *report = v8scope_analysis_build_report(iterator->analysis);

	iterator->messages = v8scope_derived_write(iterator->self, report, &time);
	iterator->next_message = 0;
	v8scope_report_destroy(report);
	return iterator->messages != NULL;
}

static bt_message_iterator_class_next_method_status emit(struct attribute_iterator *iterator,
	bt_message_array_const messages, uint64_t capacity, uint64_t *count)
{
	*count = 0;
	while (*count < capacity && iterator->next_message < iterator->messages->len) {
		messages[*count] = g_ptr_array_index(iterator->messages, iterator->next_message++);
		bt_message_get_ref(messages[(*count)++]);
	}
	return *count > 0 ? BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_OK
			  : BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_END;
}

bt_message_iterator_class_next_method_status v8scope_attribute_iterator_next(
	bt_self_message_iterator *self, bt_message_array_const messages, uint64_t capacity,
	uint64_t *count)
{
	struct attribute_iterator *iterator = bt_self_message_iterator_get_data(self);

	if (iterator->messages) {
		return emit(iterator, messages, capacity, count);
	}
	switch (read_upstream(iterator)) {
	case READ_STATUS_END:
		break;
	case READ_STATUS_AGAIN:
		return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_AGAIN;
	case READ_STATUS_MEMORY_ERROR:
		return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_MEMORY_ERROR;
	default:
		return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_ERROR;
	}
	if (!create_messages(iterator)) {
		return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_MEMORY_ERROR;
	}
	return emit(iterator, messages, capacity, count);
}

bt_message_iterator_class_can_seek_beginning_method_status
v8scope_attribute_iterator_can_seek_beginning(bt_self_message_iterator *self, bt_bool *can_seek)
{
	struct attribute_iterator *iterator = bt_self_message_iterator_get_data(self);

	switch (bt_message_iterator_can_seek_beginning(iterator->upstream, can_seek)) {
	case BT_MESSAGE_ITERATOR_CAN_SEEK_BEGINNING_STATUS_OK:
		return BT_MESSAGE_ITERATOR_CLASS_CAN_SEEK_BEGINNING_METHOD_STATUS_OK;
	case BT_MESSAGE_ITERATOR_CAN_SEEK_BEGINNING_STATUS_AGAIN:
		return BT_MESSAGE_ITERATOR_CLASS_CAN_SEEK_BEGINNING_METHOD_STATUS_AGAIN;
	case BT_MESSAGE_ITERATOR_CAN_SEEK_BEGINNING_STATUS_MEMORY_ERROR:
		return BT_MESSAGE_ITERATOR_CLASS_CAN_SEEK_BEGINNING_METHOD_STATUS_MEMORY_ERROR;
	default:
		return BT_MESSAGE_ITERATOR_CLASS_CAN_SEEK_BEGINNING_METHOD_STATUS_ERROR;
	}
}

/* Forgets everything that was read. */
static void reset(struct attribute_iterator *iterator)
{
	v8scope_analysis_destroy(iterator->analysis);
	iterator->analysis = create_analysis(iterator);
	if (iterator->messages) {
		g_ptr_array_free(iterator->messages, TRUE);
		iterator->messages = NULL;
	}
}

bt_message_iterator_class_seek_beginning_method_status v8scope_attribute_iterator_seek_beginning(
	bt_self_message_iterator *self)
{
	struct attribute_iterator *iterator = bt_self_message_iterator_get_data(self);

	reset(iterator);
	switch (bt_message_iterator_seek_beginning(iterator->upstream)) {
	case BT_MESSAGE_ITERATOR_SEEK_BEGINNING_STATUS_OK:
		return BT_MESSAGE_ITERATOR_CLASS_SEEK_BEGINNING_METHOD_STATUS_OK;
	case BT_MESSAGE_ITERATOR_SEEK_BEGINNING_STATUS_AGAIN:
		return BT_MESSAGE_ITERATOR_CLASS_SEEK_BEGINNING_METHOD_STATUS_AGAIN;
	case BT_MESSAGE_ITERATOR_SEEK_BEGINNING_STATUS_MEMORY_ERROR:
		return BT_MESSAGE_ITERATOR_CLASS_SEEK_BEGINNING_METHOD_STATUS_MEMORY_ERROR;
	default:
		return BT_MESSAGE_ITERATOR_CLASS_SEEK_BEGINNING_METHOD_STATUS_ERROR;
	}
}
