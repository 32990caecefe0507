/* SPDX-License-Identifier: MIT */
/* A timeline as lines, one a frame, for programs and for where there is no terminal. */
#ifndef V8SCOPE_REPLAY_LINES_H
#define V8SCOPE_REPLAY_LINES_H

#include <glib.h>
#include <stdbool.h>

#include "timeline.h"

enum v8scope_lines_format {
	V8SCOPE_LINES_FORMAT_TEXT,
	V8SCOPE_LINES_FORMAT_JSON,
};

/* Isolate after isolate. `ascii`: names have no other characters. The caller owns the text. */
GString *v8scope_lines_write(
	const struct v8scope_timeline *timeline, enum v8scope_lines_format format, bool ascii);

#endif
