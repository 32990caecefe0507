/* SPDX-License-Identifier: MIT */
/* Follows each scope and each creation site through the epochs. */
#include "attribution.h"

#include "describe.h"
#include "series.h"

/* Of all handles gained, a smaller part than this is noise beside the others. */
#define MIN_GAIN_PART 100

static void candidate_destroy(void *data)
{
	struct v8scope_candidate *candidate = data;

	g_free(candidate->handles);
	g_free(candidate);
}

static struct v8scope_candidate *add_candidate(
	struct v8scope_attribution *attribution, enum v8scope_holder_kind kind)
{
	struct v8scope_candidate *candidate = g_new0(struct v8scope_candidate, 1);

	candidate->kind = kind;
	candidate->handles = g_new0(double, attribution->epochs->len);
	g_ptr_array_add(attribution->candidates, candidate);
	return candidate;
}

/* What happens to this part of the isolate's handles happens to the candidate's. */
#define MAJOR_PART 0.9

/*
 * Full collections are few. Where nearly all handles that the isolate gained are
 * the candidate's, its minor collections tell how they came, too.
 */
static bool stopped_rising(
	const struct v8scope_attribution *attribution, const struct v8scope_candidate *candidate)
{
	guint count = attribution->epochs->len;
	const struct v8scope_model_epoch *first = v8scope_attribution_epoch(attribution, 0);
	const struct v8scope_model_epoch *last = v8scope_attribution_epoch(attribution, count - 1);

	return candidate->scope && attribution->bytes_known &&
	       (double)candidate->gain >=
		       MAJOR_PART * ((double)last->handles - (double)first->handles) &&
	       v8scope_model_totals_is_plateau(attribution->isolate->totals,
		       V8SCOPE_MODEL_TOTAL_HANDLES, &first->total, &last->total);
}

/* What the figures of all epochs say together. */
static void set_shape(
	const struct v8scope_attribution *attribution, struct v8scope_candidate *candidate)
{
	guint count = attribution->epochs->len;

	candidate->gain = (int64_t)(candidate->handles[count - 1] - candidate->handles[0]);
	candidate->bounded =
		v8scope_series_fell_back(candidate->handles, count) ||
		v8scope_series_is_plateau(candidate->handles, attribution->positions, count) ||
		stopped_rising(attribution, candidate);
}

/*
 * Do the samples tell both ends? The first may be of `first_handles` only, too few to
 * matter.
 */
static bool are_comparable(const struct v8scope_model_sample *first, uint64_t first_handles,
	const struct v8scope_model_sample *last)
{
	return last->slots > 0 &&
	       (first->slots > 0 || first_handles < V8SCOPE_MODEL_INSIGNIFICANT_HANDLES);
}

/* A sample's figure may shrink by chance: never less than 0. */
static struct v8scope_optional sampled_gain(bool known, uint64_t before, uint64_t after)
{
	return (struct v8scope_optional){
		.known = known,
		.value = known && after > before ? (int64_t)(after - before) : 0,
	};
}

static void set_sampled_gains(struct v8scope_candidate *candidate,
	const struct v8scope_model_sample *first, uint64_t first_handles,
	const struct v8scope_model_sample *last)
{
	bool known = are_comparable(first, first_handles, last);

	candidate->objects_gain = sampled_gain(known, first->objects, last->objects);
	candidate->own_gain = sampled_gain(known, first->own_bytes, last->own_bytes);
}

static const struct v8scope_model_sample no_sample;

static uint64_t scope_held(
	const struct v8scope_attribution *attribution, const struct v8scope_model_scope *scope)
{
	const struct v8scope_model_scope_sample *sample =
		v8scope_model_census_find_scope(attribution->assessed, scope->scope_id);

	return sample && scope != attribution->closing ? sample->handles : scope->last_handles;
}

static void add_scope(
	struct v8scope_attribution *attribution, const struct v8scope_model_scope *scope)
{
	guint count = attribution->epochs->len;
	struct v8scope_candidate *candidate =
		add_candidate(attribution, V8SCOPE_HOLDER_KIND_HANDLE_SCOPE);
	const struct v8scope_model_scope_sample *first = NULL;
	const struct v8scope_model_scope_sample *sample = NULL;

