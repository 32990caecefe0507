/* SPDX-License-Identifier: MIT */
/*
 * Places that open scope after scope and close none, for instance a Node-API scope in
 * each call: none of the scopes gains anything, all of them together do.
 */
#include "attribution.h"

/*
 * So many scopes of one call stack are hardly nested calls, which differ in their stacks as
 * deep as those were taken; of those that do not, the outermost is as old as the recursion.
 */
#define MIN_SCOPES 8

static bool is_unclosed(
	const struct v8scope_attribution *attribution, const struct v8scope_model_scope *scope)
{
	return scope->kind != V8SCOPE_SCOPE_KIND_SEAL && !scope->found_on_stack &&
	       v8scope_model_site(scope->ip, scope->stack_id) != 0 &&
	       scope->first_seen_ns <= attribution->assessed->ts_ns &&
	       scope->last_seen_ns >= attribution->assessed->ts_ns;
}

static gboolean is_no_pile(void *site, void *scopes, void *user_data)
{
	(void)site;
	(void)user_data;
	return ((const GPtrArray *)scopes)->len < MIN_SCOPES;
}

GHashTable *v8scope_unclosed_find(
	const struct v8scope_attribution *attribution, const GPtrArray *scopes)
{
	GHashTable *piles = g_hash_table_new_full(
		g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_ptr_array_unref);

	for (guint i = 0; i < scopes->len; i++) {
		struct v8scope_model_scope *scope = g_ptr_array_index(scopes, i);
		uint64_t site = v8scope_model_site(scope->ip, scope->stack_id);
		GPtrArray *pile = g_hash_table_lookup(piles, &site);

		if (!is_unclosed(attribution, scope)) {
			continue;
		}
		if (!pile) {
			pile = g_ptr_array_new();
			g_hash_table_insert(piles, g_memdup2(&site, sizeof(site)), pile);
		}
		g_ptr_array_add(pile, scope);
	}
	g_hash_table_foreach_remove(piles, is_no_pile, NULL);
	return piles;
}

const GPtrArray *v8scope_unclosed_pile_of(GHashTable *piles,
	const struct v8scope_attribution *attribution, const struct v8scope_model_scope *scope)
{
	uint64_t site = v8scope_model_site(scope->ip, scope->stack_id);

	return is_unclosed(attribution, scope) ? g_hash_table_lookup(piles, &site) : NULL;
}

double v8scope_unclosed_handles(const GPtrArray *pile, const struct v8scope_model_census *census)
{
	double handles = 0;

	for (guint i = 0; i < pile->len; i++) {
		const struct v8scope_model_scope *scope = g_ptr_array_index(pile, i);
		const struct v8scope_model_scope_sample *sample =
			v8scope_model_census_find_scope(census, scope->scope_id);

		if (sample) {
			handles += (double)sample->handles;
		} else if (scope->first_seen_ns <= census->ts_ns) {
			/* Of many scopes a census keeps the large ones; it gains no more. */
			handles += (double)scope->last_handles;
		}
	}
	return handles;
}
