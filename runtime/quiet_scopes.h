/* SPDX-License-Identifier: MIT */
/*
 * Scopes whose every opening and closing nobody listens to: there is no session, or one at
 * census detail. Then a scope's opening is only put down, in a few dozen instructions, and what
 * costs more is found out if it is still open when a session begins, or at a census: its frames
 * are still there then. A scope that is not complete has no id; those of a shadow stack lie on
 * top of it.
 */
#ifndef V8SCOPE_QUIET_SCOPES_H
#define V8SCOPE_QUIET_SCOPES_H

#include "clock.h"
#include "handle_blocks.h"
#include "isolate.h"
#include "session.h"
#include "v8_api.h"
#include "v8_tracepoints.h"

static inline bool v8scope_scope_is_complete(const struct v8scope_scope *scope)
{
	return scope->id != 0;
}

void v8scope_quiet_scopes_complete_now(struct v8scope_thread *thread);

/* Before anything but an address, an ip or a count of the thread's scopes is used. */
static inline void v8scope_quiet_scopes_complete(struct v8scope_thread *thread)
{
	const struct v8scope_scope *top = v8scope_scope_stack_top(&thread->scopes);

	if (__builtin_expect(top != NULL && !v8scope_scope_is_complete(top), 0)) {
		v8scope_quiet_scopes_complete_now(thread);
	}
}

/*
 * At the end of a scope: finds out whether later ones can wait for a census. `handles` is the
 * isolate's now; without any, V8's blocks cannot be recognised.
 */
static inline void v8scope_quiet_scopes_seek_blocks(
	struct v8scope_isolate *isolate, uint32_t handles)
{
	if (__builtin_expect(!isolate->blocks_were_sought, 0) && handles > 0) {
		struct v8scope_handle_blocks blocks;

		isolate->blocks_were_sought = true;
		isolate->scopes_can_wait |= v8scope_handle_blocks_find(&blocks, isolate->v8);
	}
}

/* At a collection: scopes that have not been told when they were opened are now. */
void v8scope_quiet_scopes_date(struct v8scope_thread *thread);

/* The calling thread's state of `v8`, if that was the last isolate it used. */
static inline struct v8scope_thread *v8scope_quiet_scopes_thread(void *v8)
{
	const struct v8scope_thread_cache *cache = &v8scope_thread_cache;

	if (__builtin_expect(
		    cache->v8 != v8 || cache->epoch != __atomic_load_n(&v8scope_isolate_epoch,
							       __ATOMIC_ACQUIRE),
		    0)) {
		return NULL;
	}
	return cache->thread;
}

/* Whether a session listens to the isolate's state. */
static inline bool v8scope_quiet_scopes_are_recorded(const struct v8scope_isolate *isolate)
{
	return isolate->seen_probes != NULL;
}

/* Bytes from `slot` to the end of V8's block, if it lies in the one that is filled now. */
static inline uintptr_t v8scope_quiet_scopes_room(
	const struct v8scope_isolate *isolate, uintptr_t slot)
{
	return isolate->scope_data->limit - slot;
}

/*
 * Whether a scope at `address` can be completed at a census as well as now. One that opens
 * where V8's block ends may close in another block again and again, as one does in a loop.
 */
static inline bool v8scope_quiet_scope_can_wait(
	const struct v8scope_thread *thread, uintptr_t address, uintptr_t cfa)
{
	enum { ROOM = 128 * sizeof(uintptr_t) };
	const struct v8scope_isolate *isolate = thread->isolate;

	return isolate->scopes_can_wait && !isolate->scope_cost_wanted && address >= cfa &&
	       address < thread->stack.high &&
	       v8scope_quiet_scopes_room(isolate, isolate->scope_data->next) >= ROOM;
}

/*
 * To be called before the real constructor of a HandleScope at `address`. False, and nothing
 * is done: somebody listens, or the stack will not simply be one deeper than before.
 */
static inline bool v8scope_quiet_scope_opening(
	void *v8, uintptr_t address, uintptr_t ip, uintptr_t cfa)
{
	struct v8scope_thread *thread = v8scope_quiet_scopes_thread(v8);
	struct v8scope_scope_stack *scopes;
	struct v8scope_isolate *isolate;
	struct v8scope_scope *scope;
	bool recorded;
	int level;

	if (thread == NULL) {
		return false;
	}
	isolate = thread->isolate;
	scopes = &thread->scopes;
	recorded = v8scope_quiet_scopes_are_recorded(isolate);
	if (v8scope_session_needs_poll(isolate) ||
		lttng_ust_tracepoint_enabled(v8, handle_scope_open) ||
		isolate->scope_data == NULL || scopes->count == scopes->capacity ||
		(recorded ? !v8scope_quiet_scope_can_wait(thread, address, cfa)
			  : v8scope_session_is_active())) {
		return false;
	}
	scope = &scopes->scopes[scopes->count];
	level = isolate->scope_data->level + 1;
	if (scopes->count > 0 && (scope[-1].address <= address || scope[-1].level >= level)) {
		return false;
	}
	isolate->looked = true;
	scope->id = 0;
	scope->address = address;
	scope->ip = ip;
	scope->cfa = cfa;
	scope->opened_at = recorded ? v8scope_clock_coarse() : 0;
	scope->next = isolate->scope_data->next;
	scope->checkpoint = (uint32_t)isolate->checkpoints;
	scope->level = level;
	scope->kind = V8SCOPE_SCOPE_KIND_HANDLE;
	scopes->count++;
	return true;
}

/* Whether it may hold more handles than fit into one of V8's blocks: it is not in one. */
static inline bool v8scope_quiet_scope_is_large(
	const struct v8scope_isolate *isolate, const struct v8scope_scope *scope)
{
	return v8scope_quiet_scopes_room(isolate, scope->next) >
	       V8SCOPE_HANDLE_BLOCK_SIZE * sizeof(uintptr_t);
}

/*
 * To be called before the real destructor. False, and nothing is done, if it is not the
 * innermost, or of those that somebody was told of, or would be told of now; or if it holds
 * so many handles that a session wants to weigh it.
 */
static inline bool v8scope_quiet_scope_closing(void *v8, uintptr_t address)
{
	struct v8scope_thread *thread = v8scope_quiet_scopes_thread(v8);
	const struct v8scope_scope *top;

	if (thread == NULL || lttng_ust_tracepoint_enabled(v8, handle_scope_close) ||
		lttng_ust_tracepoint_enabled(v8, handles_grow)) {
		return false;
	}
	top = v8scope_scope_stack_top(&thread->scopes);
	if (top == NULL || top->address != address || v8scope_scope_is_complete(top) ||
		(v8scope_quiet_scopes_are_recorded(thread->isolate) &&
			v8scope_quiet_scope_is_large(thread->isolate, top))) {
		return false;
	}
	thread->scopes.count--;
	return true;
}

#endif