	candidate->scope = scope;
	candidate->long_lived = v8scope_scope_is_long_lived(attribution->isolate, scope,
		v8scope_attribution_from_ns(
			attribution, v8scope_attribution_epoch(attribution, 0)));
	candidate->recurring = v8scope_scope_recurs(attribution->isolate, scope);
	candidate->held = scope_held(attribution, scope);
	for (guint i = 0; i < count; i++) {
		sample = v8scope_model_census_find_scope(
			v8scope_attribution_epoch(attribution, i)->census, scope->scope_id);
		candidate->handles[i] = sample ? (double)sample->handles : 0;
		/*
		 * A scope gives up no handle while it is open. If it seems to, the census took
		 * remains on the stack for a scope within it.
		 */
		if (sample && i > 0 && !scope->found_on_stack) {
			candidate->handles[i] =
				MAX(candidate->handles[i], candidate->handles[i - 1]);
		}
		first = i == 0 ? sample : first;
	}
	candidate->shown = sample != NULL;
	if (sample && sample->checkpoints > (first ? first->checkpoints : 0)) {
		candidate->checkpoints_gained =
			sample->checkpoints - (first ? first->checkpoints : 0);
	}
	set_sampled_gains(candidate, first ? &first->sample : &no_sample,
		first ? first->handles : 0, sample ? &sample->sample : &no_sample);
	if (!sample && !attribution->bytes_known && candidate->long_lived) {
		/* Closed between the only two moments: what it held in the end counts. */
		candidate->handles[count - 1] = (double)scope->last_handles;
	}
	set_shape(attribution, candidate);
}

/* The scopes of a place that closes none, as one holder: the first stands for all. */
static void add_unclosed(struct v8scope_attribution *attribution, const GPtrArray *pile)
{
	struct v8scope_candidate *candidate =
		add_candidate(attribution, V8SCOPE_HOLDER_KIND_HANDLE_SCOPE);

	candidate->scope = g_ptr_array_index(pile, 0);
	candidate->unclosed = pile->len;
	candidate->long_lived = v8scope_scope_is_long_lived(attribution->isolate, candidate->scope,
		v8scope_attribution_from_ns(
			attribution, v8scope_attribution_epoch(attribution, 0)));
	candidate->held = (uint64_t)v8scope_unclosed_handles(pile, attribution->assessed);
	for (guint i = 0; i < attribution->epochs->len; i++) {
		candidate->handles[i] = v8scope_unclosed_handles(
			pile, v8scope_attribution_epoch(attribution, i)->census);
	}
	candidate->shown = true;
	set_shape(attribution, candidate);
}

static void add_global(
	struct v8scope_attribution *attribution, const struct v8scope_model_global *global)
{
	struct v8scope_candidate *candidate =
		add_candidate(attribution, v8scope_describe_global_kind(global->kind));

	const struct v8scope_model_global_sample *first = v8scope_model_census_find_global(
		v8scope_attribution_epoch(attribution, 0)->census, global->index);
	const struct v8scope_model_global_sample *last = v8scope_model_census_find_global(
		v8scope_attribution_epoch(attribution, attribution->epochs->len - 1)->census,
		global->index);

	candidate->global = global;
	candidate->long_lived = true;
	set_sampled_gains(candidate, first ? &first->sample : &no_sample, first ? first->live : 0,
		last ? &last->sample : &no_sample);
	candidate->held = v8scope_model_census_global_live(attribution->assessed, global->index);
	for (guint i = 0; i < attribution->epochs->len; i++) {
		candidate->handles[i] = (double)v8scope_model_census_global_live(
			v8scope_attribution_epoch(attribution, i)->census, global->index);
	}
	candidate->shown = candidate->held > 0;
	set_shape(attribution, candidate);
}

/* Handles in no known scope take part like a scope's, and explain nothing. */
static void add_unaccounted(struct v8scope_attribution *attribution)
{
	struct v8scope_candidate *candidate =
		add_candidate(attribution, V8SCOPE_HOLDER_KIND_UNEXPLAINED);

	candidate->held = attribution->assessed->unaccounted;
	for (guint i = 0; i < attribution->epochs->len; i++) {
		candidate->handles[i] =
			(double)v8scope_attribution_epoch(attribution, i)->census->unaccounted;
	}
	set_shape(attribution, candidate);
}

