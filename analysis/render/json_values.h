/* SPDX-License-Identifier: MIT */
/* What the formats that are JSON share. */
#ifndef V8SCOPE_JSON_VALUES_H
#define V8SCOPE_JSON_VALUES_H

#include <glib.h>
#include <jansson.h>
#include <stdint.h>

#include "report.h"

/*
 * Names come from foreign programs and may be in any encoding; JSON is UTF-8. NULL
 * becomes null. The caller owns the value.
 */
json_t *v8scope_json_text(const char *string);

/* A string: numbers are too small. 0 becomes null. The caller owns the value. */
json_t *v8scope_json_address(uintptr_t value);

/* An unknown number becomes null, as does one that is larger than any real one. */
json_t *v8scope_json_optional(struct v8scope_optional value);
json_t *v8scope_json_count(uint64_t value);

/* For identifiers and lines, which start at 1: 0 becomes null. */
json_t *v8scope_json_nonzero(uint64_t value);

/* What is no number becomes null. */
json_t *v8scope_json_fraction(double value);

/* A share in V8SCOPE_SHARE_ONE, as a fraction of 1. */
json_t *v8scope_json_share(struct v8scope_optional value);

/* Appends the document and a line break; takes the reference. */
void v8scope_json_write(json_t *document, GString *out);

#endif
