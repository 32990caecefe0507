/* SPDX-License-Identifier: MIT */
#include "guard.h"

#include <glib.h>
#include <stdbool.h>

#include "bt_error.h"
#include "decoder.h"
#include "own_filter.h"
#include "probe.h"

struct guard_iterator {
	struct v8scope_probe *probe;   /* borrowed */
	bt_message_iterator *upstream; /* a reference */
	const bt_stream *stream;       /* a reference; NULL: none is open */
	const bt_packet *packet;       /* a reference; NULL: none is open */
	bool is_detail;		       /* the stream has nothing but single events of V8's */
	uint64_t cycles;	       /* of the stream's clock, at the last message with a time */
	bool has_ended;		       /* upstream must not be asked again */
};

static bt_message_iterator_class_initialize_method_status initialize(bt_self_message_iterator *self,
	bt_self_message_iterator_configuration *configuration, bt_self_component_port_output *port)
{
	struct guard_iterator *iterator = g_new0(struct guard_iterator, 1);

	(void)configuration;
	(void)port;
	iterator->probe = v8scope_own_filter_get_data(self);
	iterator->upstream = v8scope_own_filter_create_upstream(self);
	if (!iterator->upstream) {
		g_free(iterator);
		return BT_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD_STATUS_ERROR;
	}
	bt_self_message_iterator_set_data(self, iterator);
	return BT_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

static void finalize(bt_self_message_iterator *self)
{
	struct guard_iterator *iterator = bt_self_message_iterator_get_data(self);

	bt_packet_put_ref(iterator->packet);
	bt_stream_put_ref(iterator->stream);
	bt_message_iterator_put_ref(iterator->upstream);
	g_free(iterator);
}

static bool has_clock(const bt_stream *stream)
{
	return bt_stream_class_borrow_default_clock_class_const(
		       bt_stream_borrow_class_const(stream)) != NULL;
}

static void note_packet_beginning(struct guard_iterator *iterator, const bt_message *message)
{
	const bt_packet *packet = bt_message_packet_beginning_borrow_packet_const(message);
	const bt_stream_class *class =
		bt_stream_borrow_class_const(bt_packet_borrow_stream_const(packet));

	bt_packet_get_ref(packet);
	BT_PACKET_MOVE_REF(iterator->packet, packet);
	if (bt_stream_class_packets_have_beginning_default_clock_snapshot(class)) {
		iterator->cycles = bt_clock_snapshot_get_value(
			bt_message_packet_beginning_borrow_default_clock_snapshot_const(message));
	}
}

static void note_stream_beginning(struct guard_iterator *iterator, const bt_message *message)
{
	const bt_stream *stream = bt_message_stream_beginning_borrow_stream_const(message);

	bt_stream_get_ref(stream);
	BT_STREAM_MOVE_REF(iterator->stream, stream);
	iterator->is_detail = v8scope_stream_is_detail(iterator->stream);
}

/* Detail events come by the million, and what they are is known: there nothing is looked at. */
static void note_event(struct guard_iterator *iterator, const bt_message *message)
{
	if (iterator->is_detail) {
		iterator->probe->v8_events++;
	} else {
		v8scope_probe_note_event(iterator->probe, message);
	}
}

static void note_message(struct guard_iterator *iterator, const bt_message *message)
{
	switch (bt_message_get_type(message)) {
	case BT_MESSAGE_TYPE_EVENT:
		note_event(iterator, message);
		break;
	case BT_MESSAGE_TYPE_STREAM_BEGINNING:
		note_stream_beginning(iterator, message);
		break;
	case BT_MESSAGE_TYPE_STREAM_END:
		BT_STREAM_PUT_REF_AND_RESET(iterator->stream);
		break;
	case BT_MESSAGE_TYPE_PACKET_BEGINNING:
		note_packet_beginning(iterator, message);
		break;
	case BT_MESSAGE_TYPE_PACKET_END:
		BT_PACKET_PUT_REF_AND_RESET(iterator->packet);
		break;
	default:
		break;
	}
}

/* A packet that must be ended for its stream needs the time of what came last. */
static void note_time(struct guard_iterator *iterator, const bt_message *last)
{
	if (bt_message_get_type(last) == BT_MESSAGE_TYPE_EVENT && iterator->stream &&
		has_clock(iterator->stream)) {
		iterator->cycles = bt_clock_snapshot_get_value(
			bt_message_event_borrow_default_clock_snapshot_const(last));
	}
}

static void break_off(struct guard_iterator *iterator)
{
	char *cause = v8scope_bt_error_take_root_cause();

	if (!iterator->probe->problem) {
		iterator->probe->problem = g_strdup(cause);
	}
	g_free(cause);
	iterator->has_ended = true;
}

/*
 * source.ctf.fs hands out the messages before an error with status OK and the error
 * pending; the library aborts when another stream is then read.
 */
static void check_pending_error(struct guard_iterator *iterator)
{
	const bt_error *error = bt_current_thread_take_error();

	if (error) {
		bt_current_thread_move_error(error);
		break_off(iterator);
	}
}

static bool is_left_out(const struct guard_iterator *iterator, const bt_message *message)
{
	return iterator->probe->census_only &&
	       bt_message_get_type(message) == BT_MESSAGE_TYPE_STREAM_BEGINNING &&
	       v8scope_stream_is_detail(bt_message_stream_beginning_borrow_stream_const(message));
}

/* Only the stream's beginning is passed on: its end is next. */
static bt_message_iterator_class_next_method_status leave_out(struct guard_iterator *iterator,
	bt_message_array_const from, bt_message_array_const to, uint64_t *count)
{
	check_pending_error(iterator);
	note_message(iterator, from[0]);
	to[0] = from[0];
	for (uint64_t i = 1; i < *count; i++) {
		bt_message_put_ref(from[i]);
	}
	*count = 1;
	iterator->has_ended = true;
	iterator->probe->streams_left_out++;
	return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_OK;
}

static bt_message_iterator_class_next_method_status pass_on(struct guard_iterator *iterator,
	bt_message_array_const from, bt_message_array_const to, uint64_t count)
{
	check_pending_error(iterator);
	for (uint64_t i = 0; i < count; i++) {
		note_message(iterator, from[i]);
		to[i] = from[i];
	}
	note_time(iterator, from[count - 1]);
	return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_OK;
}

static const bt_message *create_packet_end(
	struct guard_iterator *iterator, bt_self_message_iterator *self)
{
	const bt_packet *packet = iterator->packet;
	const bt_stream_class *class =
		bt_stream_borrow_class_const(bt_packet_borrow_stream_const(packet));

	if (bt_stream_class_packets_have_end_default_clock_snapshot(class)) {
		return bt_message_packet_end_create_with_default_clock_snapshot(
			self, packet, iterator->cycles);
	}
	return bt_message_packet_end_create(self, packet);
}

/* The ends that a broken stream still owes, one message at a time. */
static bt_message_iterator_class_next_method_status end_stream(struct guard_iterator *iterator,
	bt_self_message_iterator *self, bt_message_array_const messages, uint64_t *count)
{
	const bt_message *message = NULL;

	if (iterator->packet) {
		message = create_packet_end(iterator, self);
		BT_PACKET_PUT_REF_AND_RESET(iterator->packet);
	} else if (iterator->stream) {
		message = bt_message_stream_end_create(self, iterator->stream);
		BT_STREAM_PUT_REF_AND_RESET(iterator->stream);
	} else {
		return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_END;
	}
	if (!message) {
		return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_MEMORY_ERROR;
	}
	messages[0] = message;
	*count = 1;
	return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_OK;
}

static bt_message_iterator_class_next_method_status next(bt_self_message_iterator *self,
	bt_message_array_const messages, uint64_t capacity, uint64_t *count)
{
	struct guard_iterator *iterator = bt_self_message_iterator_get_data(self);
	bt_message_array_const from;

	/* The library's iterators all hand out batches of the same capacity. */
	(void)capacity;
	if (iterator->has_ended) {
		return end_stream(iterator, self, messages, count);
	}
	switch (bt_message_iterator_next(iterator->upstream, &from, count)) {
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_OK:
		return is_left_out(iterator, from[0]) ? leave_out(iterator, from, messages, count)
						      : pass_on(iterator, from, messages, *count);
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_END:
		return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_END;
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_AGAIN:
		return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_AGAIN;
	case BT_MESSAGE_ITERATOR_NEXT_STATUS_MEMORY_ERROR:
		return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_MEMORY_ERROR;
	default:
		break_off(iterator);
		return end_stream(iterator, self, messages, count);
	}
}

const bt_component_filter *v8scope_guard_add_to_graph(
	bt_graph *graph, const char *name, struct v8scope_probe *probe)
{
	static const struct v8scope_own_filter_methods methods = {initialize, finalize, next};

	return v8scope_own_filter_add(graph, name, &methods, probe);
}
