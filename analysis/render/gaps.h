/* SPDX-License-Identifier: MIT */
/* What a trace does not tell of an isolate, and what that makes of the report, in words. */
#ifndef V8SCOPE_RENDER_GAPS_H
#define V8SCOPE_RENDER_GAPS_H

#include "report.h"

/* A sentence without its full stop and without `at_ns`. The caller owns it. */
char *v8scope_gap_text(const struct v8scope_gap *gap);

#endif
