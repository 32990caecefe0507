/* SPDX-License-Identifier: MIT */
#include "census.h"

#include "clock.h"
#include "env.h"
#include "globals.h"
#include "handle_blocks.h"
#include "object_types.h"
#include "sample.h"
#include "session.h"
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
	lttng_ust_do_tracepoint(
		v8, stack, (uintptr_t)isolate->v8, stack->id, stack->ips, stack->count);
}

static void emit_scope(
	struct v8scope_thread *thread, uint64_t census_id, uint32_t index, uint32_t handles)
{
	const struct v8scope_scope *scope = &thread->scopes.scopes[index];
	const struct v8scope_isolate *isolate = thread->isolate;
	struct v8scope_stack *stack = v8scope_stack_by_id(scope->stack_id);
	uintptr_t frame_ips[V8SCOPE_STACK_DEPTH_MAX];
	struct v8scope_census_scope event = {
		.isolate = (uintptr_t)isolate->v8,
		.census_id = census_id,
		.scope_id = scope->id,
		.source = V8SCOPE_SCOPE_SOURCE_HOOK,
		.kind = scope->kind,
		.depth = index,
		.opened_at = scope->opened_at,
		.handles = handles,
		.checkpoints = (uint32_t)((uint32_t)isolate->checkpoints - scope->checkpoint),
		.ip = scope->ip,
		.stack_id = scope->stack_id,
		.frame_ips = frame_ips,
	};

	v8scope_census_emit_stack(isolate, stack);
	if (stack != NULL) {
		event.frame_count =
			v8scope_stack_read_frames(stack, &thread->stack, scope->cfa, frame_ips);
	}
	lttng_ust_tracepoint(v8, census_scope, &event);
}

/*
 * Types are sampled of scopes that could matter, and of a few a census only: the
 * time of a census is bounded whatever the program does.
 */
enum { SAMPLED_HANDLES_MIN = 256, SAMPLED_SCOPES_MAX = 4 };

struct type_sampling {
	struct v8scope_handle_blocks blocks;
	bool possible;
	uint32_t scopes; /* sampled so far */
};

static struct type_sampling begin_sampling(const struct v8scope_isolate *isolate)
{
	struct type_sampling sampling = {0};

	sampling.possible = v8scope_object_types_known() &&
			    lttng_ust_tracepoint_enabled(v8, census_type) &&
			    v8scope_handle_blocks_find(&sampling.blocks, isolate->v8);
	return sampling;
}

/* What the `handles` of a scope that begins at handle number `base` refer to. */
static void emit_types(struct type_sampling *sampling, const struct v8scope_thread *thread,
	uint64_t census_id, const struct v8scope_scope *scope, uint32_t handles)
{
	struct v8scope_sample sample;

	if (!sampling->possible || handles < SAMPLED_HANDLES_MIN ||
		sampling->scopes == SAMPLED_SCOPES_MAX ||
		!v8scope_sample_take(&sample, &sampling->blocks, scope->base, handles)) {
		return;
	}
	sampling->scopes++;
	for (size_t i = 0; i < sample.count; i++) {
		const struct v8scope_sample_type *type = &sample.types[i];
		const struct v8scope_census_type event = {
			.isolate = (uintptr_t)thread->isolate->v8,
			.census_id = census_id,
			.scope_id = scope->id,
			.type = type->name,
			.slots = type->slots,
			.objects = type->objects,
			.shallow_bytes = type->shallow_bytes,
		};

		if (type->slots > 0) {
			lttng_ust_tracepoint(v8, census_type, &event);
		}
	}
}

struct global_visit {
	const struct v8scope_isolate *isolate;
	uint64_t census_id;
};

static void emit_global(const struct v8scope_global_site *site, void *data)
{
	const struct global_visit *visit = data;
	struct v8scope_census_global event = {
		.isolate = (uintptr_t)visit->isolate->v8,
		.census_id = visit->census_id,
		.kind = site->kind,
		.ip = site->ip,
		.stack_id = site->stack_id,
		.live = site->live,
		.weak = site->weak,
		.created = site->created,
	};

	v8scope_census_emit_stack(visit->isolate, v8scope_stack_by_id(site->stack_id));
	lttng_ust_tracepoint(v8, census_global, &event);
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

void v8scope_census_take(struct v8scope_thread *thread, enum v8scope_cause cause)
{
	struct v8scope_isolate *isolate = thread->isolate;
	struct global_visit visit = {.isolate = isolate};
	struct type_sampling sampling;
	uint32_t now = v8scope_v8_handles(isolate->v8);
	struct v8scope_census_end end = {
		.isolate = (uintptr_t)isolate->v8,
		.cause = cause,
		.level = v8scope_isolate_level(isolate),
		.handles = now,
		.unaccounted = now,
		.checkpoints = isolate->checkpoints,
	};

	if (!v8scope_session_is_active()) {
		return;
	}
	sampling = begin_sampling(isolate);
	end.census_id = __atomic_add_fetch(&last_census_id, 1, __ATOMIC_RELAXED);
	end.scopes = count_live(thread, end.level);
	for (uint32_t i = 0; i < end.scopes; i++) {
		uint32_t handles = v8scope_scope_stack_handles(&thread->scopes, i, end.scopes, now);

		emit_scope(thread, end.census_id, i, handles);
		emit_types(&sampling, thread, end.census_id, &thread->scopes.scopes[i], handles);
		end.unaccounted -= handles < end.unaccounted ? handles : end.unaccounted;
	}
	visit.census_id = end.census_id;
	v8scope_globals_for_each_site(isolate->serial, emit_global, &visit);
	isolate->last_census_at = v8scope_clock_coarse();
	lttng_ust_tracepoint(v8, census_end, &end);
}
