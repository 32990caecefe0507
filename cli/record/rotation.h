/* SPDX-License-Identifier: MIT */
/* A trace in parts: when a part is complete, and what is done then. */
#ifndef V8SCOPE_RECORD_ROTATION_H
#define V8SCOPE_RECORD_ROTATION_H

#include <stdbool.h>
#include <stdint.h>

struct lttng_rotation_schedule;

/* At most one is not 0; both are: the trace is not rotated. */
struct v8scope_rotation {
	uint64_t bytes;
	uint64_t period_ms;
};

/* "16M" or "10m"; false: neither a size nor a time, or a smaller one than makes sense. */
bool v8scope_rotation_parse(const char *text, struct v8scope_rotation *rotation);

bool v8scope_rotation_is_wanted(const struct v8scope_rotation *rotation);

/* As LTTng wants it; NULL: out of memory. */
struct lttng_rotation_schedule *v8scope_rotation_create_schedule(
	const struct v8scope_rotation *rotation);

/* The folder that LTTng moves complete parts of the trace in `path` to; the caller frees it. */
char *v8scope_rotation_archives(const char *path);

/* The number of the newest part in that folder, from 1; 0: there is none. */
uint64_t v8scope_rotation_last_part(const char *path);

#endif
