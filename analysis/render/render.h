/* SPDX-License-Identifier: MIT */
/* Output formats of a report. A new format is one file here and one row in render.c. */
#ifndef V8SCOPE_RENDER_H
#define V8SCOPE_RENDER_H

#include <stdbool.h>
#include <stdio.h>

#include "report.h"

/* What a stack weighs in formats that can show one weight only. */
enum v8scope_weight {
	V8SCOPE_WEIGHT_BYTES,	/* the holder's part of the growth */
	V8SCOPE_WEIGHT_HANDLES, /* that it holds */
};

struct v8scope_render_options {
	bool color;		    /* ANSI colours (text) */
	bool ascii;		    /* no characters outside ASCII (text) */
	int width;		    /* columns; 0: the default of 80 (text) */
	enum v8scope_weight weight; /* (folded) */
	int top; /* holders of an isolate, at most; 0: the default (text), all (json) */
};

/* A format by its --format= name, e.g. "text", "json". NULL: no such format. */
struct v8scope_render_format;
const struct v8scope_render_format *v8scope_render_format_find(const char *name);

/* "bytes" or "handles"; false: no such weight. */
bool v8scope_weight_from_name(const char *name, enum v8scope_weight *weight);

/* Comma separated names of all formats, for messages. Static storage. */
const char *v8scope_render_format_names(void);

/* Writes the report; false if `out` reported an error (errno says which). */
bool v8scope_render(const struct v8scope_render_format *format, const struct v8scope_report *report,
	const struct v8scope_render_options *options, FILE *out);

#endif
