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
#include "v8_tracepoints.h"

/* The place that called the hook: return address and canonical frame address. */
#define V8SCOPE_CALLER_IP ((uintptr_t)__builtin_return_address(0))
#define V8SCOPE_CALLER_CFA ((uintptr_t)__builtin_dwarf_cfa())

/*
 * Has V8 tell of the isolate's checkpoints: to be called for a new isolate, and when somebody
 * listens. Then all are counted. On the isolate's thread; V8 may be collecting.
 */
void v8scope_microtasks_watch(struct v8scope_isolate *isolate);

/* At the end of each collection: the same, if checkpoints alone may tell that somebody listens. */
void v8scope_microtasks_notice_gc(struct v8scope_isolate *isolate);

/*
 * Around a function that performs a checkpoint on the entered isolate `v8`. V8
 * itself counts those of the isolate's own queue, if it can.
 */
struct v8scope_checkpoint {
	struct v8scope_thread *thread; /* not owned; NULL: not an isolate of ours */
	uint64_t completed_before;
	bool outer; /* inside another one */
};
void v8scope_checkpoint_begin(struct v8scope_checkpoint *checkpoint, void *v8);
void v8scope_checkpoint_end(struct v8scope_checkpoint *checkpoint, bool counted_by_v8);

/* Installs or removes our promise hook. */
void v8scope_promises_want(struct v8scope_isolate *isolate, bool wanted);

static inline bool v8scope_promises_are_wanted(void)
{
	return lttng_ust_tracepoint_enabled(v8, promise_create) ||
	       lttng_ust_tracepoint_enabled(v8, promise_settle) ||
	       lttng_ust_tracepoint_enabled(v8, promise_sample);
}

/* The same, as sessions want it now. */
static inline void v8scope_promises_update(struct v8scope_isolate *isolate)
{
	bool wanted = v8scope_promises_are_wanted();

	if (__builtin_expect(wanted != isolate->promise_hook_installed, 0)) {
		v8scope_promises_want(isolate, wanted);
	}
}

/* Watches none of the isolate's promises any more: it is about to go. */
void v8scope_promises_stop(struct v8scope_isolate *isolate);

/* Tells of the handles that V8 put into the innermost scope, if a session wants it. */
void v8scope_scopes_report_growth_now(struct v8scope_thread *thread);

static inline void v8scope_scopes_report_growth(struct v8scope_thread *thread)
{
	if (__builtin_expect(!!lttng_ust_tracepoint_enabled(v8, handles_grow), 0)) {
		v8scope_scopes_report_growth_now(thread);
	}
}

/*
 * The life of a scope, for every kind of hook that sees one. `address` identifies
 * it: that of V8's object on the stack, or the host's opaque pointer. Opening comes
 * before the real function and is a safe point, closing before it too. If closing
 * says true, closed() is to be called after it: what went with the scope is weighed.
 */
void v8scope_scopes_opening(void *v8);
void v8scope_scopes_opened(
	void *v8, void *address, enum v8scope_scope_kind kind, uintptr_t ip, uintptr_t cfa);
bool v8scope_scopes_closing(void *v8, void *address);
void v8scope_scopes_closed(void *v8);
void v8scope_scopes_escaped(void *v8, void *address);

/* One API-level handle was made. No safe point. */
void v8scope_scopes_handle_created(void *v8, void *slot, uintptr_t ip);

/* The life of what holds an object outside any scope; `slot` identifies it. */
void v8scope_globals_created(
	void *v8, void *slot, enum v8scope_global_kind kind, uintptr_t ip, uintptr_t cfa);
void v8scope_globals_disposing(void *slot);
void v8scope_globals_weakened(void *slot);

/* The last word on an isolate that is about to go (cause: DISPOSE or LAST_TURN). */
void v8scope_isolate_finish(void *v8, enum v8scope_cause cause);

/* The id of the innermost known scope, 0 for none. */
uint64_t v8scope_scopes_current_id(struct v8scope_thread *thread);

#endif
