/* SPDX-License-Identifier: MIT */
/* What a scope's handles refer to: a bounded sample, scaled to all of them. */
#ifndef V8SCOPE_SAMPLE_H
#define V8SCOPE_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "handle_blocks.h"

enum { V8SCOPE_SAMPLE_TYPES_MAX = 32 };

struct v8scope_sample_type {
	const char *name; /* static storage */
	uint64_t slots;
	uint64_t objects;	/* different ones */
	uint64_t shallow_bytes; /* of those, each counted once */
	uint64_t backing_bytes; /* of the properties and elements that only they have */
};

struct v8scope_sample {
	struct v8scope_sample_type types[V8SCOPE_SAMPLE_TYPES_MAX];
	size_t count;
};

/* Handles `first` to `first + count`; false where they cannot be read. */
bool v8scope_sample_take(struct v8scope_sample *sample, const struct v8scope_handle_blocks *blocks,
	uint32_t first, uint32_t count);

/* In the child of a fork. */
void v8scope_sample_forked(void);

#endif
