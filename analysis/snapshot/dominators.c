/* SPDX-License-Identifier: MIT */
/*
 * T. Lengauer, R. E. Tarjan: A fast algorithm for finding dominators in a flowgraph
 * (1979), the simple version. Nodes are named by their number in depth-first order,
 * so that "semi" is a number and the tree's parents come before their children.
 */
#include "dominators.h"

#include <glib.h>

#define NONE UINT32_MAX

/* Arrays by number, all owned. */
struct search {
	uint32_t count;
	uint32_t *node_of;  /* the node with that number */
	uint32_t *number;   /* by node: its number, NONE if not reached */
	uint32_t *parent;   /* in the depth-first tree */
	uint32_t *semi;	    /* semidominator; while searching, the next edge to follow */
	uint32_t *label;    /* least semi on the compressed path upward */
	uint32_t *ancestor; /* in the forest of linked nodes, NONE for a root */
	uint32_t *bucket;   /* first of the nodes with this semidominator */
	uint32_t *next;	    /* in its bucket */
	uint32_t *idom;
	uint32_t *pred_first; /* predecessors, as in struct v8scope_graph */
	uint32_t *pred;
	GArray *path; /* for compress(), kept to be used again */
};

void v8scope_graph_fini(struct v8scope_graph *graph)
{
	g_clear_pointer(&graph->first, g_free);
	g_clear_pointer(&graph->to, g_free);
}

static uint32_t *new_array(size_t count, uint32_t value)
{
	uint32_t *array = g_new(uint32_t, MAX(count, 1));

	for (size_t i = 0; i < count; i++) {
		array[i] = value;
	}
	return array;
}

static void visit(
	struct search *search, const struct v8scope_graph *graph, uint32_t node, uint32_t parent)
{
	uint32_t number = search->count++;

	search->number[node] = number;
	search->node_of[number] = node;
	search->parent[number] = parent;
	search->semi[number] = graph->first[node];
}

/* Numbers what the root reaches, depth first; the way back is the tree itself. */
static void number_nodes(struct search *search, const struct v8scope_graph *graph)
{
	uint32_t at = 0;

	visit(search, graph, 0, NONE);
	while (at != NONE) {
		uint32_t edge = search->semi[at];
		uint32_t to;

		if (edge == graph->first[search->node_of[at] + 1]) {
			at = search->parent[at];
			continue;
		}
		search->semi[at]++;
		to = graph->to[edge];
		if (search->number[to] == NONE) {
			visit(search, graph, to, at);
			at = search->number[to];
		}
	}
}

static void turn_edges(struct search *search, const struct v8scope_graph *graph)
{
	uint32_t *end = new_array((size_t)search->count + 1, 0);
	uint32_t sum = 0;

	for (uint32_t v = 0; v < search->count; v++) {
		uint32_t node = search->node_of[v];

		for (uint32_t e = graph->first[node]; e < graph->first[node + 1]; e++) {
			end[search->number[graph->to[e]]]++;
		}
	}
	for (uint32_t v = 0; v <= search->count; v++) {
		sum += end[v];
		end[v] = sum;
	}
	search->pred = new_array(sum, 0);
	/* Filling from the end turns each end into its beginning. */
	for (uint32_t v = 0; v < search->count; v++) {
		uint32_t node = search->node_of[v];

		for (uint32_t e = graph->first[node]; e < graph->first[node + 1]; e++) {
			search->pred[--end[search->number[graph->to[e]]]] = v;
		}
	}
	search->pred_first = end;
}

static void search_init(struct search *search, const struct v8scope_graph *graph)
{
	size_t nodes = graph->node_count;

	*search = (struct search){0};
	search->number = new_array(nodes, NONE);
	search->node_of = new_array(nodes, NONE);
	search->parent = new_array(nodes, NONE);
	search->semi = new_array(nodes, NONE);
	number_nodes(search, graph);
	turn_edges(search, graph);
	g_clear_pointer(&search->number, g_free);
	search->label = new_array(search->count, NONE);
	search->ancestor = new_array(search->count, NONE);
	search->bucket = new_array(search->count, NONE);
	search->next = new_array(search->count, NONE);
	search->idom = new_array(search->count, NONE);
	search->path = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	for (uint32_t v = 0; v < search->count; v++) {
		search->semi[v] = v;
		search->label[v] = v;
	}
}

/* Frees all but what the result takes. */
static void search_fini(struct search *search)
{
	g_free(search->parent);
	g_free(search->semi);
	g_free(search->label);
	g_free(search->ancestor);
	g_free(search->bucket);
	g_free(search->next);
	g_free(search->pred_first);
	g_free(search->pred);
	g_array_unref(search->path);
}

/* Lets every node on the way up point at the root of its tree, or right below. */
static void compress(struct search *search, uint32_t v)
{
	g_array_set_size(search->path, 0);
	while (search->ancestor[search->ancestor[v]] != NONE) {
		g_array_append_val(search->path, v);
		v = search->ancestor[v];
	}
	for (guint i = search->path->len; i > 0; i--) {
		uint32_t below = g_array_index(search->path, uint32_t, i - 1);
		uint32_t above = search->ancestor[below];

		if (search->semi[search->label[above]] < search->semi[search->label[below]]) {
			search->label[below] = search->label[above];
		}
		search->ancestor[below] = search->ancestor[above];
	}
}

/* The node with the least semidominator between v and the root of its tree. */
static uint32_t evaluate(struct search *search, uint32_t v)
{
	if (search->ancestor[v] == NONE) {
		return v;
	}
	compress(search, v);
	return search->label[v];
}

static void find_semidominator(struct search *search, uint32_t w)
{
	for (uint32_t p = search->pred_first[w]; p < search->pred_first[w + 1]; p++) {
		uint32_t semi = search->semi[evaluate(search, search->pred[p])];

		if (semi < search->semi[w]) {
			search->semi[w] = semi;
		}
	}
	search->next[w] = search->bucket[search->semi[w]];
	search->bucket[search->semi[w]] = w;
}

/* Finds, for all whose semidominator is `parent`, the dominator or one with the same. */
static void empty_bucket(struct search *search, uint32_t parent)
{
	for (uint32_t v = search->bucket[parent]; v != NONE; v = search->next[v]) {
		uint32_t u = evaluate(search, v);

		search->idom[v] = search->semi[u] < search->semi[v] ? u : parent;
	}
	search->bucket[parent] = NONE;
}

void v8scope_dominators_init(
	struct v8scope_dominators *dominators, const struct v8scope_graph *graph)
{
	struct search search;

	search_init(&search, graph);
	for (uint32_t w = search.count - 1; w > 0; w--) {
		find_semidominator(&search, w);
		search.ancestor[w] = search.parent[w];
		empty_bucket(&search, search.parent[w]);
	}
	search.idom[0] = 0;
	for (uint32_t w = 1; w < search.count; w++) {
		if (search.idom[w] != search.semi[w]) {
			search.idom[w] = search.idom[search.idom[w]];
		}
	}
	dominators->reached = search.count;
	dominators->order = search.node_of;
	dominators->parent = search.idom;
	search_fini(&search);
}

void v8scope_dominators_fini(struct v8scope_dominators *dominators)
{
	g_clear_pointer(&dominators->order, g_free);
	g_clear_pointer(&dominators->parent, g_free);
}
