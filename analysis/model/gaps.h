/* SPDX-License-Identifier: MIT */
/* What a trace does not tell of an isolate. */
#ifndef V8SCOPE_MODEL_GAPS_H
#define V8SCOPE_MODEL_GAPS_H

#include "isolate.h"

struct v8scope_report;

/* Adds what the events lack to a report that has its holders. */
void v8scope_gaps_find(
	struct v8scope_report_isolate *report, const struct v8scope_model_isolate *isolate);

/* Adds what has no name, once symbols were looked up: in no object that the trace knows of. */
void v8scope_gaps_find_nameless(struct v8scope_report *report);

/* Adds that so many streams of single events were left out; more than 0. */
void v8scope_gaps_add_unread(struct v8scope_report *report, uint64_t streams);

#endif
