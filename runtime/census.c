/* SPDX-License-Identifier: MIT */
#include "census.h"

#include <unwind.h>

#include "census_types.h"
#include "clock.h"
#include "env.h"
#include "global_types.h"
#include "globals.h"
#include "js_functions.h"
#include "js_stacks.h"
#include "quiet_scopes.h"
#include "sensors.h"
#include "scope_list.h"
#include "session.h"
#include "stack_census.h"
#include "v8_api.h"

static uint64_t last_census_id;

bool v8scope_census_is_due(const struct v8scope_isolate *isolate)
{
	return v8scope_clock_coarse() - isolate->last_census_at >=
	       (uint64_t)v8scope_env.census_interval_ms * 1000000u;
}

void v8scope_census_emit_stack(const struct v8scope_isolate *isolate, struct v8scope_stack *stack)
{
	uint32_t session = v8scope_session_current();

	if (stack == NULL || !lttng_ust_tracepoint_enabled(v8, stack) ||
		__atomic_exchange_n(&stack->emitted_in, session, __ATOMIC_RELAXED) == session) {
		return;
	}
	lttng_ust_do_tracepoint(v8, stack, (uintptr_t)isolate->v8, stack->id, stack->ips,
		stack->count, __atomic_load_n(&stack->unloaded_at, __ATOMIC_RELAXED));
}

/* The frames below a census, for all that look at them. */
struct stack_walk {
	struct v8scope_stack_census census;
	struct v8scope_js_walk js;
};

/*
 * The JavaScript that called the function whose frame `cfa` is of, and which `ip` is
 * in. That of a Node-API scope may have returned: then some other function is there.
 */
static uint64_t js_stack_below(struct stack_walk *walk, uintptr_t ip, uintptr_t cfa)
{
	int32_t frame = v8scope_frames_find(walk->census.frames, walk->census.frame_count, cfa);

	if (frame < 0 || !v8scope_frames_are_of_same_function(walk->census.frames[frame].ip, ip)) {
		return 0;
	}
	return v8scope_js_walk_stack(&walk->js, (uint32_t)frame);
}

static void emit_scope(struct v8scope_thread *thread, struct stack_walk *walk,
	struct v8scope_census_scope *event, uint64_t stack_id, uintptr_t cfa)
{
	const struct v8scope_isolate *isolate = thread->isolate;
	struct v8scope_stack *stack = v8scope_stack_by_id(stack_id);
	uintptr_t frame_ips[V8SCOPE_STACK_DEPTH_MAX];

	event->isolate = (uintptr_t)isolate->v8;
	event->stack_id = stack_id;
	event->frame_ips = frame_ips;
	v8scope_census_emit_stack(isolate, stack);
	/* Another thread's stack is not looked at. */
	if (!thread->parked) {
		event->javascript_stack_id = js_stack_below(walk, event->ip, cfa);
		v8scope_js_stack_emit(event->isolate, event->javascript_stack_id);
	}
	if (!thread->parked && stack != NULL) {
		event->frame_count =
			v8scope_stack_read_frames(stack, &thread->stack, cfa, frame_ips);
	}
	lttng_ust_tracepoint(v8, census_scope, event);
	event->frame_ips = NULL;
	event->frame_count = 0;
}

static uint64_t emit_hooked(struct v8scope_thread *thread, struct stack_walk *walk,
	const struct v8scope_scope *scope, bool is_found, struct v8scope_census_scope *event)
{
	event->scope_id = scope->id;
	event->source = is_found ? V8SCOPE_SCOPE_SOURCE_BOTH : V8SCOPE_SCOPE_SOURCE_HOOK;
	event->kind = scope->kind;
	event->opened_at = scope->opened_at;
	event->checkpoints = (uint32_t)((uint32_t)thread->isolate->checkpoints - scope->checkpoint);
	event->ip = scope->ip;
	emit_scope(thread, walk, event, scope->stack_id, scope->cfa);
	return scope->id;
}

/* The owner's frame and those outside of it, JavaScript's left out. */
static struct v8scope_stack *intern_stack(struct v8scope_thread *thread,
	const struct v8scope_stack_census *census, const struct v8scope_found *found)
{
	uintptr_t ips[V8SCOPE_STACK_DEPTH_MAX];
	uintptr_t slots[V8SCOPE_STACK_DEPTH_MAX];
	uint32_t count = 0;

	for (uint32_t i = (uint32_t)found->frame;
		i < census->frame_count && count < V8SCOPE_STACK_DEPTH_MAX; i++) {
		if (census->frames[i].is_native) {
			ips[count] = census->frames[i].ip;
			slots[count] = census->frames[i].slot;
			count++;
		}
	}
	return v8scope_stack_intern(
		&thread->stack, census->frames[found->frame].cfa, ips, slots, count);
}

/* Scopes that V8 opens for a moment are not worth a stack each. */
enum { STACK_HANDLES_MIN = 64 };

