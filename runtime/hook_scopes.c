/* SPDX-License-Identifier: MIT */
/* HandleScope, EscapableHandleScope, SealHandleScope and the handles in them. */
#include "census.h"
#include "clock.h"
#include "gc.h"
#include "hooks.h"
#include "js_stacks.h"
#include "quiet_scopes.h"
#include "scope_cost.h"
#include "session.h"
#include "v8_api.h"

static void emit_close(const struct v8scope_thread *thread, const struct v8scope_scope *scope,
	uint32_t handles, bool skipped)
{
	if (lttng_ust_tracepoint_enabled(v8, handle_scope_close) &&
		v8scope_scope_is_complete(scope)) {
		int saved_errno = errno;

		lttng_ust_do_tracepoint(v8, handle_scope_close, (uintptr_t)thread->isolate->v8,
			scope->id, handles, skipped);
		errno = saved_errno;
	}
}

void v8scope_scopes_report_growth_now(struct v8scope_thread *thread)
{
	struct v8scope_scope *top;
	void *v8 = thread->isolate->v8;
	uint32_t held;
	uint32_t grown;

	v8scope_quiet_scopes_complete(thread);
	top = v8scope_scope_stack_top(&thread->scopes);
	if (top == NULL) {
		return;
	}
	held = v8scope_v8_handles(v8) - top->base;
	grown = held - top->reported;
	if ((int32_t)grown > 0) {
		int saved_errno = errno;
		uint32_t by_v8 = grown > top->created ? grown - top->created : 0;

		lttng_ust_do_tracepoint(v8, handles_grow, (uintptr_t)v8, top->id, by_v8, held);
		top->reported = held;
		errno = saved_errno;
	}
	top->created = 0;
}

/* The smallest scope object: two live ones are never closer to each other. */
static bool is_overwritten(const struct v8scope_scope *scope, uintptr_t address)
{
	enum { SCOPE_SIZE = 3 * sizeof(void *) };

	return address - scope->address + SCOPE_SIZE - 1 < 2 * SCOPE_SIZE - 1;
}

/*
 * Scopes on top that are no more when one opens at `address`, because something
 * like longjmp skipped their destructors: V8's level has fallen below theirs, they
 * lie in the frame of a function that has ended, or the new one lies on them.
 * `level` is the depth of the innermost scope that exists, -1 if not known; `cfa`
 * is of the hook, below all live frames.
 */
static void drop_skipped(struct v8scope_thread *thread, int level, uintptr_t address, uintptr_t cfa)
{
	struct v8scope_scope *top = v8scope_scope_stack_top(&thread->scopes);

	while (top != NULL &&
		((level >= 0 && top->level > level) || is_overwritten(top, address) ||
			v8scope_thread_stack_is_dead(&thread->stack, top->address, cfa))) {
		emit_close(thread, top, 0, true);
		thread->scopes.count--;
		top = v8scope_scope_stack_top(&thread->scopes);
	}
}

static void emit_open(const struct v8scope_thread *thread, const struct v8scope_scope *scope,
	struct v8scope_stack *stack)
{
	int saved_errno = errno;
	const struct v8scope_handle_scope_open event = {
		.isolate = (uintptr_t)thread->isolate->v8,
		.scope_id = scope->id,
		.scope = scope->address,
		.kind = scope->kind,
		.level = scope->level,
		.handles = scope->base,
		.ip = scope->ip,
		.stack_id = scope->stack_id,
		.javascript_stack_id =
			stack != NULL && v8scope_stack_samples_js(stack)
				? v8scope_js_stack_capture(&thread->stack, scope->cfa)
				: 0,
	};

	v8scope_census_emit_stack(thread->isolate, stack);
	v8scope_js_stack_emit(event.isolate, event.javascript_stack_id);
	lttng_ust_do_tracepoint(v8, handle_scope_open, &event);
	errno = saved_errno;
}

