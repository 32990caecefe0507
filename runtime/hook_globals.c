/* SPDX-License-Identifier: MIT */
/* Global, Eternal and TracedReference: what lives outside any scope. */
#include "fork.h"
#include "census.h"
#include "globals.h"
#include "hooks.h"
#include "js_stacks.h"
#include "session.h"
#include "v8_api.h"

/*
 * While nobody listens, globals are not written down: a program makes and disposes millions of
 * them, and what a session that begins late asks for is those that pile up from then on.
 */
static inline bool somebody_listens(void)
{
	return lttng_ust_tracepoint_enabled(v8, census_global) ||
	       lttng_ust_tracepoint_enabled(v8, global_create);
}

/* Nobody listens, nor has: then no global is known, and nothing is to be done for one. */
static inline bool is_quiet(void)
{
	return __builtin_expect(!somebody_listens() && !v8scope_globals_are_known(), 1);
}

static void created(
	void *v8, void *slot, enum v8scope_global_kind kind, uintptr_t ip, uintptr_t cfa)
{
	struct v8scope_thread *thread = v8scope_isolate_enter(v8);
	int saved_errno = errno;
	struct v8scope_stack *stack;
	uint64_t stack_id;
	uint64_t js_stack_id = 0;

	if (thread == NULL || slot == NULL) {
		return;
	}
	stack = v8scope_stack_capture(&thread->stack, ip, cfa);
	stack_id = stack != NULL ? stack->id : 0;
	if (stack != NULL && v8scope_stack_samples_js(stack)) {
		js_stack_id = v8scope_js_stack_capture(&thread->stack, cfa);
	}
	v8scope_globals_add(&thread->global_sites, thread->isolate->serial, (uintptr_t)slot, kind,
		ip, stack_id, js_stack_id);
	if (lttng_ust_tracepoint_enabled(v8, global_create)) {
		v8scope_census_emit_stack(thread->isolate, stack);
		v8scope_js_stack_emit((uintptr_t)v8, js_stack_id);
		lttng_ust_do_tracepoint(v8, global_create, (uintptr_t)v8, (uintptr_t)slot, kind, ip,
			stack_id, js_stack_id);
	}
	errno = saved_errno;
}

void v8scope_globals_created(
	void *v8, void *slot, enum v8scope_global_kind kind, uintptr_t ip, uintptr_t cfa)
{
	if (somebody_listens()) {
		created(v8, slot, kind, ip, cfa);
	} else if (v8scope_globals_are_known()) {
		v8scope_globals_remove((uintptr_t)slot); /* of one whose end was not seen */
	}
}

static __attribute__((noinline)) void disposing(void *slot)
{
	int saved_errno = errno;
	struct v8scope_global_site site;

	v8scope_fork_settle();

	if (lttng_ust_tracepoint_enabled(v8, global_dispose) &&
		v8scope_globals_find((uintptr_t)slot, &site)) {
		lttng_ust_do_tracepoint(v8, global_dispose, (uintptr_t)v8scope_v8_current_isolate(),
			(uintptr_t)slot, site.kind, site.ip, site.stack_id, site.js_stack_id);
	}
	v8scope_globals_remove((uintptr_t)slot);
	errno = saved_errno;
}

void v8scope_globals_disposing(void *slot)
{
	if (v8scope_globals_are_known()) {
		disposing(slot);
	}
}

static void weakened(void *slot)
{
	int saved_errno = errno;
	struct v8scope_global_site site;

	v8scope_fork_settle();
	v8scope_globals_set_weak((uintptr_t)slot, true);
	if (lttng_ust_tracepoint_enabled(v8, global_make_weak) &&
		v8scope_globals_find((uintptr_t)slot, &site)) {
		lttng_ust_do_tracepoint(v8, global_make_weak,
			(uintptr_t)v8scope_v8_current_isolate(), (uintptr_t)slot, site.kind,
			site.ip, site.stack_id, site.js_stack_id);
	}
	errno = saved_errno;
}

