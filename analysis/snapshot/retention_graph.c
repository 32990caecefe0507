/* SPDX-License-Identifier: MIT */
#include "retention_graph.h"

/* What building needs, all borrowed. */
struct builder {
	struct v8scope_retention_graph *result;
	const struct v8scope_snapshot *snapshot;
	const struct v8scope_holder_group *groups;
	uint32_t group_count;
	uint32_t holder_count;
	struct v8scope_pinned pinned;
	uint32_t edges; /* placed so far */
};

static void add_edge(struct builder *builder, uint32_t to)
{
	builder->result->graph.to[builder->edges++] = to;
}

/* Edges are placed node by node, in the order of the nodes. */
static void end_node(struct builder *builder, uint32_t node)
{
	builder->result->graph.first[node + 1] = builder->edges;
}

static bool is_root_of_group(const struct builder *builder, uint32_t node)
{
	for (uint32_t g = 0; g < builder->group_count; g++) {
		if (builder->groups[g].root == node) {
			return true;
		}
	}
	return false;
}

/* What the root of all has besides its own edges. */
static void add_root(struct builder *builder)
{
	if (builder->group_count > 0) {
		add_edge(builder, builder->result->all);
	}
	for (uint32_t i = 0; i < builder->pinned.count; i++) {
		add_edge(builder, builder->pinned.nodes[i]);
	}
}

static void add_objects(struct builder *builder)
{
	const struct v8scope_snapshot *snapshot = builder->snapshot;

	for (uint32_t node = 0; node < snapshot->node_count; node++) {
		uint32_t end = snapshot->first_edge[node + 1];

		if (node == 0) {
			add_root(builder);
		}
		/* Asked only of nodes with edges, and there are few groups. */
		if (snapshot->first_edge[node] == end || is_root_of_group(builder, node)) {
			end = snapshot->first_edge[node];
		}
		for (uint32_t e = snapshot->first_edge[node]; e < end; e++) {
			if (snapshot->edge_retains[e]) {
				add_edge(builder, snapshot->edge_to[e]);
			}
		}
		end_node(builder, node);
	}
}

static void add_all(struct builder *builder)
{
	for (uint32_t g = 0; g < builder->group_count; g++) {
		add_edge(builder, builder->result->groups + g);
	}
	end_node(builder, builder->result->all);
}

/* Its holders, each once, and what no holder of it is known for. */
static void add_group(struct builder *builder, uint32_t group, uint32_t *group_of_holder)
{
	const struct v8scope_snapshot *snapshot = builder->snapshot;
	uint32_t root = builder->groups[group].root;
	uint32_t first = snapshot->first_edge[root];

	for (uint32_t e = first; e < snapshot->first_edge[root + 1]; e++) {
		uint32_t holder = builder->groups[group].holder_of_edge[e - first];

		if (!snapshot->edge_retains[e]) {
			continue;
		}
		if (holder >= builder->holder_count) {
			add_edge(builder, snapshot->edge_to[e]);
		} else if (group_of_holder[holder] != group) {
			group_of_holder[holder] = group;
			add_edge(builder, builder->result->holders + holder);
		}
	}
	end_node(builder, builder->result->groups + group);
}

static void add_groups(struct builder *builder)
{
	uint32_t *group_of_holder = g_new(uint32_t, MAX(builder->holder_count, 1));

	for (uint32_t h = 0; h < builder->holder_count; h++) {
		group_of_holder[h] = UINT32_MAX;
	}
	for (uint32_t g = 0; g < builder->group_count; g++) {
		add_group(builder, g, group_of_holder);
	}
	g_free(group_of_holder);
}

typedef void (*visit_handle)(struct builder *builder, uint32_t holder, uint32_t to);

static void for_each_handle(struct builder *builder, visit_handle visit)
{
	const struct v8scope_snapshot *snapshot = builder->snapshot;

	for (uint32_t g = 0; g < builder->group_count; g++) {
		uint32_t root = builder->groups[g].root;
		uint32_t first = snapshot->first_edge[root];

		for (uint32_t e = first; e < snapshot->first_edge[root + 1]; e++) {
			uint32_t holder = builder->groups[g].holder_of_edge[e - first];

			if (snapshot->edge_retains[e] && holder < builder->holder_count) {
				visit(builder, holder, snapshot->edge_to[e]);
			}
		}
	}
}

static void count_handle(struct builder *builder, uint32_t holder, uint32_t to)
{
	(void)to;
	builder->result->graph.first[builder->result->holders + holder + 1]++;
}

static void place_handle(struct builder *builder, uint32_t holder, uint32_t to)
{
	struct v8scope_retention_graph *result = builder->result;

	result->graph.to[--result->graph.first[result->holders + holder + 1]] = to;
}

/*
 * A counting sort. `first` of the next holder is first its count, then where its
 * edges end, and after placing where they begin: one entry too far.
 */
static void add_holders(struct builder *builder)
{
	uint32_t *first = builder->result->graph.first + builder->result->holders;
	uint32_t count = builder->holder_count;

	for (uint32_t h = 1; h <= count; h++) {
		first[h] = 0;
	}
	for_each_handle(builder, count_handle);
	for (uint32_t h = 1; h <= count; h++) {
		builder->edges += first[h];
		first[h] = builder->edges;
	}
	for_each_handle(builder, place_handle);
	for (uint32_t h = 1; h <= count; h++) {
		first[h - 1] = first[h];
	}
	first[count] = builder->edges;
}

/* At most this many edges; what is not used is given back. */
static uint64_t edges_at_most(const struct builder *builder)
{
	uint64_t edges = (uint64_t)builder->snapshot->edge_count + 1 + builder->group_count +
			 builder->pinned.count;

	for (uint32_t g = 0; g < builder->group_count; g++) {
		uint32_t root = builder->groups[g].root;

		edges += builder->snapshot->first_edge[root + 1] -
			 builder->snapshot->first_edge[root];
	}
	return edges;
}

bool v8scope_retention_graph_init(struct v8scope_retention_graph *result,
	const struct v8scope_snapshot *snapshot, const struct v8scope_holder_group *groups,
	uint32_t group_count, uint32_t holder_count, const struct v8scope_pinned *pinned,
	GError **error)
{
	struct builder builder = {result, snapshot, groups, group_count, holder_count,
		pinned != NULL ? *pinned : (struct v8scope_pinned){NULL, 0}, 0};
	uint64_t nodes = (uint64_t)snapshot->node_count + 1 + group_count + holder_count;
	uint64_t edges = edges_at_most(&builder);

	if (nodes >= UINT32_MAX || edges >= UINT32_MAX) {
		g_set_error_literal(error, V8SCOPE_SNAPSHOT_ERROR, V8SCOPE_SNAPSHOT_ERROR_LIMIT,
			"has too many nodes, edges and holders for v8scope");
		return false;
	}
	result->all = snapshot->node_count;
	result->groups = result->all + 1;
	result->holders = result->groups + group_count;
	result->graph.node_count = (uint32_t)nodes;
	result->graph.first = g_new(uint32_t, nodes + 1);
	result->graph.to = g_new(uint32_t, edges);
	result->graph.first[0] = 0;
	add_objects(&builder);
	add_all(&builder);
	add_groups(&builder);
	add_holders(&builder);
	result->graph.to = g_renew(uint32_t, result->graph.to, MAX(builder.edges, 1));
	return true;
}
