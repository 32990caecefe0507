/* SPDX-License-Identifier: MIT */
/*
 * What the hook_*.c files share. Each hook has one shape: find the isolate's
 * state, call the real function, tell of it; what is destroyed is told of before
 * the real call. errno is kept wherever more than memory is touched.
 */
#ifndef V8SCOPE_HOOKS_H
#define V8SCOPE_HOOKS_H

#include <errno.h>

#include "isolate.h"
#include "manifest.h"

/* The place that called the hook: return address and canonical frame address. */
#define V8SCOPE_CALLER_IP ((uintptr_t)__builtin_return_address(0))
#define V8SCOPE_CALLER_CFA ((uintptr_t)__builtin_dwarf_cfa())

/* Starts to count the checkpoints of a new isolate. */
void v8scope_microtasks_watch(struct v8scope_isolate *isolate);

/* Installs or removes our promise hook, as sessions want it now. */
void v8scope_promises_update(struct v8scope_isolate *isolate);

/* Tells of the handles that V8 put into the innermost scope, if a session wants it. */
void v8scope_scopes_report_growth(struct v8scope_thread *thread);

/* The id of the innermost known scope, 0 for none. */
static inline uint64_t v8scope_scopes_current_id(struct v8scope_thread *thread)
{
	const struct v8scope_scope *top = v8scope_scope_stack_top(&thread->scopes);

	return top != NULL ? top->id : 0;
}

#endif