static uint64_t emit_found(struct v8scope_thread *thread, struct stack_walk *walk,
	const struct v8scope_found *found, struct v8scope_census_scope *event)
{
	const struct v8scope_isolate *isolate = thread->isolate;
	const struct v8scope_stack_census *census = &walk->census;
	const struct v8scope_frame *frame =
		found->frame >= 0 ? &census->frames[found->frame] : NULL;
	struct v8scope_identity now = {
		.address = found->address,
		.ip = frame != NULL ? frame->ip : 0,
		.first = found->first,
		.handles = (uint32_t)event->handles,
		.checkpoint = (uint32_t)isolate->checkpoints,
	};
	struct v8scope_identity *identity;
	bool is_new;

	if (frame != NULL) {
		now.function = (uintptr_t)_Unwind_FindEnclosingFunction((void *)(frame->ip - 1));
	}
	identity = v8scope_identities_get(&thread->identities, &now);
	if (identity == NULL) {
		identity = &now;
	}
	is_new = identity->scope_id == 0;
	if (is_new) {
		identity->scope_id = v8scope_scope_stack_next_id(&thread->scopes);
	}
	if (identity->stack_id == 0 && frame != NULL &&
		(!is_new || event->handles >= STACK_HANDLES_MIN)) {
		const struct v8scope_stack *stack = intern_stack(thread, census, found);

		identity->stack_id = stack != NULL ? (uint32_t)stack->id : 0;
	}
	event->scope_id = identity->scope_id;
	event->source = V8SCOPE_SCOPE_SOURCE_STACK;
	event->kind = V8SCOPE_SCOPE_KIND_HANDLE;
	event->checkpoints = (uint32_t)((uint32_t)isolate->checkpoints - identity->checkpoint);
	event->ip = identity->ip;
	emit_scope(thread, walk, event, identity->stack_id, frame != NULL ? frame->cfa : 0);
	return identity->scope_id;
}

struct global_visit {
	const struct v8scope_isolate *isolate;
	uint64_t census_id;
	uint32_t events;
	struct v8scope_global_sites largest;
};

static void emit_global(const struct v8scope_global_site *site, void *data)
{
	struct global_visit *visit = data;
	struct v8scope_census_global event = {
		.isolate = (uintptr_t)visit->isolate->v8,
		.census_id = visit->census_id,
		.kind = site->kind,
		.ip = site->ip,
		.stack_id = v8scope_global_site_stack(site),
		.live = site->live,
		.weak = site->weak,
		.created = site->created,
		.javascript_stack_id = __atomic_load_n(&site->js_stack_id, __ATOMIC_RELAXED),
	};

	v8scope_census_emit_stack(visit->isolate, v8scope_stack_by_id(event.stack_id));
	v8scope_js_stack_emit(event.isolate, event.javascript_stack_id);
	lttng_ust_tracepoint(v8, census_global, &event);
	visit->events++;
	v8scope_global_sites_note(&visit->largest, site);
}

/*
 * How many scopes of the shadow stack exist. A longjmp can have skipped the
 * destructors of the last ones: V8's level is below theirs, or their frames have
 * ended. They are left out; the next hook removes them.
 */
static uint32_t count_live(const struct v8scope_thread *thread, int level)
{
	uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
	uint32_t live = thread->scopes.count;

	while (live > 0) {
		const struct v8scope_scope *scope = &thread->scopes.scopes[live - 1];

		if ((level < 0 || scope->level <= level) &&
			!v8scope_thread_stack_is_dead(&thread->stack, scope->address, frame)) {
			break;
		}
		live--;
	}
	return live;
}

/* V8 makes scopes of its own without calling a function that could be hooked. */
static bool is_in_v8(const struct v8scope_frame *frame)
{
	return v8scope_v8_contains(frame->ip);
}

static void account_for(struct v8scope_census_end *end, uint64_t handles)
{
	end->unaccounted -= handles < end->unaccounted ? handles : end->unaccounted;
	end->scopes++;
}

/* Scopes on threads that have lent the isolate to this one. Their handles are V8's secret. */
static void emit_parked(
	struct v8scope_isolate *isolate, struct stack_walk *walk, struct v8scope_census_end *end)
{
	struct v8scope_thread *thread = v8scope_isolate_next_parked(isolate, NULL);

	for (; thread != NULL; thread = v8scope_isolate_next_parked(isolate, thread)) {
		const struct v8scope_scope_stack *scopes = &thread->scopes;

		for (uint32_t i = 0; i < scopes->count; i++) {
			struct v8scope_census_scope event = {
				.census_id = end->census_id,
				.depth = i,
				.handles = v8scope_scope_stack_handles(
					scopes, i, scopes->count, thread->parked_handles),
			};

			emit_hooked(thread, walk, &scopes->scopes[i], false, &event);
			account_for(end, event.handles);
		}
	}
}

/*
 * Emits the listed scopes; `handles` is how many V8 counts. What they hold is taken off
 * `unaccounted`.
 */
static void emit_scopes(struct v8scope_thread *thread, struct stack_walk *walk,
	struct v8scope_scope_list *list, struct v8scope_census_types *sampling, uint32_t handles,
	struct v8scope_census_end *end, const struct v8scope_census_visitor *visitor)
{
	struct v8scope_listed_scope scope;
	struct v8scope_listed_scope next;
	bool more = v8scope_scope_list_next(list, &scope);
	uint32_t depth = 0;

