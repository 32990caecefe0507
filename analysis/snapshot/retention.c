/* SPDX-License-Identifier: MIT */
#include "retention.h"

#include "dominators.h"
#include "retention_graph.h"
#include "shared.h"
#include "some_edges.h"
#include "tally.h"

/*
 * By node, the nearest node above it in the dominator tree that was added, or 0;
 * V8SCOPE_NO_NODE if the root does not reach it. The caller owns it.
 */
static uint32_t *find_owners(
	const struct v8scope_retention_graph *graph, const struct v8scope_dominators *dominators)
{
	uint32_t *owner = g_new(uint32_t, graph->graph.node_count);

	for (uint32_t node = 0; node < graph->graph.node_count; node++) {
		owner[node] = V8SCOPE_NO_NODE;
	}
	owner[0] = 0;
	for (uint32_t i = 1; i < dominators->reached; i++) {
		uint32_t above = dominators->order[dominators->parent[i]];

		owner[dominators->order[i]] = above >= graph->all ? above : owner[above];
	}
	return owner;
}

static struct v8scope_retention *new_retention(uint32_t group_count, uint32_t holder_count)
{
	struct v8scope_retention *retention = g_new0(struct v8scope_retention, 1);

	retention->group_count = group_count;
	retention->holder_count = holder_count;
	retention->groups = g_new0(struct v8scope_retained, MAX(group_count, 1));
	retention->holders = g_new0(struct v8scope_holder_retention, MAX(holder_count, 1));
	return retention;
}

/* Owners are numbered as the nodes that were added, and after them the root, for JavaScript. */
static void sum_owners(struct v8scope_retention *retention,
	const struct v8scope_retention_graph *graph, const struct v8scope_snapshot *snapshot,
	const uint32_t *owner)
{
	uint32_t javascript = graph->graph.node_count - graph->all;
	struct v8scope_tally_sums *sums = v8scope_tally_sums_create(snapshot, javascript + 1);

	for (uint32_t node = 0; node < snapshot->node_count; node++) {
		/* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): one a node */
		if (owner[node] == V8SCOPE_NO_NODE) {
			v8scope_tally_add(&retention->garbage, snapshot, node);
		} else {
			v8scope_tally_sums_add(sums,
				owner[node] == 0 ? javascript : owner[node] - graph->all, node);
		}
	}
	v8scope_tally_sums_take(sums, 0, &retention->several_groups);
	for (uint32_t g = 0; g < retention->group_count; g++) {
		v8scope_tally_sums_take(
			sums, graph->groups - graph->all + g, &retention->groups[g]);
	}
	for (uint32_t h = 0; h < retention->holder_count; h++) {
		v8scope_tally_sums_take(
			sums, graph->holders - graph->all + h, &retention->holders[h].exclusive);
	}
	v8scope_tally_sums_take(sums, javascript, &retention->javascript);
	v8scope_tally_sums_destroy(sums);
}

struct v8scope_retention *v8scope_retention_create(const struct v8scope_snapshot *snapshot,
	const struct v8scope_holder_group *groups, uint32_t group_count, uint32_t holder_count,
	const uint32_t *some_of, const struct v8scope_pinned *pinned, GError **error)
{
	struct v8scope_retention_graph graph;
	struct v8scope_dominators dominators;
	struct v8scope_retention *retention;
	uint32_t *owner;

	if (!v8scope_retention_graph_init(
		    &graph, snapshot, groups, group_count, holder_count, pinned, error)) {
		return NULL;
	}
	v8scope_dominators_init(&dominators, &graph.graph);
	owner = find_owners(&graph, &dominators);
	retention = new_retention(group_count, holder_count);
	if (some_of != NULL) {
		v8scope_some_edges_count(
			&graph, snapshot, &dominators, some_of, retention->holders, holder_count);
	}
	v8scope_dominators_fini(&dominators);
	sum_owners(retention, &graph, snapshot, owner);
	retention->sets =
		v8scope_shared_count(&graph, snapshot, owner, retention->holders, holder_count);
	g_free(owner);
	v8scope_graph_fini(&graph.graph);
	return retention;
}

static void retained_fini(struct v8scope_retained *retained)
{
	g_clear_pointer(&retained->classes, g_array_unref);
}

void v8scope_retention_destroy(struct v8scope_retention *retention)
{
	if (retention == NULL) {
		return;
	}
	for (uint32_t g = 0; g < retention->group_count; g++) {
		retained_fini(&retention->groups[g]);
	}
	for (uint32_t h = 0; h < retention->holder_count; h++) {
		retained_fini(&retention->holders[h].exclusive);
	}
	g_array_unref(retention->sets);
	retained_fini(&retention->several_groups);
	retained_fini(&retention->javascript);
	g_free(retention->groups);
	g_free(retention->holders);
	g_free(retention);
}

static void *new_filled(uint32_t count)
{
	uint32_t *array = g_new(uint32_t, count);

	for (uint32_t i = 0; i < count; i++) {
		array[i] = V8SCOPE_NO_NODE;
	}
	return array;
}

void v8scope_snapshot_dominators(
	const struct v8scope_snapshot *snapshot, uint32_t **dominator, uint64_t **retained)
{
	struct v8scope_retention_graph graph;
	struct v8scope_dominators tree;
	uint32_t *above = new_filled(snapshot->node_count);
	uint64_t *bytes = g_new0(uint64_t, snapshot->node_count);

	/* Cannot fail: tables.c admits no more nodes and edges than fit. */
	v8scope_retention_graph_init(&graph, snapshot, NULL, 0, 0, NULL, NULL);
	v8scope_dominators_init(&tree, &graph.graph);
	/* From the last: a node's sum is complete before it is added to its dominator's. */
	for (uint32_t i = tree.reached; i-- > 0;) {
		uint32_t node = tree.order[i];

		bytes[node] += snapshot->self_size[node];
		if (i > 0) {
			above[node] = tree.order[tree.parent[i]];
			bytes[above[node]] += bytes[node];
		}
	}
	v8scope_dominators_fini(&tree);
	v8scope_graph_fini(&graph.graph);
	*dominator = above;
	*retained = bytes;
}
