/* SPDX-License-Identifier: MIT */
/*
 * Microtask checkpoints: the functions that ask for one are hooked, and V8's
 * callback tells of all that complete, those under MicrotasksPolicy::kAuto too.
 */
#include "gc.h"
#include "hooks.h"
#include "session.h"
#include "v8_api.h"

static inline void emit_end(struct v8scope_thread *thread)
{
	if (lttng_ust_tracepoint_enabled(v8, microtask_checkpoint_end)) {
		int saved_errno = errno;
		struct v8scope_isolate *isolate = thread->isolate;

		lttng_ust_do_tracepoint(v8, microtask_checkpoint_end, (uintptr_t)isolate->v8,
			v8scope_isolate_level(isolate), v8scope_v8_handles(isolate->v8));
		errno = saved_errno;
	}
}

static void completed(struct v8scope_thread *thread)
{
	thread->isolate->checkpoints++;
	if (v8scope_session_is_quiet(thread->isolate)) {
		v8scope_promises_update(thread->isolate);
		return;
	}
	v8scope_session_poll(thread);
	v8scope_promises_update(thread->isolate);
	v8scope_gc_checkpoint_completed(thread);
}

/* Scripts may run in here, so a collection may too. */
static void on_completed(void *v8, void *data)
{
	struct v8scope_thread *thread = v8scope_isolate_enter(v8);

	(void)data;
	if (thread == NULL) {
		return;
	}
	completed(thread);
	if (!thread->isolate->in_explicit_checkpoint) {
		v8scope_scopes_report_growth(thread);
		emit_end(thread);
	}
}

void v8scope_microtasks_watch(struct v8scope_isolate *isolate)
{
	if (v8scope_v8.add_microtasks_completed != NULL) {
		v8scope_v8.add_microtasks_completed(isolate->v8, on_completed, isolate);
		isolate->counts_checkpoints = true;
	}
}

static void begin(struct v8scope_thread *thread)
{
	struct v8scope_isolate *isolate = thread->isolate;

	v8scope_session_poll(thread);
	v8scope_scopes_report_growth(thread);
	if (lttng_ust_tracepoint_enabled(v8, microtask_checkpoint_begin)) {
		int saved_errno = errno;

		lttng_ust_do_tracepoint(v8, microtask_checkpoint_begin, (uintptr_t)isolate->v8,
			v8scope_isolate_level(isolate), v8scope_v8_handles(isolate->v8));
		errno = saved_errno;
	}
}

void v8scope_checkpoint_begin(struct v8scope_checkpoint *checkpoint, void *v8)
{
	struct v8scope_thread *thread = v8scope_isolate_enter(v8);

	checkpoint->thread = thread;
	if (thread == NULL) {
		return;
	}
	begin(thread);
	checkpoint->outer = thread->isolate->in_explicit_checkpoint;
	checkpoint->completed_before = thread->isolate->checkpoints;
	thread->isolate->in_explicit_checkpoint = true;
}

void v8scope_checkpoint_end(struct v8scope_checkpoint *checkpoint, bool counted_by_v8)
{
	struct v8scope_thread *thread = checkpoint->thread;

	if (thread == NULL) {
		return;
	}
	thread->isolate->in_explicit_checkpoint = checkpoint->outer;
	if (!counted_by_v8 && thread->isolate->checkpoints == checkpoint->completed_before) {
		completed(thread);
	}
	v8scope_scopes_report_growth(thread);
	emit_end(thread);
}

static void perform(void *v8, void (*real)(void *isolate))
{
	struct v8scope_checkpoint checkpoint;

	v8scope_checkpoint_begin(&checkpoint, v8);
	real(v8);
	v8scope_checkpoint_end(&checkpoint,
		checkpoint.thread != NULL && checkpoint.thread->isolate->counts_checkpoints);
}

void v8scope_hook_scope_checkpoint(void *isolate)
{
	perform(isolate, v8scope_real.scope_checkpoint);
}

void v8scope_hook_isolate_checkpoint(void *isolate)
{
	perform(isolate, v8scope_real.isolate_checkpoint);
}
