/* SPDX-License-Identifier: MIT */
#include "shared.h"

#include "tally.h"

enum {
	BATCH = 64 /* holders that are followed at once: bits of a mask */
};

struct spread {
	const struct v8scope_graph *graph; /* borrowed */
	uint64_t *reached_by; /* owned; by node: the holders of the batch that reach it */
	GQueue waiting;	      /* of nodes whose mask grew since their edges were followed */
	uint8_t *is_waiting;  /* owned; by node */
};

static void reach(struct spread *spread, uint32_t node, uint64_t holders)
{
	if ((spread->reached_by[node] | holders) == spread->reached_by[node]) {
		return;
	}
	spread->reached_by[node] |= holders;
	if (!spread->is_waiting[node]) {
		spread->is_waiting[node] = 1;
		g_queue_push_tail(&spread->waiting, GUINT_TO_POINTER(node));
	}
}

/* First in, first out: what several holders reach is mostly followed for all at once. */
static void follow(struct spread *spread)
{
	while (!g_queue_is_empty(&spread->waiting)) {
		uint32_t node = GPOINTER_TO_UINT(g_queue_pop_head(&spread->waiting));

		spread->is_waiting[node] = 0;
		for (uint32_t e = spread->graph->first[node]; e < spread->graph->first[node + 1];
			e++) {
			reach(spread, spread->graph->to[e], spread->reached_by[node]);
		}
	}
}

static void count_node(const struct v8scope_retention_graph *graph,
	const struct v8scope_snapshot *snapshot, uint32_t node, uint32_t owner, uint64_t reached_by,
	struct v8scope_holder_retention *batch, uint32_t batch_node)
{
	for (; reached_by != 0; reached_by &= reached_by - 1) {
		uint32_t holder = (uint32_t)__builtin_ctzll(reached_by);

		if (owner == batch_node + holder) {
			continue;
		}
		v8scope_tally_add(&batch[holder].shared, snapshot, node);
		if (owner >= graph->all) {
			v8scope_tally_add(&batch[holder].shared_with_holders, snapshot, node);
		}
	}
}

static void count_batch(struct spread *spread, const struct v8scope_retention_graph *graph,
	const struct v8scope_snapshot *snapshot, const uint32_t *owner,
	struct v8scope_holder_retention *batch, uint32_t batch_node, uint32_t size)
{
	for (uint32_t node = 0; node < graph->graph.node_count; node++) {
		spread->reached_by[node] = 0;
	}
	for (uint32_t h = 0; h < size; h++) {
		reach(spread, batch_node + h, UINT64_C(1) << h);
	}
	follow(spread);
	for (uint32_t node = 0; node < snapshot->node_count; node++) {
		count_node(graph, snapshot, node, owner[node], spread->reached_by[node], batch,
			batch_node);
	}
}

void v8scope_shared_count(const struct v8scope_retention_graph *graph,
	const struct v8scope_snapshot *snapshot, const uint32_t *owner,
	struct v8scope_holder_retention *holders, uint32_t holder_count)
{
	struct spread spread = {
		.graph = &graph->graph,
		.reached_by = g_new(uint64_t, graph->graph.node_count),
		.waiting = G_QUEUE_INIT,
		.is_waiting = g_new0(uint8_t, graph->graph.node_count),
	};

	for (uint32_t h = 0; h < holder_count; h += BATCH) {
		count_batch(&spread, graph, snapshot, owner, holders + h, graph->holders + h,
			MIN(BATCH, holder_count - h));
	}
	g_free(spread.reached_by);
	g_free(spread.is_waiting);
}
