/* SPDX-License-Identifier: MIT */
/* Which process an event comes from and when it happened. */
#ifndef V8SCOPE_ORIGIN_H
#define V8SCOPE_ORIGIN_H

#include <stdbool.h>
#include <stdint.h>

#include <babeltrace2/babeltrace.h>

enum v8scope_vpid_place {
	V8SCOPE_VPID_PLACE_ENVIRONMENT, /* of the trace (per-process buffers), if at all */
	V8SCOPE_VPID_PLACE_COMMON_CONTEXT,
	V8SCOPE_VPID_PLACE_SPECIFIC_CONTEXT,
};

/*
 * The last moments that the analysis tells apart, in nanoseconds: of a clock's own value, 73
 * years, and from the clock's origin, for Unix time the year 2116. The first is 0. What a
 * damaged trace says beyond reads as these, so that any two can be added and subtracted.
 */
#define V8SCOPE_ORIGIN_LAST_CLOCK_NS (INT64_C(1) << 61)
#define V8SCOPE_ORIGIN_LAST_NS (INT64_C(1) << 62)

/* Where one event class's events keep their process and time. */
struct v8scope_origin {
	enum v8scope_vpid_place vpid_place;
	uint64_t vpid_index; /* in the context's structure */
	bool vpid_has_sign;
	const bt_clock_class *clock_class; /* borrowed from the event class; NULL: no times */
	uint64_t frequency;		   /* of that clock, in Hz */
	bt_uuid clock_uuid; /* of the class; NULL: none. LTTng's is the host's boot id. */
};

void v8scope_origin_resolve(struct v8scope_origin *origin, const bt_event_class *event_class);

/* The `vpid` context field's value, or the trace environment's; -1 if there is neither. */
int64_t v8scope_origin_read_pid(const struct v8scope_origin *origin, const bt_event *event);

/* Of the recording trace's environment; borrowed from it, NULL: it does not say. */
const char *v8scope_origin_read_host_name(const bt_event *event);

/* Brings both within these bounds. */
void v8scope_origin_bound_time(int64_t *ts_ns, int64_t *clock_ns);

/* Of an event message; NULL: the trace has no clock. */
const bt_clock_snapshot *v8scope_origin_borrow_time(
	const struct v8scope_origin *origin, const bt_message *message);

/*
 * That time, which is `cycles` of its clock, from the clock's origin and as the clock itself had
 * it, both in nanoseconds; 0 where there is none.
 */
void v8scope_origin_read_time(const struct v8scope_origin *origin,
	const bt_clock_snapshot *snapshot, uint64_t cycles, int64_t *ts_ns, int64_t *clock_ns);

#endif
