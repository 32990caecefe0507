/* SPDX-License-Identifier: MIT */
/* What `v8scope check` found, and how it is written. */
#ifndef V8SCOPE_CHECK_RESULTS_H
#define V8SCOPE_CHECK_RESULTS_H

#include <glib.h>
#include <stdbool.h>

#include "limit_checks.h"

/* Of one isolate. Names come from foreign programs: what writes them must clean them. */
struct v8scope_check_isolate {
	const struct v8scope_report_process *process; /* borrowed from the report, as is: */
	const struct v8scope_report_isolate *isolate;
	GPtrArray *checks; /* owned; of struct v8scope_check */
};

struct v8scope_check_results {
	const char *directory; /* borrowed */
	GPtrArray *isolates;   /* owned; of struct v8scope_check_isolate */
	char *problem;	       /* owned; why something could not be told, NULL: nothing */
};

void v8scope_check_results_init(struct v8scope_check_results *results, const char *directory);
void v8scope_check_results_fini(struct v8scope_check_results *results);

/* Checks every isolate of the report, which must outlive the results. */
void v8scope_check_results_add(struct v8scope_check_results *results,
	const struct v8scope_limits *limits, const struct v8scope_report *report);

enum v8scope_check_result v8scope_check_results_get(const struct v8scope_check_results *results);

/* A line an isolate, without control characters; `ascii`: nor others than ASCII. */
char *v8scope_check_results_to_text(const struct v8scope_check_results *results, bool ascii);

/* A JUnit document: a test case a check. */
char *v8scope_check_results_to_junit(const struct v8scope_check_results *results);

#endif
