/* SPDX-License-Identifier: MIT */
#include "quiet_scopes.h"

#include <errno.h>

#include "clock.h"
#include "frames.h"
#include "handle_blocks.h"

/* What the thread has now: its frames, and V8's handles. */
struct now {
	struct v8scope_frame frames[V8SCOPE_FRAMES_MAX];
	uint32_t frame_count;
	struct v8scope_handle_blocks blocks;
	bool have_blocks;
	uint32_t handles;
};

/*
 * As v8scope_stack_capture() would have taken it when the scope opened: the opener, its
 * callers, and the frame that has no table of frames.
 */
static uint32_t stack_of(
	struct v8scope_thread *thread, const struct now *now, const struct v8scope_scope *scope)
{
	int32_t opener = v8scope_frames_find(now->frames, now->frame_count, scope->address);
	uintptr_t ips[V8SCOPE_STACK_DEPTH_MAX] = {scope->ip};
	uintptr_t slots[V8SCOPE_STACK_DEPTH_MAX] = {0};
	const struct v8scope_stack *stack;
	uint32_t count = 1;

	if (opener < 0 || !v8scope_frames_are_of_same_function(now->frames[opener].ip, scope->ip)) {
		return 0;
	}
	for (uint32_t i = (uint32_t)opener + 1;
		i < now->frame_count && count < V8SCOPE_STACK_DEPTH_MAX &&
		now->frames[i - 1].is_native;
		i++) {
		ips[count] = now->frames[i].ip;
		slots[count] = now->frames[i].slot;
		count++;
	}
	stack = v8scope_stack_intern(&thread->stack, scope->cfa, ips, slots, count);
	return stack != NULL ? (uint32_t)stack->id : 0;
}

/*
 * The isolate's handles when it opened; `before` is those of the scope around it. Where V8's
 * blocks are not known, only what comes from now on is counted.
 */
static uint32_t base_of(const struct now *now, const struct v8scope_scope *scope, uint32_t before)
{
	uint32_t base = 0;

	if (scope->next == 0) {
		return 0; /* there was no block yet */
	}
	if (!now->have_blocks ||
		!v8scope_handle_blocks_number(&now->blocks, scope->next, before, &base)) {
		return now->handles;
	}
	return base;
}

static uint32_t first_incomplete(const struct v8scope_scope_stack *scopes)
{
	uint32_t first = scopes->count;

	while (first > 0 && !v8scope_scope_is_complete(&scopes->scopes[first - 1])) {
		first--;
	}
	return first;
}

void v8scope_quiet_scopes_complete_now(struct v8scope_thread *thread)
{
	int saved_errno = errno;
	void *v8 = thread->isolate->v8;
	struct v8scope_scope_stack *scopes = &thread->scopes;
	struct now now;

	v8scope_quiet_scopes_date(thread);
	now.frame_count =
		v8scope_frames_walk(&thread->stack, (uintptr_t)__builtin_dwarf_cfa(), now.frames);
	now.have_blocks = v8scope_handle_blocks_find(&now.blocks, v8);
	now.handles = v8scope_v8_handles(v8);
	for (uint32_t i = first_incomplete(scopes); i < scopes->count; i++) {
		struct v8scope_scope *scope = &scopes->scopes[i];

		scope->base = base_of(&now, scope, i > 0 ? scope[-1].base : 0);
		scope->reported = 0;
		scope->created = 0;
		scope->stack_id = stack_of(thread, &now, scope);
		scope->id = v8scope_scope_stack_next_id(scopes);
	}
	errno = saved_errno;
}

void v8scope_quiet_scopes_date(struct v8scope_thread *thread)
{
	struct v8scope_scope_stack *scopes = &thread->scopes;
	uint64_t now = 0;

	for (uint32_t i = scopes->count; i > 0 && scopes->scopes[i - 1].opened_at == 0; i--) {
		now = now != 0 ? now : v8scope_clock_coarse();
		scopes->scopes[i - 1].opened_at = now;
	}
}
