/* SPDX-License-Identifier: MIT */
/*
 * Promises, through V8's promise hook. It makes promises notably slower, so it
 * is installed only while a session listens to promise events. A hook that the
 * host sets is remembered and called from ours.
 */
#include "hooks.h"
#include "session.h"
#include "v8_api.h"

static uint64_t identity(void *promise)
{
	return (uint64_t)(unsigned int)v8scope_v8.get_identity_hash(promise);
}

static uint64_t parent_identity(void *parent)
{
	if (parent == NULL || v8scope_v8.is_promise == NULL || !v8scope_v8.is_promise(parent)) {
		return 0;
	}
	return identity(parent);
}

/*
 * Weak globals must be gone before the isolate is: where nothing will tell of its
 * end, no promise is watched.
 */
static bool may_sample(const struct v8scope_isolate *isolate)
{
	return lttng_ust_tracepoint_enabled(v8, promise_sample) && isolate->end_is_seen &&
	       v8scope_promise_samples_possible();
}

/* One promise in `one_in` is watched until it dies. */
static void sample(struct v8scope_thread *thread, void *promise)
{
	struct v8scope_promise_samples *samples = &thread->isolate->promise_samples;
	uint32_t one_in = v8scope_promise_samples_period(samples);
	uint64_t promise_id;
	uint64_t sample_id;

	if (!may_sample(thread->isolate) || !v8scope_promise_samples_draw(samples)) {
		return;
	}
	promise_id = identity(promise);
	sample_id = v8scope_promise_samples_watch(samples, promise, promise_id);
	if (sample_id != 0) {
		lttng_ust_do_tracepoint(v8, promise_sample, (uintptr_t)thread->isolate->v8,
			promise_id, sample_id, v8scope_scopes_current_id(thread), one_in);
	}
}

void v8scope_promises_collected(const struct v8scope_promise_sample *sample)
{
	int saved_errno = errno;

	lttng_ust_tracepoint(v8, promise_collect, (uintptr_t)sample->samples->v8,
		sample->promise_id, sample->sample_id);
	errno = saved_errno;
}

void v8scope_promises_stop(struct v8scope_isolate *isolate)
{
	v8scope_promise_samples_clear(&isolate->promise_samples);
}

static void emit_create(struct v8scope_thread *thread, void *promise, void *parent)
{
	if (lttng_ust_tracepoint_enabled(v8, promise_create)) {
		lttng_ust_do_tracepoint(v8, promise_create, (uintptr_t)thread->isolate->v8,
			identity(promise), parent_identity(parent),
			v8scope_scopes_current_id(thread));
	}
}

static void emit_settle(struct v8scope_thread *thread, void *promise, void *parent)
{
	if (lttng_ust_tracepoint_enabled(v8, promise_settle)) {
		lttng_ust_do_tracepoint(v8, promise_settle, (uintptr_t)thread->isolate->v8,
			identity(promise), parent_identity(parent),
			v8scope_scopes_current_id(thread));
	}
}

static void on_promise(int type, void *promise, void *parent)
{
	struct v8scope_thread *thread = v8scope_isolate_enter_current();
	int saved_errno = errno;

	if (thread == NULL) {
		return;
	}
	if (type == V8SCOPE_V8_PROMISE_HOOK_INIT) {
		emit_create(thread, promise, parent);
		sample(thread, promise);
	} else if (type == V8SCOPE_V8_PROMISE_HOOK_RESOLVE) {
		emit_settle(thread, promise, parent);
	}
	errno = saved_errno;
	if (thread->isolate->host_promise_hook != NULL) {
		thread->isolate->host_promise_hook(type, promise, parent);
	}
}

void v8scope_promises_want(struct v8scope_isolate *isolate, bool wanted)
{
	if (v8scope_real.set_promise_hook == NULL || v8scope_v8.get_identity_hash == NULL) {
		return;
	}
	isolate->promise_hook_installed = wanted;
	if (!wanted) {
		v8scope_promises_stop(isolate);
	}
	v8scope_real.set_promise_hook(
		isolate->v8, wanted ? on_promise : isolate->host_promise_hook);
}

void v8scope_hook_set_promise_hook(void *isolate, v8scope_promise_hook_fn hook)
{
	struct v8scope_thread *thread = v8scope_isolate_enter(isolate);

	if (thread != NULL) {
		thread->isolate->host_promise_hook = hook;
		if (thread->isolate->promise_hook_installed) {
			return;
		}
	}
	v8scope_real.set_promise_hook(isolate, hook);
}
