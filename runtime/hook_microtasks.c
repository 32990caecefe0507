/* SPDX-License-Identifier: MIT */
/*
 * Microtask checkpoints: the functions that ask for one are hooked, and V8's
 * callback tells of all that complete, those under MicrotasksPolicy::kAuto too.
 *
 * With a callback, a checkpoint with nothing to do costs several times as much up to V8 12: V8
 * copies its list of them each time. So while nobody listens there is one only where it may be
 * the first to notice that somebody does: a program that calls what is hooked at its checkpoints
 * goes without, until it has called nothing of it from one collection to the next.
 */
#include "gc.h"
#include "hooks.h"
#include "quiet_scopes.h"
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
	if (v8scope_session_is_quiet(thread->isolate)) {
		v8scope_promises_update(thread->isolate);
		return;
	}
	thread->isolate->checkpoints++;
	v8scope_session_poll(thread);
	v8scope_promises_update(thread->isolate);
	v8scope_gc_checkpoint_completed(thread);
}

static void on_completed(void *v8, void *data);

/* The same data for all: V8 finds a callback by both, and takes none twice. */
static void watch(struct v8scope_isolate *isolate)
{
	if (!isolate->counts_checkpoints && v8scope_v8.add_microtasks_completed != NULL) {
		v8scope_v8.add_microtasks_completed(isolate->v8, on_completed, NULL);
		isolate->counts_checkpoints = true;
		isolate->quiet_checkpoints = 0;
		isolate->quiet_looks = 0;
	}
}

static void unwatch(struct v8scope_isolate *isolate)
{
	if (isolate->counts_checkpoints && v8scope_v8.remove_microtasks_completed != NULL) {
		v8scope_v8.remove_microtasks_completed(isolate->v8, on_completed, NULL);
		isolate->counts_checkpoints = false;
	}
}

/*
 * Of so many checkpoints a hook looked whether somebody listens at one in so many at least:
 * then the program, which may go on like this, needs no callback for it.
 */
enum { QUIET_CHECKPOINTS = 1024, LOOKS_PART = 16 };

static void completed_quietly(struct v8scope_isolate *isolate)
{
	isolate->quiet_looks += isolate->looked;
	isolate->looked = false;
	if (++isolate->quiet_checkpoints < QUIET_CHECKPOINTS) {
		return;
	}
	if (isolate->quiet_looks >= QUIET_CHECKPOINTS / LOOKS_PART) {
		unwatch(isolate);
	}
	isolate->quiet_checkpoints = 0;
	isolate->quiet_looks = 0;
}

/*
 * Scripts may run in here, so a collection may too. Some V8s (13, about) keep a callback
 * that is removed in here, if it is their only one: it is called again then.
 */
static void on_completed(void *v8, void *data)
{
	struct v8scope_thread *thread = v8scope_isolate_enter(v8);

	(void)data;
	if (thread == NULL) {
		return;
	}
	thread->isolate->counts_checkpoints = true;
	completed(thread);
	if (v8scope_session_is_quiet(thread->isolate)) {
		completed_quietly(thread->isolate);
	}
	if (!thread->isolate->in_explicit_checkpoint) {
		v8scope_scopes_report_growth(thread);
		emit_end(thread);
	}
}

void v8scope_microtasks_watch(struct v8scope_isolate *isolate)
{
	watch(isolate);
}

void v8scope_microtasks_notice_gc(struct v8scope_isolate *isolate)
{
	if (v8scope_thread_cache.ignored == isolate->v8) {
		return; /* it is being disposed */
	}
	if (!isolate->looked || !v8scope_session_is_quiet(isolate) ||
		v8scope_promises_are_wanted() != isolate->promise_hook_installed) {
		watch(isolate);
	}
	isolate->looked = false;
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

/* Nobody listens: the checkpoint is not told of, nor counted. */
static inline __attribute__((always_inline)) bool is_quiet(void *v8)
{
	struct v8scope_thread *thread = v8scope_quiet_scopes_thread(v8);

	if (thread == NULL || !v8scope_session_is_quiet(thread->isolate) ||
		lttng_ust_tracepoint_enabled(v8, handles_grow) ||
		lttng_ust_tracepoint_enabled(v8, microtask_checkpoint_begin) ||
		lttng_ust_tracepoint_enabled(v8, microtask_checkpoint_end)) {
		return false;
	}
	thread->isolate->looked = true;
	v8scope_promises_update(thread->isolate);
	return true;
}

static __attribute__((noinline)) void perform_and_tell(void *v8, void (*real)(void *isolate))
{
	struct v8scope_checkpoint checkpoint;

	v8scope_checkpoint_begin(&checkpoint, v8);
	real(v8);
	v8scope_checkpoint_end(&checkpoint,
		checkpoint.thread != NULL && checkpoint.thread->isolate->counts_checkpoints);
}

static inline void perform(void *v8, void (*real)(void *isolate))
{
	if (__builtin_expect(is_quiet(v8), 1)) {
		real(v8);
	} else {
		perform_and_tell(v8, real);
	}
}

void v8scope_hook_scope_checkpoint(void *isolate)
{
	perform(isolate, v8scope_real.scope_checkpoint);
}

void v8scope_hook_isolate_checkpoint(void *isolate)
{
	perform(isolate, v8scope_real.isolate_checkpoint);
}
