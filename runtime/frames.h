/* SPDX-License-Identifier: MIT */
/*
 * The calling thread's frames, JavaScript's included. JavaScript has no unwind
 * tables but keeps frame pointers: they lead from the one side of it to the other.
 */
#ifndef V8SCOPE_FRAMES_H
#define V8SCOPE_FRAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "stacks.h"

enum { V8SCOPE_FRAMES_MAX = 256 };

/* A frame lies from `cfa` to the next one's. */
struct v8scope_frame {
	uintptr_t ip;		 /* where it goes on: a return address */
	uintptr_t cfa;		 /* canonical frame address of the frame that it called */
	uintptr_t slot;		 /* where `ip` is stored */
	bool is_native;		 /* has unwind tables: C++, not JavaScript */
	uintptr_t frame_pointer; /* of a frame that is not native; 0: not known */
};

/* Whether the function at that return address has unwind tables: is C++, not JavaScript. */
bool v8scope_frames_has_unwind_table(uintptr_t ip);

/* Whether two return addresses lie in one function; 0 lies in none. */
bool v8scope_frames_are_of_same_function(uintptr_t ip, uintptr_t other);

/*
 * The frames from the one whose callee has `cfa` outward; `cfa` must be that of a
 * function still running. Returns how many; 0 where it is not on the thread's stack.
 */
uint32_t v8scope_frames_walk(const struct v8scope_thread_stack *thread, uintptr_t cfa,
	struct v8scope_frame frames[V8SCOPE_FRAMES_MAX]);

/* The frame that `address` lies in; its index, -1 if in none. */
int32_t v8scope_frames_find(const struct v8scope_frame *frames, uint32_t count, uintptr_t address);

#endif
