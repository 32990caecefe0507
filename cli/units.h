/* SPDX-License-Identifier: MIT */
/* Durations and sizes as users write and read them. */
#ifndef V8SCOPE_UNITS_H
#define V8SCOPE_UNITS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * "500ms", "10s", "2m": a whole number above 0 and a unit, at most a day. False
 * if `text` is anything else.
 */
bool v8scope_parse_duration(const char *text, uint64_t *milliseconds);

/* "4096", "500K", "16M", "1G" (powers of 1024), at most INT64_MAX; false if it is none. */
bool v8scope_parse_bytes(const char *text, uint64_t *bytes);

/* "512 bytes", "1.2 MB" (powers of 1000). The caller frees the result. */
char *v8scope_format_size(uint64_t bytes);

#endif
