/* SPDX-License-Identifier: MIT */
#include "origin.h"

#include <glib.h>

#include <string.h>

#define NS_PER_S UINT64_C(1000000000)

static bool find_vpid(struct v8scope_origin *origin, const bt_field_class *context)
{
	uint64_t count = context ? bt_field_class_structure_get_member_count(context) : 0;

	for (uint64_t i = 0; i < count; i++) {
		const bt_field_class_structure_member *member =
			bt_field_class_structure_borrow_member_by_index_const(context, i);
		const bt_field_class *field_class =
			bt_field_class_structure_member_borrow_field_class_const(member);

		if (strcmp(bt_field_class_structure_member_get_name(member), "vpid") == 0 &&
			bt_field_class_type_is(bt_field_class_get_type(field_class),
				BT_FIELD_CLASS_TYPE_INTEGER)) {
			origin->vpid_index = i;
			origin->vpid_has_sign =
				bt_field_class_type_is(bt_field_class_get_type(field_class),
					BT_FIELD_CLASS_TYPE_SIGNED_INTEGER);
			return true;
		}
	}
	return false;
}

void v8scope_origin_resolve(struct v8scope_origin *origin, const bt_event_class *event_class)
{
	const bt_stream_class *stream_class = bt_event_class_borrow_stream_class_const(event_class);
	const bt_clock_class *clock_class;

	origin->vpid_place = V8SCOPE_VPID_PLACE_ENVIRONMENT;
	if (find_vpid(origin,
		    bt_stream_class_borrow_event_common_context_field_class_const(stream_class))) {
		origin->vpid_place = V8SCOPE_VPID_PLACE_COMMON_CONTEXT;
	} else if (find_vpid(origin,
			   bt_event_class_borrow_specific_context_field_class_const(event_class))) {
		origin->vpid_place = V8SCOPE_VPID_PLACE_SPECIFIC_CONTEXT;
	}
	clock_class = bt_stream_class_borrow_default_clock_class_const(stream_class);
	origin->clock_class = clock_class;
	origin->frequency = clock_class ? bt_clock_class_get_frequency(clock_class) : 0;
	origin->clock_uuid = clock_class ? bt_clock_class_get_uuid(clock_class) : NULL;
}

/* NULL: there is no such entry. */
static const bt_value *borrow_environment(const bt_event *event, const char *name)
{
	const bt_trace *trace = bt_stream_borrow_trace_const(bt_event_borrow_stream_const(event));

	return bt_trace_borrow_environment_entry_value_by_name_const(trace, name);
}

const char *v8scope_origin_read_host_name(const bt_event *event)
{
	const bt_value *value = borrow_environment(event, "hostname");

	if (!value || !bt_value_is_string(value) || !*bt_value_string_get(value)) {
		return NULL;
	}
	return bt_value_string_get(value);
}

static int64_t read_environment_pid(const bt_event *event)
{
	const bt_value *value = borrow_environment(event, "vpid");

	if (!value || !bt_value_is_signed_integer(value)) {
		return -1;
	}
	return bt_value_integer_signed_get(value);
}

int64_t v8scope_origin_read_pid(const struct v8scope_origin *origin, const bt_event *event)
{
	const bt_field *context = NULL;
	const bt_field *field;

	switch (origin->vpid_place) {
	case V8SCOPE_VPID_PLACE_COMMON_CONTEXT:
		context = bt_event_borrow_common_context_field_const(event);
		break;
	case V8SCOPE_VPID_PLACE_SPECIFIC_CONTEXT:
		context = bt_event_borrow_specific_context_field_const(event);
		break;
	case V8SCOPE_VPID_PLACE_ENVIRONMENT:
		return read_environment_pid(event);
	}
	field = bt_field_structure_borrow_member_field_by_index_const(context, origin->vpid_index);
	return origin->vpid_has_sign ? bt_field_integer_signed_get_value(field)
				     : (int64_t)bt_field_integer_unsigned_get_value(field);
}

static int64_t cycles_to_ns(uint64_t cycles, uint64_t frequency)
{
	unsigned __int128 ns = cycles;

	/* LTTng's, and a division of that width takes as long as reading a field. */
	if (frequency != NS_PER_S) {
		ns = ns * NS_PER_S / frequency;
	}
	return ns < INT64_MAX ? (int64_t)ns : INT64_MAX;
}

void v8scope_origin_bound_time(int64_t *ts_ns, int64_t *clock_ns)
{
	*ts_ns = CLAMP(*ts_ns, 0, V8SCOPE_ORIGIN_LAST_NS);
	*clock_ns = CLAMP(*clock_ns, 0, V8SCOPE_ORIGIN_LAST_CLOCK_NS);
}

const bt_clock_snapshot *v8scope_origin_borrow_time(
	const struct v8scope_origin *origin, const bt_message *message)
{
	return origin->clock_class ? bt_message_event_borrow_default_clock_snapshot_const(message)
				   : NULL;
}

void v8scope_origin_read_time(const struct v8scope_origin *origin,
	const bt_clock_snapshot *snapshot, uint64_t cycles, int64_t *ts_ns, int64_t *clock_ns)
{
	*ts_ns = 0;
	*clock_ns = 0;
	if (!snapshot) {
		return;
	}
	*clock_ns = cycles_to_ns(cycles, origin->frequency);
	if (bt_clock_snapshot_get_ns_from_origin(snapshot, ts_ns) !=
		BT_CLOCK_SNAPSHOT_GET_NS_FROM_ORIGIN_STATUS_OK) {
		/* Past what 64 bits of nanoseconds hold: the clock's own value still orders. */
		bt_current_thread_clear_error();
		*ts_ns = *clock_ns;
	}
	v8scope_origin_bound_time(ts_ns, clock_ns);
}
