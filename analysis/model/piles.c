/* SPDX-License-Identifier: MIT */
#include "piles.h"

static bool is_piling(const struct v8scope_candidate *candidate)
{
	return candidate->growing && candidate->gain >= V8SCOPE_MODEL_PILE_HANDLES &&
	       (candidate->scope || candidate->global) && candidate->long_lived &&
	       !candidate->recurring && !candidate->bounded && !candidate->dominated;
}

/* What its bytes may be at most ranks a holder whose bytes are not known. */
static int64_t weight(const struct v8scope_candidate *candidate)
{
	return candidate->bytes.known ? candidate->bytes.value : candidate->high.value;
}

static bool is_larger(const struct v8scope_candidate *a, const struct v8scope_candidate *b)
{
	if (!b || weight(a) != weight(b)) {
		return !b || weight(a) > weight(b);
	}
	return a->gain > b->gain;
}

/* A group that could not be divided counts as a whole, once. */
static int64_t bytes_of(const struct v8scope_attribution *attribution,
	const struct v8scope_candidate *candidate, GHashTable *groups)
{
	if (candidate->bytes.known) {
		return candidate->bytes.value;
	}
	if (!attribution->bytes_known ||
		!g_hash_table_add(groups, GUINT_TO_POINTER(candidate->group))) {
		return 0;
	}
	return (int64_t)g_array_index(attribution->group_bytes, double, candidate->group);
}

void v8scope_piles_find(struct v8scope_piles *piles, const struct v8scope_attribution *attribution)
{
	GHashTable *groups = g_hash_table_new(g_direct_hash, g_direct_equal);

	*piles = (struct v8scope_piles){.top = NULL};
	for (guint i = 0; i < attribution->candidates->len; i++) {
		const struct v8scope_candidate *candidate =
			v8scope_attribution_candidate(attribution, i);

		if (candidate->gain >= V8SCOPE_MODEL_PILE_HANDLES &&
			(!piles->gainer || candidate->gain > piles->gainer->gain)) {
			piles->gainer = candidate;
		}
		if (!is_piling(candidate)) {
			continue;
		}
		piles->bytes += bytes_of(attribution, candidate, groups);
		piles->gain += candidate->gain;
		piles->count++;
		if (is_larger(candidate, piles->top)) {
			piles->top = candidate;
		}
	}
	g_hash_table_destroy(groups);
}
