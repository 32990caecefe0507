/* SPDX-License-Identifier: MIT */
/*
 * Entering contexts and calling into them. `context` and `function` are Locals.
 */
#include "fork.h"
#include "hooks.h"
#include "local_form.h"
#include "session.h"
#include "v8_api.h"

static __attribute__((noinline)) void enter(void *context)
{
	int saved_errno;

	v8scope_fork_settle();
	v8scope_real.context_enter(context);
	saved_errno = errno;
	lttng_ust_do_tracepoint(v8, context_enter, (uintptr_t)v8scope_v8_current_isolate(),
		v8scope_local_value(context));
	errno = saved_errno;
}

void v8scope_hook_context_enter(void *context)
{
	v8scope_local_form_notice(context);
	if (__builtin_expect(!!lttng_ust_tracepoint_enabled(v8, context_enter), 0)) {
		enter(context);
	} else {
		v8scope_real.context_enter(context);
	}
}

static __attribute__((noinline)) void emit_exit(void *context)
{
	int saved_errno = errno;

	v8scope_fork_settle();
	lttng_ust_do_tracepoint(v8, context_exit, (uintptr_t)v8scope_v8_current_isolate(),
		v8scope_local_value(context));
	errno = saved_errno;
}

void v8scope_hook_context_exit(void *context)
{
	if (__builtin_expect(!!lttng_ust_tracepoint_enabled(v8, context_exit), 0)) {
		emit_exit(context);
	}
	v8scope_real.context_exit(context);
}

static __attribute__((noinline)) void *call(
	void *function, void *context, void *receiver, int argc, void *argv)
{
	struct v8scope_thread *thread = v8scope_isolate_enter_current();

	if (thread != NULL) {
		v8scope_session_poll(thread);
	}
	return v8scope_real.function_call(function, context, receiver, argc, argv);
}

/*
 * The arguments of a call are all handles: a collection may happen here. That a session has
 * ended is noticed where the next scope opens.
 */
void *v8scope_hook_function_call(
	void *function, void *context, void *receiver, int argc, void *argv)
{
	v8scope_local_form_notice(function);
	if (__builtin_expect(v8scope_session_is_there(), 0)) {
		return call(function, context, receiver, argc, argv);
	}
	return v8scope_real.function_call(function, context, receiver, argc, argv);
}

void *v8scope_hook_function_call_in(
	void *function, void *isolate, void *context, void *receiver, int argc, void *argv)
{
	v8scope_local_form_notice(function);
	if (v8scope_session_is_there()) {
		struct v8scope_thread *thread = v8scope_isolate_enter(isolate);

		if (thread != NULL) {
			v8scope_session_poll(thread);
		}
	}
	return v8scope_real.function_call_in(function, isolate, context, receiver, argc, argv);
}
