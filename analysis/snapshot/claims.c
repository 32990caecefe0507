/* SPDX-License-Identifier: MIT */
#include "claims.h"

/* A claim that is not met yet; those to one node are a list. */
struct claim {
	uint32_t holder;
	uint32_t next; /* index, or NO_CLAIM */
};

#define NO_CLAIM UINT32_MAX

struct v8scope_claims {
	const struct v8scope_snapshot *snapshot; /* borrowed */
	uint32_t *nodes; /* owned; an open hash table by id: of nodes, or V8SCOPE_NO_NODE */
	uint32_t mask;	 /* entries of it - 1 */
	uint32_t *first; /* owned; by node, its first claim */
	GArray *list;	 /* owned; of struct claim */
};

static uint32_t place_of(const struct v8scope_claims *claims, uint32_t id)
{
	uint32_t place = (id * 2654435761u) & claims->mask;

	while (claims->nodes[place] != V8SCOPE_NO_NODE &&
		claims->snapshot->node_id[claims->nodes[place]] != id) {
		place = (place + 1) & claims->mask;
	}
	return place;
}

/* At most half full: a search is short, and ends. There are fewer than 2^31 nodes. */
static uint32_t table_size(uint32_t nodes)
{
	uint32_t size = 16;

	while (size / 2 < nodes && size < UINT32_C(1) << 31) {
		size *= 2;
	}
	return size;
}

struct v8scope_claims *v8scope_claims_create(const struct v8scope_snapshot *snapshot)
{
	struct v8scope_claims *claims = g_new0(struct v8scope_claims, 1);
	uint32_t size = table_size(snapshot->node_count);

	claims->snapshot = snapshot;
	claims->mask = size - 1;
	claims->nodes = g_new(uint32_t, size);
	claims->first = g_new(uint32_t, snapshot->node_count);
	claims->list = g_array_new(FALSE, FALSE, sizeof(struct claim));
	for (uint32_t i = 0; i < size; i++) {
		claims->nodes[i] = V8SCOPE_NO_NODE;
	}
	for (uint32_t node = 0; node < snapshot->node_count; node++) {
		uint32_t place = place_of(claims, snapshot->node_id[node]);

		claims->first[node] = NO_CLAIM;
		if (claims->nodes[place] == V8SCOPE_NO_NODE) {
			claims->nodes[place] = node;
		}
	}
	return claims;
}

void v8scope_claims_destroy(struct v8scope_claims *claims)
{
	if (claims == NULL) {
		return;
	}
	g_free(claims->nodes);
	g_free(claims->first);
	g_array_unref(claims->list);
	g_free(claims);
}

uint32_t v8scope_claims_node(const struct v8scope_claims *claims, uint32_t id)
{
	return claims->nodes[place_of(claims, id)];
}

void v8scope_claims_add(
	struct v8scope_claims *claims, uint32_t holder, const uint32_t *ids, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t node = ids[i] != 0 ? v8scope_claims_node(claims, ids[i]) : V8SCOPE_NO_NODE;

		if (node != V8SCOPE_NO_NODE) {
			struct claim claim = {holder, claims->first[node]};

			claims->first[node] = claims->list->len;
			g_array_append_val(claims->list, claim);
		}
	}
}

static uint32_t meet(struct v8scope_claims *claims, uint32_t node, uint32_t nobody)
{
	const struct claim *claim;

	if (claims->first[node] == NO_CLAIM) {
		return nobody;
	}
	claim = &g_array_index(claims->list, struct claim, claims->first[node]);
	claims->first[node] = claim->next;
	return claim->holder;
}

uint32_t *v8scope_claims_meet(struct v8scope_claims *claims, uint32_t root, uint32_t nobody)
{
	const struct v8scope_snapshot *snapshot = claims->snapshot;
	uint32_t first = snapshot->first_edge[root];
	uint32_t count = snapshot->first_edge[root + 1] - first;
	uint32_t *holders = g_new(uint32_t, MAX(count, 1));

	for (uint32_t e = 0; e < count; e++) {
		/* A weak global is nobody's claim: it would take a strong one's place. */
		holders[e] = snapshot->edge_retains[first + e]
				     ? meet(claims, snapshot->edge_to[first + e], nobody)
				     : nobody;
	}
	return holders;
}
