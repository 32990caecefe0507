/* SPDX-License-Identifier: MIT */
/*
 * Finding scopes without hooks. A HandleScope is {isolate, prev_next, prev_limit} on
 * the native stack of the function that opened it. Whatever looks like one there is
 * kept if it names a slot of the isolate's handle blocks and that block's end.
 *
 * Objects of scopes that are closed lie about in live frames, too, and some pass.
 * What is certain is left to the caller: how many there can be (V8's level) and
 * which of them the hooks know.
 */
#ifndef V8SCOPE_STACK_CENSUS_H
#define V8SCOPE_STACK_CENSUS_H

#include <stdbool.h>
#include <stdint.h>

#include "frames.h"
#include "handle_blocks.h"
#include "stacks.h"

enum { V8SCOPE_FOUND_MAX = 512 };

struct v8scope_found {
	uintptr_t address;   /* of the object */
	uintptr_t prev_next; /* the slot that its first handle got, or would get */
	uintptr_t prev_limit;
	uint32_t first; /* that slot's number: the isolate's handles when it opened */
	int32_t frame;	/* whose it is: index into frames; -1: not known */
};

struct v8scope_stack_census {
	struct v8scope_frame frames[V8SCOPE_FRAMES_MAX];
	uint32_t frame_count;
	struct v8scope_found found[V8SCOPE_FOUND_MAX]; /* by first, outer frames first */
	uint32_t count;
	uint32_t handles; /* of the isolate, then */
};

/*
 * Looks through the calling thread's stack, from `cfa` (of a function still running)
 * outward. False if that is not on the stack that `thread` knows, or there is more
 * than fits: then nothing is found. Allocates nothing.
 */
bool v8scope_stack_census_take(struct v8scope_stack_census *census,
	const struct v8scope_thread_stack *thread, uintptr_t isolate,
	const struct v8scope_handle_blocks *blocks, uintptr_t cfa);

#endif