/* Has it gained enough, by itself and beside the others, to have a part in the growth? */
static void mark_growing(struct v8scope_attribution *attribution)
{
	int64_t total = 0;

	for (guint i = 0; i < attribution->candidates->len; i++) {
		total += MAX(v8scope_attribution_candidate(attribution, i)->gain, 0);
	}
	for (guint i = 0; i < attribution->candidates->len; i++) {
		struct v8scope_candidate *candidate = v8scope_attribution_candidate(attribution, i);
		int64_t gain = candidate->gain;

		candidate->growing = gain >= V8SCOPE_MODEL_PILE_HANDLES ||
				     (gain >= V8SCOPE_MODEL_INSIGNIFICANT_HANDLES &&
					     gain * MIN_GAIN_PART >= total);
	}
}

/* What one global handle takes of V8's storage. */
#define GLOBAL_BYTES 32

/* Less of them in V8's storage than this part, and they are handles of another kind. */
#define STORED_PART 0.5

/*
 * As for scopes, with all places together: V8's storage of globals tells at each
 * collection how many there are, and not whose.
 */
static void follow_globals(struct v8scope_attribution *attribution)
{
	guint count = attribution->epochs->len;
	const struct v8scope_model_total *first = &v8scope_attribution_epoch(attribution, 0)->total;
	const struct v8scope_model_total *last =
		&v8scope_attribution_epoch(attribution, count - 1)->total;
	double stored = (double)last->globals_bytes - (double)first->globals_bytes;
	double gained = 0;

	for (guint i = 0; i < attribution->candidates->len; i++) {
		const struct v8scope_candidate *candidate =
			v8scope_attribution_candidate(attribution, i);

		gained += candidate->global ? (double)candidate->gain * GLOBAL_BYTES : 0;
	}
	if (!attribution->bytes_known || gained < MAJOR_PART * stored ||
		stored < STORED_PART * gained) {
		return;
	}
	attribution->globals_followed =
		v8scope_model_totals_has_middle(attribution->isolate->totals, first, last);
	if (!v8scope_model_totals_is_plateau(
		    attribution->isolate->totals, V8SCOPE_MODEL_TOTAL_GLOBALS, first, last)) {
		return;
	}
	for (guint i = 0; i < attribution->candidates->len; i++) {
		struct v8scope_candidate *candidate = v8scope_attribution_candidate(attribution, i);

		candidate->bounded = candidate->bounded || candidate->global;
	}
}

static int compare_scopes(const void *a, const void *b)
{
	const struct v8scope_model_scope *left = *(const struct v8scope_model_scope *const *)a;
	const struct v8scope_model_scope *right = *(const struct v8scope_model_scope *const *)b;

	return (left->scope_id > right->scope_id) - (left->scope_id < right->scope_id);
}

/* In the order of their ids, so that equal traces give equal reports. */
static void add_scopes(struct v8scope_attribution *attribution)
{
	GPtrArray *scopes = g_ptr_array_new();
	GHashTable *piles;
	GHashTableIter iter;
	void *value;

	g_hash_table_iter_init(&iter, attribution->isolate->scopes);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		g_ptr_array_add(scopes, value);
	}
	g_ptr_array_sort(scopes, compare_scopes);
	piles = v8scope_unclosed_find(attribution, scopes);
	for (guint i = 0; i < scopes->len; i++) {
		const struct v8scope_model_scope *scope = g_ptr_array_index(scopes, i);
		const GPtrArray *pile = v8scope_unclosed_pile_of(piles, attribution, scope);

		if (pile && g_ptr_array_index(pile, 0) == scope) {
			add_unclosed(attribution, pile);
		} else if (!pile && scope->kind != V8SCOPE_SCOPE_KIND_SEAL) {
			add_scope(attribution, scope);
		}
	}
	g_hash_table_destroy(piles);
	g_ptr_array_unref(scopes);
}

void v8scope_attribution_find_candidates(struct v8scope_attribution *attribution)
{
	const GPtrArray *globals = attribution->isolate->globals;

	attribution->candidates = g_ptr_array_new_with_free_func(candidate_destroy);
	if (attribution->epochs->len == 0) {
		return;
	}
	add_scopes(attribution);
	for (guint i = 0; i < globals->len; i++) {
		add_global(attribution, g_ptr_array_index(globals, i));
	}
	add_unaccounted(attribution);
	follow_globals(attribution);
	mark_growing(attribution);
}
