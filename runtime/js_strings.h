/* SPDX-License-Identifier: MIT */
/*
 * The text of V8's strings, read from outside by post-mortem metadata: through the
 * kernel, so that a wrong guess is an error and not a fault, and without V8, which
 * neither has to be in a state to be called nor notices.
 */
#ifndef V8SCOPE_JS_STRINGS_H
#define V8SCOPE_JS_STRINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a line and a column are counted from 1; 0: not known. */
struct v8scope_js_place {
	uint32_t line;
	uint32_t column;
};

/* Reads the metadata; false if this V8's strings are not understood. */
bool v8scope_js_strings_init(void);

/*
 * The string as UTF-8, cut off at a whole character where `size` is too small. False
 * and "" if `string` (tagged) is none.
 */
bool v8scope_js_string_text(uintptr_t string, char *text, size_t size);

/* How many characters it has; 0 if it is none. */
uint32_t v8scope_js_string_length(uintptr_t string);

/*
 * Where in a source text its character number `position` is. Not known in texts that
 * are longer than a few megabytes up to there.
 */
struct v8scope_js_place v8scope_js_string_place(uintptr_t source, uint32_t position);

/* For whoever reads other objects: the instance type of a tagged value; 0: not an object. */
uint16_t v8scope_js_type_of(uintptr_t value);

/* The tagged field of an object at a metadata offset; 0 if it cannot be read. */
uintptr_t v8scope_js_field(uintptr_t object, int offset);

/* Whether a tagged value is a small integer, and which. */
bool v8scope_js_is_smi(uintptr_t value);
int32_t v8scope_js_smi(uintptr_t value);

#endif
