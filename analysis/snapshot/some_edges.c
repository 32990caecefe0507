/* SPDX-License-Identifier: MIT */
#include "some_edges.h"

/* What a holder's node dominates directly. */
struct parts {
	uint64_t common; /* bytes of what it takes several edges to keep */
	GArray *single;	 /* owned; of uint64_t: bytes that one edge alone keeps */
};

static gint compare_descending(gconstpointer a, gconstpointer b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;

	return (x < y) - (x > y);
}

static uint64_t largest(const struct parts *parts, uint32_t count)
{
	uint64_t sum = parts->common;

	g_array_sort(parts->single, compare_descending);
	for (guint i = 0; i < MIN(parts->single->len, count); i++) {
		sum += g_array_index(parts->single, uint64_t, i);
	}
	return sum;
}

/* By place in the order, what is dominated, in bytes; owned by the caller. */
static uint64_t *sum_dominated(
	const struct v8scope_snapshot *snapshot, const struct v8scope_dominators *dominators)
{
	uint64_t *bytes = g_new0(uint64_t, dominators->reached);

	/* From the last: a sum is complete before it is added to its dominator's. */
	for (uint32_t i = dominators->reached; i-- > 0;) {
		uint32_t node = dominators->order[i];

		bytes[i] += node < snapshot->node_count ? snapshot->self_size[node] : 0;
		if (i > 0) {
			bytes[dominators->parent[i]] += bytes[i];
		}
	}
	return bytes;
}

/* By node, 1 if a holder refers to it; owned by the caller. */
static uint8_t *find_targets(const struct v8scope_retention_graph *graph)
{
	uint8_t *is_target = g_new0(uint8_t, graph->graph.node_count);

	for (uint32_t e = graph->graph.first[graph->holders];
		e < graph->graph.first[graph->graph.node_count]; e++) {
		is_target[graph->graph.to[e]] = 1;
	}
	return is_target;
}

void v8scope_some_edges_count(const struct v8scope_retention_graph *graph,
	const struct v8scope_snapshot *snapshot, const struct v8scope_dominators *dominators,
	const uint32_t *some_of, struct v8scope_holder_retention *holders, uint32_t holder_count)
{
	struct parts *parts = g_new0(struct parts, MAX(holder_count, 1));
	uint64_t *bytes = sum_dominated(snapshot, dominators);
	uint8_t *is_target = find_targets(graph);

	for (uint32_t h = 0; h < holder_count; h++) {
		parts[h].single = g_array_new(FALSE, FALSE, sizeof(uint64_t));
	}
	for (uint32_t i = 1; i < dominators->reached; i++) {
		uint32_t above = dominators->order[dominators->parent[i]];

		if (above < graph->holders) {
			continue;
		}
		if (is_target[dominators->order[i]]) {
			g_array_append_val(parts[above - graph->holders].single, bytes[i]);
		} else {
			parts[above - graph->holders].common += bytes[i];
		}
	}
	for (uint32_t h = 0; h < holder_count; h++) {
		holders[h].most_of_some = some_of[h] > 0 ? largest(&parts[h], some_of[h]) : 0;
		g_array_unref(parts[h].single);
	}
	g_free(is_target);
	g_free(bytes);
	g_free(parts);
}