/* A SealHandleScope does not raise V8's level. */
void v8scope_scopes_opened(
	void *v8, void *address, enum v8scope_scope_kind kind, uintptr_t ip, uintptr_t cfa)
{
	struct v8scope_thread *thread = v8scope_isolate_enter(v8);
	struct v8scope_isolate *isolate;
	struct v8scope_stack *stack;
	struct v8scope_scope *scope;
	int level;

	if (thread == NULL) {
		return;
	}
	isolate = thread->isolate;
	if (__builtin_expect(isolate->scope_cost_wanted, 0) && kind != V8SCOPE_SCOPE_KIND_SEAL) {
		isolate->scope_cost_wanted = false;
		v8scope_scope_cost_tell(thread);
	}
	level = v8scope_isolate_level(isolate);
	drop_skipped(thread, kind == V8SCOPE_SCOPE_KIND_SEAL ? level : level - 1,
		(uintptr_t)address, cfa);
	v8scope_quiet_scopes_complete(thread);
	scope = v8scope_scope_stack_push(&thread->scopes);
	if (scope == NULL) {
		return;
	}
	stack = v8scope_stack_capture(&thread->stack, ip, cfa);
	*scope = (struct v8scope_scope){
		.id = v8scope_scope_stack_next_id(&thread->scopes),
		.address = (uintptr_t)address,
		.ip = ip,
		.cfa = cfa,
		.opened_at = v8scope_clock_coarse(),
		.stack_id = stack != NULL ? (uint32_t)stack->id : 0,
		.base = v8scope_v8_handles(v8),
		.checkpoint = (uint32_t)isolate->checkpoints,
		.level = level,
		.kind = kind,
	};
	if (lttng_ust_tracepoint_enabled(v8, handle_scope_open)) {
		emit_open(thread, scope, stack);
	}
}

void v8scope_scopes_opening(void *v8)
{
	struct v8scope_thread *thread = v8scope_isolate_enter(v8);

	if (thread != NULL) {
		v8scope_session_poll(thread);
		v8scope_scopes_report_growth(thread);
	}
}

bool v8scope_scopes_closing(void *v8, void *address)
{
	struct v8scope_thread *thread = v8scope_isolate_enter(v8);
	bool weigh = false;
	int64_t index;
	uint32_t now;
	uint32_t handles;

	if (thread == NULL) {
		return false;
	}
	now = v8scope_v8_handles(thread->isolate->v8);
	v8scope_quiet_scopes_seek_blocks(thread->isolate, now);
	v8scope_quiet_scopes_complete(thread);
	index = v8scope_scope_stack_find(&thread->scopes, (uintptr_t)address);
	if (index < 0) {
		return false; /* opened before v8scope was there */
	}
	while (thread->scopes.count > (uint32_t)index + 1) {
		emit_close(thread, v8scope_scope_stack_top(&thread->scopes), 0, true);
		thread->scopes.count--;
	}
	handles = v8scope_scope_stack_handles(
		&thread->scopes, (uint32_t)index, thread->scopes.count, now);
	v8scope_scopes_report_growth(thread);
	if (__builtin_expect(handles >= V8SCOPE_LARGE_SCOPE, 0)) {
		weigh = v8scope_gc_large_scope_closing(
			thread, thread->scopes.scopes[index].ip, handles);
	}
	emit_close(thread, &thread->scopes.scopes[index], handles, false);
	thread->scopes.count = (uint32_t)index;
	return weigh;
}

void v8scope_scopes_closed(void *v8)
{
	struct v8scope_thread *thread = v8scope_isolate_enter(v8);

	if (thread != NULL) {
		v8scope_gc_release(thread);
	}
}

void v8scope_scopes_escaped(void *v8, void *address)
{
	struct v8scope_thread *thread = v8scope_isolate_enter(v8);

	if (lttng_ust_tracepoint_enabled(v8, handle_escape) && thread != NULL) {
		int saved_errno = errno;
		const struct v8scope_scope *scopes = thread->scopes.scopes;
		int64_t index;

		v8scope_quiet_scopes_complete(thread);
		index = v8scope_scope_stack_find(&thread->scopes, (uintptr_t)address);
		lttng_ust_do_tracepoint(v8, handle_escape, (uintptr_t)v8,
			index >= 0 ? scopes[index].id : 0, index > 0 ? scopes[index - 1].id : 0);
		errno = saved_errno;
	}
}

/* The first word of every kind of V8's scope objects is their isolate. */
static __attribute__((noinline)) void construct(
	void *scope, void *isolate, uintptr_t ip, uintptr_t cfa)
{
	v8scope_scopes_opening(isolate);
	v8scope_real.handle_scope_construct(scope, isolate);
	v8scope_scopes_opened(isolate, scope, V8SCOPE_SCOPE_KIND_HANDLE, ip, cfa);
}

