/* SPDX-License-Identifier: MIT */
/* How a difference is written. The caller owns the results. */
#ifndef V8SCOPE_DIFF_WRITE_H
#define V8SCOPE_DIFF_WRITE_H

#include "difference.h"

struct v8scope_render_options;

/* The directories are named as given. */
char *v8scope_diff_to_text(const struct v8scope_difference *difference, const char *before,
	const char *after, const struct v8scope_render_options *options);
char *v8scope_diff_to_json(
	const struct v8scope_difference *difference, const char *before, const char *after);

#endif
