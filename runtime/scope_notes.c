/* SPDX-License-Identifier: MIT */
/* The runtime's side of include/v8scope/handle_scope.hh. */
#include "v8scope/scope_notes.h"

#include "hooks.h"
#include "quiet_scopes.h"

#define PUBLIC __attribute__((visibility("default")))

PUBLIC void v8scope_note_opening(void *isolate)
{
	struct v8scope_thread *thread = v8scope_isolate_enter(isolate);

	v8scope_scopes_opening(isolate);
	if (thread != NULL) {
		v8scope_quiet_scopes_complete(thread);
		thread->noting_after = thread->scopes.next_id;
	}
}

/*
 * Whether a hook of the constructor has told of it since: the ids of a stack ascend, and of
 * those that are not complete all are since.
 */
static bool is_told(struct v8scope_thread *thread, const void *scope)
{
	const struct v8scope_scope *top = v8scope_scope_stack_top(&thread->scopes);

	return top != NULL && top->address == (uintptr_t)scope &&
	       (!v8scope_scope_is_complete(top) || top->id > thread->noting_after);
}

PUBLIC void v8scope_note_opened(void *isolate, void *scope, enum v8scope_noted_scope kind)
{
	struct v8scope_thread *thread = v8scope_isolate_enter(isolate);

	if (thread != NULL && !is_told(thread, scope)) {
		v8scope_scopes_opened(isolate, scope,
			kind == V8SCOPE_NOTED_SCOPE_ESCAPABLE ? V8SCOPE_SCOPE_KIND_ESCAPABLE
							      : V8SCOPE_SCOPE_KIND_HANDLE,
			V8SCOPE_CALLER_IP, V8SCOPE_CALLER_CFA);
	}
}

/* The hook of the destructor, where there is one, finds no scope there any more. */
PUBLIC int v8scope_note_closing(void *isolate, void *scope)
{
	return v8scope_scopes_closing(isolate, scope);
}

PUBLIC void v8scope_note_closed(void *isolate)
{
	v8scope_scopes_closed(isolate);
}
