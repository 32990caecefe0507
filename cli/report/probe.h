/* SPDX-License-Identifier: MIT */
/*
 * What the exit status depends on, as the guards of the streams note it; and a filter between
 * the traces and filter.v8scope.attribute that passes every message on and tells it of problems.
 */
#ifndef V8SCOPE_REPORT_PROBE_H
#define V8SCOPE_REPORT_PROBE_H

#include <babeltrace2/babeltrace.h>
#include <stdbool.h>
#include <stdint.h>

struct v8scope_probe {
	uint64_t v8_events;	   /* events of provider `v8` */
	uint64_t schema;	   /* newest that an isolate_attach has; 0: none was seen */
	bool census_only;	   /* set by the user: single events are not wanted */
	uint64_t streams_left_out; /* of single events */
	/*
	 * Owned; the first reason why not all of the traces could be read, NULL: they
	 * could. It makes the probe end with an error where the messages end: so the
	 * attribution learns that the traces are cut short.
	 */
	char *problem;
	bool parts_missing; /* of a rotated recording: what was in them is lost */
};

/* An event message, of whatever provider. */
void v8scope_probe_note_event(struct v8scope_probe *probe, const bt_message *message);

/*
 * Adds the filter to `graph`, with an input and an output port. `probe` must
 * outlive the graph. NULL, with the current thread's error: it failed. Borrowed.
 */
const bt_component_filter *v8scope_probe_add_to_graph(bt_graph *graph, struct v8scope_probe *probe);

#endif
