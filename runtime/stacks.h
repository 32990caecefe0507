/* SPDX-License-Identifier: MIT */
/*
 * Native call stacks, interned: one record for all scopes that were opened from
 * the same place by the same callers.
 *
 * Unwinding costs microseconds and happens once a record. After that a stack is
 * recognised by looking: a record remembers at which distance from the hook's
 * frame each return address lay, and if the same addresses lie there again, it is
 * the same stack. The same distances tell, at a census, where those frames stand
 * now.
 */
#ifndef V8SCOPE_STACKS_H
#define V8SCOPE_STACKS_H

#include <stdbool.h>
#include <stdint.h>

enum {
	V8SCOPE_STACK_DEPTH_MAX = 64,
	V8SCOPE_STACK_CACHE_SIZE = 256, /* a power of two */
};

/* Never freed; what identifies it does not change once it is published. */
struct v8scope_stack {
	uint64_t id; /* from 1 */
	uint32_t count;
	uint32_t emitted_in;  /* the session in which the stack event was emitted */
	bool may_be_below_js; /* the frames end where tables of frames do, or at the depth */
	uint32_t js_opens;    /* until the next look at JavaScript's frames, see below */
	uint32_t js_samples;
	uint64_t unloaded_at; /* CLOCK_MONOTONIC: part of its code is gone; 0: none is */
	/* What that was, as v8scope_stacks_unloaded() was told; 0: not to be known again. */
	uint64_t unloaded_object;
	uintptr_t ips[V8SCOPE_STACK_DEPTH_MAX];
	/*
	 * From cfa to the end of the slot that holds ips[i]. The hook's own, i = 0, is
	 * not looked at.
	 */
	uint32_t distances[V8SCOPE_STACK_DEPTH_MAX];
};

/* A thread's native stack, and what it recently saw there. Belongs to that thread. */
struct v8scope_thread_stack {
	uintptr_t low;
	uintptr_t high; /* 0: bounds not known, no stack is ever taken */
	struct v8scope_stack *recent[V8SCOPE_STACK_CACHE_SIZE];
};

/* Finds out the calling thread's bounds. */
void v8scope_thread_stack_init(struct v8scope_thread_stack *thread);

/*
 * Whether the object at `address` lies in a frame that has ended, `frame` being
 * one that has not. False where either is not on the thread's own stack.
 */
static inline bool v8scope_thread_stack_is_dead(
	const struct v8scope_thread_stack *thread, uintptr_t address, uintptr_t frame)
{
	return address < frame && address > thread->low && frame < thread->high;
}

/*
 * The stack of a hook's caller: `ip` is the hook's return address, `cfa` its
 * canonical frame address (__builtin_dwarf_cfa()). NULL where none can be taken:
 * switched off, table full, or `cfa` is not on the thread's own stack (a
 * coroutine's, for instance).
 */
struct v8scope_stack *v8scope_stack_capture(
	struct v8scope_thread_stack *thread, uintptr_t ip, uintptr_t cfa);

/*
 * The same for frames that were walked already: return addresses and the slots that
 * hold them, innermost first, as many as V8SCOPE_STACK_DEPTH allows.
 */
struct v8scope_stack *v8scope_stack_intern(struct v8scope_thread_stack *thread, uintptr_t cfa,
	const uintptr_t *ips, const uintptr_t *slots, uint32_t count);

/*
 * Whether it is time to look at the JavaScript that called this stack, which is dear:
 * at the first few opens, then at one in many, by chance. Never where no JavaScript
 * can be.
 */
bool v8scope_stack_samples_js(struct v8scope_stack *stack);

/* The record with that id, NULL for 0 or an unknown one. */
struct v8scope_stack *v8scope_stack_by_id(uint64_t id);

/*
 * The code in [begin, end) is gone; it was there at `clock_ns`. Stacks that went through
 * it are not recognised any more: the same addresses are another stack. Unless the same code
 * comes back there: `object` is by what it is known, 0 if it is not.
 */
void v8scope_stacks_unloaded(uintptr_t begin, uintptr_t end, uint64_t clock_ns, uint64_t object);

/* The code that was known by `object` is where it was: stacks go through it again. */
void v8scope_stacks_reloaded(uint64_t object);

/* A record for one frame, of code that is gone. The id, or 0. */
uint64_t v8scope_stack_add_unloaded(uintptr_t ip, uint64_t clock_ns);

/*
 * Reads what now lies where the record's return addresses lay when its hook ran
 * with `cfa`; the first is where that hook's caller now goes on. Only on the thread that `thread`
 * describes, and only if `cfa` is in its bounds. Returns how many of `ips` were filled in.
 */
uint32_t v8scope_stack_read_frames(const struct v8scope_stack *stack,
	const struct v8scope_thread_stack *thread, uintptr_t cfa,
	uintptr_t ips[V8SCOPE_STACK_DEPTH_MAX]);

#endif
