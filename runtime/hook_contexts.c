/* SPDX-License-Identifier: MIT */
/*
 * Entering contexts and calling into them. `context` and `function` are Locals.
 */
#include "hooks.h"
#include "local_form.h"
#include "session.h"
#include "v8_api.h"

void v8scope_hook_context_enter(void *context)
{
	v8scope_real.context_enter(context);
	v8scope_local_form_notice(context);
	if (lttng_ust_tracepoint_enabled(v8, context_enter)) {
		int saved_errno = errno;

		lttng_ust_do_tracepoint(v8, context_enter, (uintptr_t)v8scope_v8_current_isolate(),
			v8scope_local_value(context));
		errno = saved_errno;
	}
}

void v8scope_hook_context_exit(void *context)
{
	if (lttng_ust_tracepoint_enabled(v8, context_exit)) {
		int saved_errno = errno;

		lttng_ust_do_tracepoint(v8, context_exit, (uintptr_t)v8scope_v8_current_isolate(),
			v8scope_local_value(context));
		errno = saved_errno;
	}
	v8scope_real.context_exit(context);
}

/* The arguments of a call are all handles: a collection may happen here. */
void *v8scope_hook_function_call(
	void *function, void *context, void *receiver, int argc, void *argv)
{
	struct v8scope_thread *thread = v8scope_isolate_enter_current();

	v8scope_local_form_notice(function);
	if (thread != NULL) {
		v8scope_session_poll(thread);
	}
	return v8scope_real.function_call(function, context, receiver, argc, argv);
}

void *v8scope_hook_function_call_in(
	void *function, void *isolate, void *context, void *receiver, int argc, void *argv)
{
	struct v8scope_thread *thread = v8scope_isolate_enter(isolate);

	v8scope_local_form_notice(function);
	if (thread != NULL) {
		v8scope_session_poll(thread);
	}
	return v8scope_real.function_call_in(function, isolate, context, receiver, argc, argv);
}
