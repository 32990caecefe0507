/* SPDX-License-Identifier: MIT */
/* A report as babeltrace2 messages: see derived.h. */
#ifndef V8SCOPE_DERIVED_WRITER_H
#define V8SCOPE_DERIVED_WRITER_H

#include <babeltrace2/babeltrace.h>
#include <glib.h>

struct v8scope_report;

/* The time that all of the messages have. `clock_class` NULL: they have none. */
struct v8scope_derived_time {
	const bt_clock_class *clock_class; /* borrowed; its properties are copied */
	uint64_t cycles;
};

/*
 * The messages of a whole stream: its beginning, the events, its end. The caller
 * owns the array, and through it a reference on each message. NULL: out of memory.
 */
GPtrArray *v8scope_derived_write(bt_self_message_iterator *self,
	const struct v8scope_report *report, const struct v8scope_derived_time *time);

#endif