void v8scope_hook_handle_scope_construct(void *scope, void *isolate)
{
	uintptr_t ip = V8SCOPE_CALLER_IP;
	uintptr_t cfa = V8SCOPE_CALLER_CFA;

	if (__builtin_expect(v8scope_quiet_scope_opening(isolate, (uintptr_t)scope, ip, cfa), 1)) {
		v8scope_real.handle_scope_construct(scope, isolate);
	} else {
		construct(scope, isolate, ip, cfa);
	}
}

static __attribute__((noinline)) void destruct(void *scope)
{
	void *v8 = *(void **)scope;
	bool weigh = v8scope_scopes_closing(v8, scope);

	v8scope_real.handle_scope_destruct(scope);
	if (weigh) {
		v8scope_scopes_closed(v8);
	}
}

void v8scope_hook_handle_scope_destruct(void *scope)
{
	if (__builtin_expect(v8scope_quiet_scope_closing(*(void **)scope, (uintptr_t)scope), 1)) {
		v8scope_real.handle_scope_destruct(scope);
	} else {
		destruct(scope);
	}
}

/* Its destructor is HandleScope's. The slot to escape into is the outer scope's. */
void v8scope_hook_escapable_construct(void *scope, void *isolate)
{
	v8scope_scopes_opening(isolate);
	v8scope_real.escapable_construct(scope, isolate);
	/* Where its destructor is inlined, nothing would tell of its end. */
	if (v8scope_real.handle_scope_destruct != NULL) {
		v8scope_scopes_opened(isolate, scope, V8SCOPE_SCOPE_KIND_ESCAPABLE,
			V8SCOPE_CALLER_IP, V8SCOPE_CALLER_CFA);
	}
}

void *v8scope_hook_escapable_escape(void *scope, void *slot)
{
	void *escaped = v8scope_real.escapable_escape(scope, slot);

	v8scope_scopes_escaped(*(void **)scope, scope);
	return escaped;
}

void v8scope_hook_seal_construct(void *scope, void *isolate)
{
	v8scope_scopes_opening(isolate);
	v8scope_real.seal_construct(scope, isolate);
	v8scope_scopes_opened(
		isolate, scope, V8SCOPE_SCOPE_KIND_SEAL, V8SCOPE_CALLER_IP, V8SCOPE_CALLER_CFA);
}

void v8scope_hook_seal_destruct(void *scope)
{
	void *v8 = *(void **)scope;
	bool weigh = v8scope_scopes_closing(v8, scope);

	v8scope_real.seal_destruct(scope);
	if (weigh) {
		v8scope_scopes_closed(v8);
	}
}

static inline bool somebody_listens_to_handles(void)
{
	return lttng_ust_tracepoint_enabled(v8, handles_grow) ||
	       lttng_ust_tracepoint_enabled(v8, handle_create);
}

static void handle_created(void *v8, void *slot, uintptr_t ip)
{
	struct v8scope_thread *thread = v8scope_isolate_enter(v8);
	struct v8scope_scope *top;

	if (thread == NULL) {
		return;
	}
	v8scope_quiet_scopes_complete(thread);
	top = v8scope_scope_stack_top(&thread->scopes);
	if (top != NULL) {
		top->created++;
	}
	if (lttng_ust_tracepoint_enabled(v8, handle_create)) {
		int saved_errno = errno;

		lttng_ust_do_tracepoint(v8, handle_create, (uintptr_t)v8, top != NULL ? top->id : 0,
			(uintptr_t)slot, ip);
		errno = saved_errno;
	}
}

void v8scope_scopes_handle_created(void *v8, void *slot, uintptr_t ip)
{
	if (somebody_listens_to_handles()) {
		handle_created(v8, slot, ip);
	}
}

static __attribute__((noinline)) void *create_handle(void *isolate, uintptr_t value, uintptr_t ip)
{
	void *slot = v8scope_real.create_handle(isolate, value);

	handle_created(isolate, slot, ip);
	return slot;
}

/*
 * Not a safe point: the caller's value is a bare address, which a collection
 * would invalidate.
 */
void *v8scope_hook_create_handle(void *isolate, uintptr_t value)
{
	if (__builtin_expect(somebody_listens_to_handles(), 0)) {
		return create_handle(isolate, value, V8SCOPE_CALLER_IP);
	}
	return v8scope_real.create_handle(isolate, value);
}

uint64_t v8scope_scopes_current_id(struct v8scope_thread *thread)
{
	const struct v8scope_scope *top;

	v8scope_quiet_scopes_complete(thread);
	top = v8scope_scope_stack_top(&thread->scopes);
	return top != NULL ? top->id : 0;
}
