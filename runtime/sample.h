/* SPDX-License-Identifier: MIT */
/* What a scope's handles refer to: a bounded sample, scaled to all of them. */
#ifndef V8SCOPE_SAMPLE_H
#define V8SCOPE_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "handle_blocks.h"
#include "v8_events.h"

enum { V8SCOPE_SAMPLE_TYPES_MAX = 32 };

struct v8scope_sample {
	struct v8scope_typed_objects types[V8SCOPE_SAMPLE_TYPES_MAX]; /* names: static storage */
	size_t count;
};

/* Handles `first` to `first + count`; false where they cannot be read. */
bool v8scope_sample_take(struct v8scope_sample *sample, const struct v8scope_handle_blocks *blocks,
	uint32_t first, uint32_t count);

/* In the child of a fork. */
void v8scope_sample_forked(void);

#endif
