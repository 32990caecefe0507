/* SPDX-License-Identifier: MIT */
/*
 * What to do about a holder, in sentences, and only such as the trace bears out. The
 * caller owns every string; NULL: there is nothing to say.
 */
#ifndef V8SCOPE_RENDER_ADVICE_H
#define V8SCOPE_RENDER_ADVICE_H

#include "report.h"

/* What to do, and where. */
char *v8scope_advice_what(const struct v8scope_holder *holder);

/* Of a nested scope: what it takes, by what a scope took in that very program. */
char *v8scope_advice_cost(
	const struct v8scope_report_isolate *isolate, const struct v8scope_holder *holder);

/* Of a nested scope: what may be needed longer than it would be open. */
char *v8scope_advice_care(const struct v8scope_holder *holder);

/* All of it. */
char *v8scope_advice(
	const struct v8scope_report_isolate *isolate, const struct v8scope_holder *holder);

/* What a scope in each of the iterations takes, in ns; unknown where that was not measured. */
struct v8scope_optional v8scope_advice_cost_ns(const struct v8scope_holder *holder);

#endif
