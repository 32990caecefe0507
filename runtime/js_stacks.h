/* SPDX-License-Identifier: MIT */
/*
 * JavaScript's call stacks, interned: one record for each frame (a function, and
 * where it stands) and one for each sequence of frames.
 */
#ifndef V8SCOPE_JS_STACKS_H
#define V8SCOPE_JS_STACKS_H

#include <stdint.h>

#include "frames.h"

/* One walk over the calling thread's stack; a JavaScript frame is looked at once. */
struct v8scope_js_walk {
	const struct v8scope_frame *frames; /* not owned */
	uint32_t count;
	uint32_t looked_at;
	uint32_t ids[V8SCOPE_FRAMES_MAX]; /* of frames looked at; 0: not yet */
};

/* Begins with frames that v8scope_frames_walk() has found. */
void v8scope_js_walk_begin(
	struct v8scope_js_walk *walk, const struct v8scope_frame *frames, uint32_t count);

/* The id of the stack of the JavaScript frames from frames[from] outward; 0: there are none. */
uint64_t v8scope_js_walk_stack(struct v8scope_js_walk *walk, uint32_t from);

/*
 * The same for a hook's caller, whose frame's canonical address is `cfa`: walks the
 * stack, which takes tens of microseconds.
 */
uint64_t v8scope_js_stack_capture(const struct v8scope_thread_stack *thread, uintptr_t cfa);

/* Emits the events of a stack (0: none) and of its frames unless this session has them. */
void v8scope_js_stack_emit(uintptr_t isolate, uint64_t id);

#endif
