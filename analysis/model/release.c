/* SPDX-License-Identifier: MIT */
/*
 * What a scope held alone can be measured when it closes: the runtime asks for a
 * collection right before and right after, and what goes in between is what would
 * not have piled up without the scope. Objects that something else holds as well
 * stay, as they would have without the scope.
 */
#include "attribution.h"

#include <math.h>
#include <string.h>

/* A context has more; what V8 flushes and compiles between collections is less. */
#define CONTEXT_BYTES (16 * 1024)

/* The scope's handles must be nearly all that went in between. */
#define ALONE_PART 0.99

/* The scope with most handles that `before` shows and `after` does not; NULL: none. */
static const struct v8scope_model_scope_sample *find_closed(
	const struct v8scope_model_census *before, const struct v8scope_model_census *after)
{
	const struct v8scope_model_scope_sample *largest = NULL;

	for (guint i = 0; i < before->scopes->len; i++) {
		const struct v8scope_model_scope_sample *sample =
			&g_array_index(before->scopes, struct v8scope_model_scope_sample, i);

		if ((!largest || sample->handles > largest->handles) &&
			!v8scope_model_census_find_scope(after, sample->scope_id)) {
			largest = sample;
		}
	}
	return largest;
}

static struct v8scope_candidate *find_candidate(
	const struct v8scope_attribution *attribution, uint64_t scope_id)
{
	for (guint i = 0; i < attribution->candidates->len; i++) {
		struct v8scope_candidate *candidate = v8scope_attribution_candidate(attribution, i);

		if (candidate->scope && candidate->scope->scope_id == scope_id) {
			return candidate;
		}
	}
	return NULL;
}

static double count_globals(const struct v8scope_model_census *census)
{
	double live = 0;

	for (guint i = 0; i < census->globals->len; i++) {
		live += (double)g_array_index(
			census->globals, struct v8scope_model_global_sample, i)
				.live;
	}
	return live;
}

/* Did nothing but this scope change between the two collections? */
static bool went_alone(const struct v8scope_model_scope_sample *closed,
	const struct v8scope_model_epoch *before, const struct v8scope_model_epoch *after)
{
	double handles = (double)closed->handles;
	double gone = (double)before->handles - (double)after->handles;
	double globals = count_globals(before->census) - count_globals(after->census);

	return closed->handles >= V8SCOPE_MODEL_INSIGNIFICANT_HANDLES &&
	       gone * ALONE_PART <= handles && gone >= handles * ALONE_PART &&
	       fabs(globals) <= handles * (1 - ALONE_PART);
}

/* The handles of one turn of a loop are many, a context's among them is not. */
static bool has_handle_to_context(const struct v8scope_model_scope *scope)
{
	for (guint i = 0; scope->types && i < scope->types->len; i++) {
		const struct v8scope_type_share *type = g_ptr_array_index(scope->types, i);

		if (strstr(type->type, "Context") || g_str_has_prefix(type->type, "JSGlobal")) {
			return true;
		}
	}
	return false;
}

/*
 * Was the isolate in a context before the scope opened, and is as much left as there was then?
 * That context is still there, and it is the one that the scope has a handle to.
 */
static bool is_left_as_before(const struct v8scope_attribution *attribution,
	const struct v8scope_candidate *candidate, const struct v8scope_model_epoch *after)
{
	const GArray *epochs = attribution->isolate->epochs;

	for (guint i = 0; i < epochs->len; i++) {
		const struct v8scope_model_epoch *epoch =
			&g_array_index(epochs, struct v8scope_model_epoch, i);

		if (!epoch->census) {
			continue;
		}
		if (epoch->ts_ns >= candidate->scope->first_seen_ns) {
			return false;
		}
		if (epoch->census->in_context == V8SCOPE_KNOWN_YES &&
			epoch->used <= after->used + CONTEXT_BYTES) {
			return true;
		}
	}
	return false;
}

/*
 * Is less left than there was at the baseline, what the scope's handles held then left
 * out? Or is a context among what it held, and none that the isolate still is in?
 */
static bool released_context(const struct v8scope_attribution *attribution,
	const struct v8scope_candidate *candidate, const struct v8scope_model_epoch *after)
{
	double held = (double)candidate->released.value / (double)candidate->released_handles *
		      candidate->handles[0];

	return (has_handle_to_context(candidate->scope) &&
		       after->census->in_context != V8SCOPE_KNOWN_YES &&
		       !is_left_as_before(attribution, candidate, after)) ||
	       (candidate->handles[0] > 0 &&
		       (double)after->used + held + CONTEXT_BYTES < attribution->used[0]);
}

/* Its other scopes may be larger, and only those be known of later. */
static void note_weighed_place(const struct v8scope_attribution *attribution,
	const struct v8scope_model_scope_sample *closed, int64_t bytes)
{
	struct v8scope_weighed_place *place =
		g_hash_table_lookup(attribution->weighed_places, &closed->site);

	if (closed->site && (!place || closed->handles > place->handles)) {
		place = g_new0(struct v8scope_weighed_place, 1);
		place->site = closed->site;
		place->handles = closed->handles;
		place->bytes = bytes;
		g_hash_table_replace(attribution->weighed_places, &place->site, place);
	}
}

static void note_release(const struct v8scope_attribution *attribution,
	const struct v8scope_model_epoch *before, const struct v8scope_model_epoch *after)
{
	const struct v8scope_model_scope_sample *closed =
		find_closed(before->census, after->census);
	struct v8scope_candidate *candidate;

	if (!closed || !went_alone(closed, before, after)) {
		return;
	}
	note_weighed_place(
		attribution, closed, MAX((int64_t)before->used - (int64_t)after->used, 0));
	candidate = find_candidate(attribution, closed->scope_id);
	if (candidate) {
		candidate->released.known = true;
		candidate->released.value = MAX((int64_t)before->used - (int64_t)after->used, 0);
		candidate->released_handles = closed->handles;
		candidate->released_context = released_context(attribution, candidate, after);
	}
}

void v8scope_attribution_find_releases(struct v8scope_attribution *attribution)
{
	const GArray *epochs = attribution->isolate->epochs;

	attribution->weighed_places =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
	for (guint i = 1; attribution->bytes_known && i < epochs->len; i++) {
		const struct v8scope_model_epoch *before =
			&g_array_index(epochs, struct v8scope_model_epoch, i - 1);
		const struct v8scope_model_epoch *after =
			&g_array_index(epochs, struct v8scope_model_epoch, i);

		if (before->cause == V8SCOPE_CAUSE_SCOPE_CLOSE &&
			after->cause == V8SCOPE_CAUSE_RELEASE && before->census && after->census) {
			note_release(attribution, before, after);
		}
	}
}