	while (more) {
		uint32_t limit = handles;
		struct v8scope_counted_scope counted = {.first = scope.first};
		struct v8scope_census_scope event = {.census_id = end->census_id, .depth = depth};

		more = v8scope_scope_list_next(list, &next);
		if (more) {
			limit = next.first;
		}
		/* A scope that was closed behind our back can begin above the total. */
		counted.handles = limit > scope.first ? limit - scope.first : 0;
		if (scope.hooked != NULL) {
			/* The last of them is the innermost. */
			thread->known =
				(struct v8scope_known_scope){.id = scope.hooked->id, .end = limit};
		}
		event.handles = counted.handles;
		counted.scope_id = scope.hooked != NULL
					   ? emit_hooked(thread, walk, scope.hooked,
						     scope.found != NULL, &event)
					   : emit_found(thread, walk, scope.found, &event);
		end->types += v8scope_census_types_emit(sampling, thread, end->census_id, &counted);
		if (visitor != NULL) {
			visitor->visit(&counted, visitor->data);
		}
		account_for(end, counted.handles);
		depth++;
		scope = next;
	}
}

/* Where no scope was looked for on the stack, the frames are still to be walked. */
static void walk_js(struct stack_walk *walk, const struct v8scope_thread *thread, uintptr_t cfa)
{
	struct v8scope_stack_census *census = &walk->census;

	if (census->frame_count == 0 && thread->scopes.count > 0 && v8scope_js_functions_known()) {
		census->frame_count = v8scope_frames_walk(&thread->stack, cfa, census->frames);
	}
	v8scope_js_walk_begin(&walk->js, census->frames, census->frame_count);
}

static enum v8scope_known is_in_context(const struct v8scope_isolate *isolate)
{
	if (v8scope_v8.in_context == NULL) {
		return V8SCOPE_KNOWN_NOT;
	}
	return v8scope_v8.in_context(isolate->v8) ? V8SCOPE_KNOWN_YES : V8SCOPE_KNOWN_NO;
}

void v8scope_census_take(struct v8scope_thread *thread, enum v8scope_cause cause)
{
	v8scope_census_take_visited(thread, cause, NULL);
}

uint64_t v8scope_census_take_visited(struct v8scope_thread *thread, enum v8scope_cause cause,
	const struct v8scope_census_visitor *visitor)
{
	struct v8scope_isolate *isolate = thread->isolate;
	struct global_visit visit = {.isolate = isolate};
	/* All of it, once more: what it overwrites are remains of scopes for the next census. */
	struct stack_walk walk = {.census = {.count = 0}};
	struct v8scope_scope_list list;
	struct v8scope_census_types sampling;
	uint32_t now = v8scope_v8_handles(isolate->v8);
	uint64_t began_at = v8scope_clock_coarse();
	struct v8scope_census_end end = {
		.isolate = (uintptr_t)isolate->v8,
		.cause = cause,
		.handles = v8scope_isolate_handles(isolate),
		.unaccounted = v8scope_isolate_handles(isolate),
		.checkpoints = isolate->checkpoints,
		.in_context = is_in_context(isolate),
	};

	if (!v8scope_session_is_active()) {
		return 0;
	}
	v8scope_isolate_find_scope_data(isolate);
	v8scope_quiet_scopes_complete(thread);
	end.level = v8scope_isolate_level(isolate);
	sampling = v8scope_census_types_begin(isolate);
	isolate->scopes_can_wait |= sampling.have_blocks;
	if (sampling.have_blocks) {
		v8scope_stack_census_take(&walk.census, &thread->stack, (uintptr_t)isolate->v8,
			&sampling.blocks, (uintptr_t)__builtin_dwarf_cfa());
	}
	walk_js(&walk, thread, (uintptr_t)__builtin_dwarf_cfa());
	list.known = thread->known;
	v8scope_scope_list_merge(&list, thread->scopes.scopes, count_live(thread, end.level),
		&walk.census, end.level,
		v8scope_real.handle_scope_construct != NULL ? is_in_v8 : NULL);
	v8scope_identities_begin(&thread->identities);
	end.census_id = __atomic_add_fetch(&last_census_id, 1, __ATOMIC_RELAXED);
	emit_parked(isolate, &walk, &end);
	emit_scopes(thread, &walk, &list, &sampling, now, &end, visitor);
	visit.census_id = end.census_id;
	v8scope_globals_for_each_site(isolate->serial, emit_global, &visit);
	end.globals = visit.events;
	end.types += v8scope_global_types_tell(isolate, end.census_id, &visit.largest);
	isolate->last_census_at = v8scope_clock_coarse();
	/* Large censuses take longer than a short interval: the program has its turn. */
	isolate->interval_began_at += isolate->last_census_at - began_at;
	lttng_ust_tracepoint(v8, census_end, &end);
	v8scope_sensors_tell(thread);
	return end.census_id;
}
