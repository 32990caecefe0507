/* SPDX-License-Identifier: MIT */
#include "census_types.h"

#include "object_types.h"
#include "sample.h"
#include "session.h"

/*
 * Types are sampled of scopes that could matter, and of a few a census only: the
 * time of a census is bounded whatever the program does. After minor collections, which come
 * often, only when a scope's handles have become twice as many, or half: so it is a few
 * nanoseconds a handle for all of them together.
 */
enum { SAMPLED_HANDLES_MIN = 256, SAMPLED_SCOPES_MAX = 4 };

struct v8scope_census_types v8scope_census_types_begin(const struct v8scope_isolate *isolate)
{
	struct v8scope_census_types sampling = {0};

	sampling.have_blocks = v8scope_handle_blocks_find(&sampling.blocks, isolate->v8);
	sampling.possible = sampling.have_blocks && v8scope_object_types_known() &&
			    lttng_ust_tracepoint_enabled(v8, census_type);
	sampling.sparing = isolate->in_gc && !isolate->gc_is_full;
	return sampling;
}

static struct v8scope_sampled_scope *sampled_before(
	struct v8scope_thread *thread, uint64_t scope_id)
{
	for (uint32_t i = 0; i < V8SCOPE_SAMPLED_SCOPES; i++) {
		struct v8scope_sampled_scope *sampled = &thread->sampled[i];

		if (sampled->scope_id == scope_id &&
			sampled->session == v8scope_session_current()) {
			return sampled;
		}
	}
	return NULL;
}

/* Whether it has as many handles as when its types were told, within a factor of two. */
static bool is_told_of(struct v8scope_thread *thread, const struct v8scope_counted_scope *scope)
{
	const struct v8scope_sampled_scope *sampled = sampled_before(thread, scope->scope_id);

	return sampled != NULL && scope->handles < 2 * sampled->handles &&
	       2 * scope->handles > sampled->handles;
}

static void remember_told(struct v8scope_thread *thread, const struct v8scope_counted_scope *scope)
{
	struct v8scope_sampled_scope *sampled = sampled_before(thread, scope->scope_id);

	if (sampled == NULL) {
		sampled = &thread->sampled[thread->next_sampled++ % V8SCOPE_SAMPLED_SCOPES];
	}
	*sampled = (struct v8scope_sampled_scope){
		.scope_id = scope->scope_id,
		.handles = scope->handles,
		.session = v8scope_session_current(),
	};
}

uint32_t v8scope_census_types_emit(struct v8scope_census_types *sampling,
	struct v8scope_thread *thread, uint64_t census_id,
	const struct v8scope_counted_scope *scope)
{
	struct v8scope_sample sample;
	uint32_t events = 0;

	if (!sampling->possible || scope->handles < SAMPLED_HANDLES_MIN ||
		sampling->scopes == SAMPLED_SCOPES_MAX ||
		(sampling->sparing && is_told_of(thread, scope)) ||
		!v8scope_sample_take(&sample, &sampling->blocks, scope->first, scope->handles)) {
		return 0;
	}
	sampling->scopes++;
	remember_told(thread, scope);
	for (size_t i = 0; i < sample.count; i++) {
		const struct v8scope_census_type event = {
			.isolate = (uintptr_t)thread->isolate->v8,
			.census_id = census_id,
			.scope_id = scope->scope_id,
			.sampled = sample.types[i],
		};

		if (event.sampled.slots > 0) {
			lttng_ust_tracepoint(v8, census_type, &event);
			events++;
		}
	}
	return events;
}
