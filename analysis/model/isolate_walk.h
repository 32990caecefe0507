/* SPDX-License-Identifier: MIT */
/*
 * Goes through a report's isolates, whatever process each is of:
 *
 *	struct v8scope_isolate_walk walk = v8scope_isolate_walk_begin(report);
 *
 *	while (v8scope_isolate_walk_next(&walk)) {
 *		... walk.isolate, walk.process ...
 *	}
 */
#ifndef V8SCOPE_ISOLATE_WALK_H
#define V8SCOPE_ISOLATE_WALK_H

#include <stdbool.h>

#include "report.h"

/* The report must stay as it is meanwhile; there is nothing to free. */
struct v8scope_isolate_walk {
	struct v8scope_report_isolate *isolate; /* borrowed; once next() was true */
	struct v8scope_report_process *process; /* borrowed; that the isolate is of */
	const GPtrArray *processes;		/* borrowed; this and what follows is private */
	guint process_index;
	guint isolate_index;
};

/* Before the first isolate. */
struct v8scope_isolate_walk v8scope_isolate_walk_begin(const struct v8scope_report *report);

/* In the report's order. False: there are no more. */
bool v8scope_isolate_walk_next(struct v8scope_isolate_walk *walk);

#endif