void v8scope_globals_weakened(void *slot)
{
	if (v8scope_globals_are_known()) {
		weakened(slot);
	}
}

static __attribute__((noinline)) void *globalize(
	void *isolate, void *slot, uintptr_t ip, uintptr_t cfa)
{
	void *global = v8scope_real.globalize(isolate, slot);

	v8scope_globals_created(isolate, global, V8SCOPE_GLOBAL_KIND_GLOBAL, ip, cfa);
	return global;
}

void *v8scope_hook_globalize(void *isolate, void *slot)
{
	if (is_quiet()) {
		return v8scope_real.globalize(isolate, slot);
	}
	return globalize(isolate, slot, V8SCOPE_CALLER_IP, V8SCOPE_CALLER_CFA);
}

/* V8 12 and later pass the value, not its slot. */
static __attribute__((noinline)) void *globalize_value(
	void *isolate, uintptr_t value, uintptr_t ip, uintptr_t cfa)
{
	void *global = v8scope_real.globalize_value(isolate, value);

	v8scope_globals_created(isolate, global, V8SCOPE_GLOBAL_KIND_GLOBAL, ip, cfa);
	return global;
}

void *v8scope_hook_globalize_value(void *isolate, uintptr_t value)
{
	if (is_quiet()) {
		return v8scope_real.globalize_value(isolate, value);
	}
	return globalize_value(isolate, value, V8SCOPE_CALLER_IP, V8SCOPE_CALLER_CFA);
}

void *v8scope_hook_copy_global(void *from)
{
	void *global = v8scope_real.copy_global(from);

	v8scope_globals_created(v8scope_v8_current_isolate(), global, V8SCOPE_GLOBAL_KIND_GLOBAL,
		V8SCOPE_CALLER_IP, V8SCOPE_CALLER_CFA);
	return global;
}

void v8scope_hook_dispose_global(void *slot)
{
	if (__builtin_expect(v8scope_globals_are_known(), 0)) {
		disposing(slot);
	}
	v8scope_real.dispose_global(slot);
}

void v8scope_hook_make_weak(void *slot, void *data, void *callback, int type)
{
	v8scope_real.make_weak(slot, data, callback, type);
	v8scope_globals_weakened(slot);
}

/* The other overload takes where the embedder keeps the slot, to reset it there. */
void v8scope_hook_make_weak_reset(void **slot)
{
	v8scope_real.make_weak_reset(slot);
	v8scope_globals_weakened(*slot);
}

void *v8scope_hook_clear_weak(void *slot)
{
	v8scope_globals_set_weak((uintptr_t)slot, false);
	return v8scope_real.clear_weak(slot);
}

void *v8scope_hook_eternalize(void *isolate, void *value)
{
	void *eternal = v8scope_real.eternalize(isolate, value);

	v8scope_globals_created(isolate, eternal, V8SCOPE_GLOBAL_KIND_ETERNAL, V8SCOPE_CALLER_IP,
		V8SCOPE_CALLER_CFA);
	return eternal;
}

void *v8scope_hook_globalize_traced(void *isolate, void *value, void *slot, int mode)
{
	void *traced = v8scope_real.globalize_traced(isolate, value, slot, mode);

	v8scope_globals_created(
		isolate, traced, V8SCOPE_GLOBAL_KIND_TRACED, V8SCOPE_CALLER_IP, V8SCOPE_CALLER_CFA);
	return traced;
}

void *v8scope_hook_globalize_traced_value(
	void *isolate, uintptr_t value, void *slot, int mode, int handling)
{
	void *traced = v8scope_real.globalize_traced_value(isolate, value, slot, mode, handling);

	v8scope_globals_created(
		isolate, traced, V8SCOPE_GLOBAL_KIND_TRACED, V8SCOPE_CALLER_IP, V8SCOPE_CALLER_CFA);
	return traced;
}

void v8scope_hook_dispose_traced(void *slot)
{
	v8scope_globals_disposing(slot);
	v8scope_real.dispose_traced(slot);
}
