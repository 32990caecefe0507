/* SPDX-License-Identifier: MIT */
/* The life of isolates, and the end of V8 itself. */
#include "fork.h"
#include "gc.h"
#include "globals.h"
#include "hooks.h"
#include "session.h"

static void made(void *v8)
{
	struct v8scope_thread *thread = v8scope_isolate_begin(v8);

	if (thread != NULL) {
		thread->isolate->made_by_host = true;
		thread->isolate->end_is_seen = true;
		v8scope_gc_watch_heap_limit(thread->isolate);
	}
}

void *v8scope_hook_isolate_new(const void *params)
{
	void *isolate = v8scope_real.isolate_new(params);

	made(isolate);
	return isolate;
}

void *v8scope_hook_isolate_new_in_group(const void *group, const void *params)
{
	void *isolate = v8scope_real.isolate_new_in_group(group, params);

	made(isolate);
	return isolate;
}

void v8scope_hook_isolate_initialize(void *isolate, const void *params)
{
	v8scope_real.isolate_initialize(isolate, params);
	made(isolate);
}

void v8scope_isolate_finish(void *v8, enum v8scope_cause cause)
{
	struct v8scope_thread *thread = v8scope_isolate_enter(v8);
	int saved_errno = errno;

	if (thread != NULL) {
		v8scope_session_poll(thread);
		v8scope_gc_finish(thread, cause);
	}
	errno = saved_errno;
}

/*
 * The state goes before V8's isolate does: from then on another thread may get
 * the same address for an isolate of its own. V8's callbacks still need it.
 */
static void dispose(void *isolate, void (*real)(void *isolate))
{
	struct v8scope_isolate *state;

	v8scope_isolate_finish(isolate, V8SCOPE_CAUSE_DISPOSE);
	v8scope_fork_settle();
	lttng_ust_tracepoint(v8, isolate_dispose, (uintptr_t)isolate);
	state = v8scope_isolate_remove(isolate);
	if (state != NULL) {
		v8scope_globals_forget_isolate(state->serial);
		v8scope_promises_stop(state);
		state->in_gc = true; /* nothing may be asked of it any more */
	}
	v8scope_thread_cache.ignored = isolate;
	real(isolate);
	v8scope_thread_cache.ignored = NULL;
	v8scope_isolate_destroy(state);
}

void v8scope_hook_isolate_dispose(void *isolate)
{
	dispose(isolate, v8scope_real.isolate_dispose);
}

/* The first half of Dispose, where the program frees the isolate by itself. */
void v8scope_hook_isolate_deinitialize(void *isolate)
{
	dispose(isolate, v8scope_real.isolate_deinitialize);
}

int v8scope_hook_v8_dispose(void)
{
	v8scope_v8_set_gone();
	return v8scope_real.v8_dispose();
}

void v8scope_hook_dispose_platform(void)
{
	v8scope_v8_set_gone();
	v8scope_real.dispose_platform();
}
