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
	} else if (type == V8SCOPE_V8_PROMISE_HOOK_RESOLVE) {
		emit_settle(thread, promise, parent);
	}
	errno = saved_errno;
	if (thread->isolate->host_promise_hook != NULL) {
		thread->isolate->host_promise_hook(type, promise, parent);
	}
}

static bool is_wanted(void)
{
	return lttng_ust_tracepoint_enabled(v8, promise_create) ||
	       lttng_ust_tracepoint_enabled(v8, promise_settle);
}

void v8scope_promises_update(struct v8scope_isolate *isolate)
{
	bool wanted = is_wanted();

	if (__builtin_expect(wanted == isolate->promise_hook_installed, 1)) {
		return;
	}
	if (v8scope_real.set_promise_hook == NULL || v8scope_v8.get_identity_hash == NULL) {
		return;
	}
	isolate->promise_hook_installed = wanted;
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
