/* SPDX-License-Identifier: MIT */
/*
 * Scopes while nobody listens. Then a scope's opening is only put down, in a few dozen
 * instructions, and what costs more is found out if somebody begins to listen while it is
 * still open: its frames are still there then. A scope that is not complete has no id; those
 * of a shadow stack lie on top of it.
 */
#ifndef V8SCOPE_QUIET_SCOPES_H
#define V8SCOPE_QUIET_SCOPES_H

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
	int level;

	if (thread == NULL) {
		return false;
	}
	isolate = thread->isolate;
	scopes = &thread->scopes;
	if (!v8scope_session_is_quiet(isolate) ||
		lttng_ust_tracepoint_enabled(v8, handle_scope_open) ||
		isolate->scope_data == NULL || scopes->count == scopes->capacity) {
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
	scope->opened_at = 0;
	scope->next = isolate->scope_data->next;
	scope->checkpoint = (uint32_t)isolate->checkpoints;
	scope->level = level;
	scope->kind = V8SCOPE_SCOPE_KIND_HANDLE;
	scopes->count++;
	return true;
}

/*
 * To be called before the real destructor. False, and nothing is done, if it is not the
 * innermost, or of those that somebody was told of, or would be told of now.
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
	if (top == NULL || top->address != address || v8scope_scope_is_complete(top)) {
		return false;
	}
	thread->scopes.count--;
	return true;
}

#endif
