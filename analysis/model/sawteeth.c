/* SPDX-License-Identifier: MIT */
/*
 * Scopes that gathered handles and let them go again moved live bytes in between: that is
 * not the others'. Where one of a place was weighed when it closed, the bytes are known that
 * a handle of that place held.
 */
#include "attribution.h"

/* What released as many bytes as its handles had held. */
static bool is_weighed(const struct v8scope_candidate *candidate)
{
	return candidate->scope && candidate->released.known && candidate->released_handles > 0 &&
	       !v8scope_candidate_refers_to_few(candidate);
}

static void leave_out_itself(
	struct v8scope_attribution *attribution, const struct v8scope_candidate *weighed)
{
	double per_handle = (double)weighed->released.value / (double)weighed->released_handles;

	for (guint i = 0; i < attribution->epochs->len; i++) {
		attribution->apart[i] -= per_handle * (weighed->handles[i] - weighed->handles[0]);
	}
}

/* Scopes that were weighed themselves, or that may have grown: a set of their ids. */
static GHashTable *find_others(const struct v8scope_attribution *attribution)
{
	GHashTable *others = g_hash_table_new(g_int64_hash, g_int64_equal);

	for (guint i = 0; i < attribution->candidates->len; i++) {
		const struct v8scope_candidate *candidate =
			v8scope_attribution_candidate(attribution, i);

		if (candidate->scope && (candidate->growing || is_weighed(candidate))) {
			g_hash_table_add(others, (void *)&candidate->scope->scope_id);
		}
	}
	return others;
}

/* What the scopes of weighed places but the `others` held at an epoch. */
static double held_by_alike(
	const struct v8scope_model_epoch *epoch, GHashTable *places, GHashTable *others)
{
	double bytes = 0;

	for (guint i = 0; i < epoch->census->scopes->len; i++) {
		const struct v8scope_model_scope_sample *sample =
			&g_array_index(epoch->census->scopes, struct v8scope_model_scope_sample, i);
		const struct v8scope_weighed_place *place =
			g_hash_table_lookup(places, &sample->site);

		if (place && !g_hash_table_contains(others, &sample->scope_id)) {
			bytes += (double)place->bytes / (double)place->handles *
				 (double)sample->handles;
		}
	}
	return bytes;
}

/*
 * Not each scope of a place is weighed. One may have held more than its like, on a handle to
 * a large Map for one: what is left out is no more than what there was.
 */
static void leave_out_alike(struct v8scope_attribution *attribution)
{
	GHashTable *others = find_others(attribution);
	double before = 0;

	for (guint i = 0; i < attribution->epochs->len; i++) {
		double bytes = held_by_alike(v8scope_attribution_epoch(attribution, i),
			attribution->weighed_places, others);

		double grown = MAX(attribution->apart[i] - attribution->apart[0], 0);

		before = i == 0 ? bytes : before;
		attribution->apart[i] -= MIN(bytes - before, grown);
	}
	g_hash_table_destroy(others);
}

void v8scope_attribution_leave_out_sawteeth(struct v8scope_attribution *attribution)
{
	attribution->apart =
		g_memdup2(attribution->used, attribution->epochs->len * sizeof(double));
	for (guint i = 0; i < attribution->candidates->len; i++) {
		const struct v8scope_candidate *candidate =
			v8scope_attribution_candidate(attribution, i);

		if (!candidate->growing && is_weighed(candidate)) {
			leave_out_itself(attribution, candidate);
		}
	}
	if (g_hash_table_size(attribution->weighed_places) > 0) {
		leave_out_alike(attribution);
	}
}
