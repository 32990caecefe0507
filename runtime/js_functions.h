/* SPDX-License-Identifier: MIT */
/*
 * Which JavaScript function a frame is of, by V8's post-mortem metadata: its name,
 * its script, where in that it begins and where it stands. V8 is not called.
 */
#ifndef V8SCOPE_JS_FUNCTIONS_H
#define V8SCOPE_JS_FUNCTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "js_strings.h"

enum {
	V8SCOPE_JS_FUNCTION_NAME_MAX = 128,
	V8SCOPE_JS_SCRIPT_NAME_MAX = 512,
};

struct v8scope_js_function {
	char name[V8SCOPE_JS_FUNCTION_NAME_MAX]; /* "": it has none */
	char script[V8SCOPE_JS_SCRIPT_NAME_MAX]; /* "": V8's own, or not known */
	int32_t begin;		/* position in the source where it begins; -1: not known */
	int32_t now;		/* what the frame is executing; -1: not known, as mostly */
	uint32_t source_length; /* tells scripts of the same name apart */
	uint32_t line_offset;	/* lines that the script has before its source */
};

/* Reads the metadata; false if this V8 exports none, or none that is understood. */
bool v8scope_js_functions_init(void);

/* Whether it was, and did. */
bool v8scope_js_functions_known(void);

/*
 * Describes the function whose frame has that frame pointer and goes on at `ip`;
 * false if the frame is of V8's own code. `source` (tagged) is for
 * v8scope_js_function_place(), and dies with the next collection.
 */
bool v8scope_js_function_of_frame(struct v8scope_js_function *function, uintptr_t *source,
	uintptr_t frame_pointer, uintptr_t ip);

/* Where in the script a position of the function is; takes as long as to read up to there. */
struct v8scope_js_place v8scope_js_function_place(
	const struct v8scope_js_function *function, uintptr_t source, int32_t position);

#endif
