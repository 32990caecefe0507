/* SPDX-License-Identifier: MIT */
/*
 * The shadow stack: the live scopes of one isolate on one thread, as the hooks
 * saw them open. Plain data without V8 or LTTng.
 */
#ifndef V8SCOPE_SCOPE_STACK_H
#define V8SCOPE_SCOPE_STACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The address of a scope whose stack is no more: further out than any. */
#define V8SCOPE_ADDRESS_NONE UINTPTR_MAX

/* One live scope; one cache line. */
struct v8scope_scope {
	uint64_t id;
	uintptr_t address;  /* of the HandleScope object */
	uintptr_t ip;	    /* return address of the constructor call */
	uintptr_t cfa;	    /* of the hook that saw it open: finds the opener's frames */
	uint64_t opened_at; /* ns, see clock.h */
	uint32_t stack_id;  /* 0: none taken */
	uint32_t base;	    /* the isolate's handles when it opened */
	union {
		struct {
			uint32_t reported; /* of its handles, in handles_grow events so far */
			uint32_t created;  /* API-level handles since the last handles_grow */
		};
		uintptr_t next; /* before it is complete: V8's next slot when it opened */
	};
	uint32_t checkpoint; /* the isolate's checkpoint count when it opened */
	int32_t level : 24;  /* the isolate's level while it is the innermost; -1: unknown */
	uint32_t kind : 8;   /* enum v8scope_scope_kind */
};

struct v8scope_scope_stack {
	struct v8scope_scope *scopes; /* owned; outermost first */
	uint32_t count;
	uint32_t capacity;
	uint64_t next_id; /* of a range of ids that is this stack's own */
	uint64_t end_id;
};

void v8scope_scope_stack_fini(struct v8scope_scope_stack *stack);

/* Room for one more on top; NULL if memory is short. */
struct v8scope_scope *v8scope_scope_stack_push(struct v8scope_scope_stack *stack);

/* The innermost scope, NULL if there is none. */
static inline struct v8scope_scope *v8scope_scope_stack_top(struct v8scope_scope_stack *stack)
{
	return stack->count > 0 ? &stack->scopes[stack->count - 1] : NULL;
}

/* The innermost scope at that address; its index, or -1. */
int64_t v8scope_scope_stack_find(const struct v8scope_scope_stack *stack, uintptr_t address);

/* An id for a scope that has none yet. */
uint64_t v8scope_scope_stack_next_id(struct v8scope_scope_stack *stack);

/*
 * Handles in scope `index`, nested scopes not counted. The first `live` scopes of
 * the stack exist; `now` is the isolate's total.
 */
uint32_t v8scope_scope_stack_handles(
	const struct v8scope_scope_stack *stack, uint32_t index, uint32_t live, uint32_t now);

#endif
