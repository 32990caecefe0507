/* SPDX-License-Identifier: MIT */
/* What the trace tells of a nested scope's price, and of what outlives an iteration. */
#include "attribution.h"

static struct v8scope_optional known(uint64_t value)
{
	return (struct v8scope_optional){
		.known = true, .value = (int64_t)MIN(value, (uint64_t)INT64_MAX)};
}

/* From the first moment that is compared to the last. */
static struct v8scope_optional globals_created(const struct v8scope_attribution *attribution)
{
	const struct v8scope_model_census *first, *last;

	if (attribution->epochs->len < 2) {
		return (struct v8scope_optional){0};
	}
	first = v8scope_attribution_epoch(attribution, 0)->census;
	last = v8scope_attribution_epoch(attribution, attribution->epochs->len - 1)->census;
	return known(last->globals_created > first->globals_created
			     ? last->globals_created - first->globals_created
			     : 0);
}

/* A scope of Node-API's costs an allocation more than the one that was measured. */
static bool is_napi(const struct v8scope_model_scope *scope)
{
	return scope->kind == V8SCOPE_SCOPE_KIND_NAPI ||
	       scope->kind == V8SCOPE_SCOPE_KIND_NAPI_ESCAPABLE;
}

static void set_scope(struct v8scope_fix_facts *fix, const struct v8scope_attribution *attribution,
	const struct v8scope_candidate *candidate)
{
	const struct v8scope_model_isolate *isolate = attribution->isolate;
	uint64_t scope_id = candidate->scope->scope_id;
	const struct v8scope_model_promise_count *promises =
		g_hash_table_lookup(isolate->promise_counts, &scope_id);
	const uint64_t *escaped = g_hash_table_lookup(isolate->escaped, &scope_id);

	if (candidate->checkpoints_gained > 0) {
		fix->checkpoints = known(candidate->checkpoints_gained);
	}
	if (!is_napi(candidate->scope)) {
		fix->scope_cost_ps = isolate->scope_cost_ps;
	}
	fix->globals_created = globals_created(attribution);
	if (isolate->scopes_seen) {
		fix->escaped = known(escaped ? *escaped : 0);
	}
	/* What is pending to the end has seen the last checkpoint end. */
	if (isolate->promises_seen && isolate->checkpoint_ends > 0) {
		fix->promises_outlasting = known(
			promises ? promises->outlasting + promises->created - promises->settled
				 : 0);
	}
}

static void set_global(struct v8scope_fix_facts *fix, const struct v8scope_attribution *attribution,
	const struct v8scope_model_global *global)
{
	const struct v8scope_model_global_sample *sample =
		v8scope_model_census_find_global(attribution->assessed, global->index);

	if (sample) {
		fix->created = known(sample->created);
		fix->weak = known(sample->weak);
		fix->most_weak = known(global->most_weak);
	}
}

void v8scope_candidate_set_fix(struct v8scope_holder *holder,
	const struct v8scope_attribution *attribution, const struct v8scope_candidate *candidate)
{
	if (candidate->gain < V8SCOPE_MODEL_INSIGNIFICANT_HANDLES) {
		return;
	}
	if (candidate->scope && !candidate->unclosed) {
		set_scope(&holder->fix, attribution, candidate);
	} else if (candidate->global) {
		set_global(&holder->fix, attribution, candidate->global);
	}
}
