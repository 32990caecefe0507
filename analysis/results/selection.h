/* SPDX-License-Identifier: MIT */
/* Which isolates of a report are wanted. */
#ifndef V8SCOPE_RESULTS_SELECTION_H
#define V8SCOPE_RESULTS_SELECTION_H

#include "report.h"

struct v8scope_selection {
	struct v8scope_optional pid; /* not known: of all processes */
	uintptr_t isolate;	     /* 0: all */
};

/* Takes the other isolates, and processes without any, out of the report; how many stay. */
guint v8scope_selection_apply(
	const struct v8scope_selection *selection, struct v8scope_report *report);

/* "pid 5 (isolate 0x1, 0x2), pid 6 (isolate 0x3)" of a report. The caller frees. */
char *v8scope_selection_list(const struct v8scope_report *report);

#endif
