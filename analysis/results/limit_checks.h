/* SPDX-License-Identifier: MIT */
/* Is an isolate within limits? What `v8scope check` asks. */
#ifndef V8SCOPE_RESULTS_LIMIT_CHECKS_H
#define V8SCOPE_RESULTS_LIMIT_CHECKS_H

#include <glib.h>

#include "report.h"

struct v8scope_limits {
	struct v8scope_optional growth_bytes; /* not known: no limit, and so on */
	struct v8scope_optional handles;
	bool fails[V8SCOPE_VERDICT_INCONCLUSIVE + 1]; /* by enum v8scope_verdict */
};

/* In the order of what wins if several apply. */
enum v8scope_check_result {
	V8SCOPE_CHECK_RESULT_PASSED,
	V8SCOPE_CHECK_RESULT_UNKNOWN, /* the trace does not tell */
	V8SCOPE_CHECK_RESULT_FAILED,
};

struct v8scope_check {
	const char *name; /* "verdict", "growth", "handles": static storage */
	enum v8scope_check_result result;
	char *text; /* owned; a clause: what was found, and what was allowed */
};

/*
 * One check for the verdict and one for each limit; the caller frees the array. What was
 * suppressed does not count.
 */
GPtrArray *v8scope_limits_check(
	const struct v8scope_limits *limits, const struct v8scope_report_isolate *isolate);

/* Of all of these checks. */
enum v8scope_check_result v8scope_limits_result(const GPtrArray *checks);

/*
 * Is the verdict about what was suppressed only? It is if it is `leak` or `latent` and no
 * holder that is left has gained as many handles as a pile has.
 */
bool v8scope_limits_is_excused(const struct v8scope_report_isolate *isolate);

#endif
