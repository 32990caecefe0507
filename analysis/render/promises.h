/* SPDX-License-Identifier: MIT */
/* What became of promises, in words. */
#ifndef V8SCOPE_RENDER_PROMISES_H
#define V8SCOPE_RENDER_PROMISES_H

#include <stdint.h>

#include "report.h"

/*
 * "none", "almost none (at most 0.1 %)", "about 49.8 % (48.1 % to 51.6 %)", "all": how
 * many are alive. NULL: not known. The caller owns the string.
 */
char *v8scope_promises_alive(const struct v8scope_promise_facts *facts);

/*
 * Within how many ns so many of a hundred promises were settled: the upper end of a
 * bucket, at most twice the true value. 0: not known.
 */
uint64_t v8scope_promises_latency(const struct v8scope_promise_facts *facts, unsigned int percent);

/*
 * Are they settled, are they alive, and who holds them: one sentence or two. NULL if
 * there were none, or nothing is known. The caller owns the string.
 */
char *v8scope_promises_answer(const struct v8scope_report_isolate *isolate);

#endif
