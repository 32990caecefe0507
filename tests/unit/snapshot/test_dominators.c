/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dominators.h"
#include "retention.h"
#include "snapshot_text.h"

#define NOT_REACHED UINT32_MAX

/* Marks what is reached from the root without passing `cut`. */
static void reach(const struct v8scope_graph *graph, uint32_t node, uint32_t cut, uint8_t *reached)
{
	if (node == cut || reached[node]) {
		return;
	}
	reached[node] = 1;
	for (uint32_t e = graph->first[node]; e < graph->first[node + 1]; e++) {
		reach(graph, graph->to[e], cut, reached);
	}
}

/* Row by row: whether `above` dominates `below`, by taking `above` away. */
static uint8_t *dominance(const struct v8scope_graph *graph, const uint8_t *reached)
{
	uint32_t n = graph->node_count;
	uint8_t *dominates = g_new0(uint8_t, (size_t)n * n);

	for (uint32_t above = 0; above < n; above++) {
		uint8_t *left = g_new0(uint8_t, n);

		reach(graph, 0, above, left);
		for (uint32_t below = 0; below < n; below++) {
			dominates[above * n + below] =
				reached[above] && reached[below] && !left[below];
		}
		g_free(left);
	}
	return dominates;
}

/* The immediate dominator is the strict dominator that all others dominate. */
static uint32_t immediate(const uint8_t *dominates, uint32_t n, uint32_t node)
{
	uint32_t found = NOT_REACHED;

	for (uint32_t d = 0; d < n; d++) {
		if (d != node && dominates[d * n + node] &&
			(found == NOT_REACHED || dominates[found * n + d])) {
			found = d;
		}
	}
	return found;
}

static void assert_dominators(const struct v8scope_graph *graph)
{
	uint32_t n = graph->node_count;
	uint8_t *reached = g_new0(uint8_t, n);
	uint8_t *dominates;
	struct v8scope_dominators dominators;
	uint32_t count = 0;

	reach(graph, 0, NOT_REACHED, reached);
	dominates = dominance(graph, reached);
	v8scope_dominators_init(&dominators, graph);
	for (uint32_t v = 0; v < n; v++) {
		count += reached[v];
	}
	assert_int_equal(dominators.reached, count);
	assert_int_equal(dominators.order[0], 0);
	for (uint32_t i = 1; i < dominators.reached; i++) {
		assert_true(dominators.parent[i] < i);
		assert_int_equal(dominators.order[dominators.parent[i]],
			immediate(dominates, n, dominators.order[i]));
	}
	v8scope_dominators_fini(&dominators);
	g_free(dominates);
	g_free(reached);
}

static void fill_random(struct v8scope_graph *graph, GRand *rand, uint32_t nodes, double degree)
{
	uint32_t edges = 0;

	graph->node_count = nodes;
	graph->first = g_new(uint32_t, nodes + 1);
	graph->to = g_new(uint32_t, (size_t)nodes * 8);
	for (uint32_t v = 0; v < nodes; v++) {
		graph->first[v] = edges;
		for (int k = 0; k < 8; k++) {
			if (g_rand_double(rand) < degree / 8) {
				graph->to[edges++] =
					(uint32_t)g_rand_int_range(rand, 0, (gint32)nodes);
			}
		}
	}
	graph->first[nodes] = edges;
}

static void test_random_graphs_agree_with_taking_nodes_away(void **state)
{
	GRand *rand = g_rand_new_with_seed(20);

	(void)state;
	for (int round = 0; round < 1500; round++) {
		struct v8scope_graph graph;

		fill_random(&graph, rand, (uint32_t)g_rand_int_range(rand, 1, 40),
			g_rand_double_range(rand, 0.5, 4));
		assert_dominators(&graph);
		v8scope_graph_fini(&graph);
	}
	g_rand_free(rand);
}

/* A chain with edges back and forth, as long as a linked list in a program may be. */
static void test_a_long_chain_needs_no_deep_stack(void **state)
{
	enum { LENGTH = 2000000 };
	struct v8scope_graph graph = {.node_count = LENGTH};
	struct v8scope_dominators dominators;
	uint32_t edges = 0;

	(void)state;
	graph.first = g_new(uint32_t, LENGTH + 1);
	graph.to = g_new(uint32_t, 2 * LENGTH);
	for (uint32_t v = 0; v < LENGTH; v++) {
		graph.first[v] = edges;
		graph.to[edges++] = v / 2;
		graph.to[edges++] = MIN(v + 1, LENGTH - 1);
	}
	graph.first[LENGTH] = edges;
	v8scope_dominators_init(&dominators, &graph);
	assert_int_equal(dominators.reached, LENGTH);
	for (uint32_t i = 1; i < LENGTH; i++) {
		assert_int_equal(dominators.parent[i], i - 1);
	}
	v8scope_dominators_fini(&dominators);
	v8scope_graph_fini(&graph);
}

/* handles -> a -> {b, c}, b -> d, c -> d, and a weak reference from d to e. */
static void test_retained_sizes_of_a_diamond(void **state)
{
	struct text *text = text_create();
	uint32_t a = text_node(text, NODE_OBJECT, "a", 1);
	uint32_t b = text_node(text, NODE_OBJECT, "b", 2);
	uint32_t c = text_node(text, NODE_OBJECT, "c", 4);
	uint32_t d = text_node(text, NODE_OBJECT, "d", 8);
	uint32_t e = text_node(text, NODE_OBJECT, "e", 16);
	struct v8scope_snapshot *snapshot;
	uint32_t *dominator;
	uint64_t *retained;

	(void)state;
	text_edge(text, TEXT_HANDLES, a, EDGE_ELEMENT);
	text_edge(text, a, b, EDGE_ELEMENT);
	text_edge(text, a, c, EDGE_ELEMENT);
	text_edge(text, b, d, EDGE_ELEMENT);
	text_edge(text, c, d, EDGE_ELEMENT);
	text_edge(text, d, a, EDGE_ELEMENT);
	text_edge(text, d, e, EDGE_WEAK);
	snapshot = text_read(text);
	v8scope_snapshot_dominators(snapshot, &dominator, &retained);
	assert_int_equal(dominator[a], TEXT_HANDLES);
	assert_int_equal(dominator[d], a);
	assert_int_equal(dominator[TEXT_ROOT], V8SCOPE_NO_NODE);
	assert_int_equal(dominator[e], V8SCOPE_NO_NODE);
	assert_int_equal(retained[TEXT_ROOT], 15);
	assert_int_equal(retained[a], 15);
	assert_int_equal(retained[b], 2);
	assert_int_equal(retained[d], 8);
	assert_int_equal(retained[e], 0);
	g_free(dominator);
	g_free(retained);
	v8scope_snapshot_destroy(snapshot);
	text_destroy(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_graphs_agree_with_taking_nodes_away),
		cmocka_unit_test(test_a_long_chain_needs_no_deep_stack),
		cmocka_unit_test(test_retained_sizes_of_a_diamond),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
