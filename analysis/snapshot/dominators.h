/* SPDX-License-Identifier: MIT */
/* Which nodes of a graph can be reached only through which other. */
#ifndef V8SCOPE_DOMINATORS_H
#define V8SCOPE_DOMINATORS_H

#include <stdint.h>

/* Edges of a node: to[first[node]] .. to[first[node + 1] - 1]. The root is node 0. */
struct v8scope_graph {
	uint32_t node_count; /* at least 1 */
	uint32_t *first;     /* owned; node_count + 1 entries */
	uint32_t *to;	     /* owned */
};

void v8scope_graph_fini(struct v8scope_graph *graph);

struct v8scope_dominators {
	uint32_t reached; /* how many nodes the root reaches, itself included */
	uint32_t *order;  /* owned; these nodes, each after the node that dominates it */
	uint32_t *parent; /* owned; of each node of `order`, the place in `order` of its
			     immediate dominator; of the root, 0 */
};

/*
 * Lengauer and Tarjan's algorithm with path compression: m log n for m edges, and
 * no recursion. Needs 44 bytes a node and 4 an edge while it runs.
 */
void v8scope_dominators_init(
	struct v8scope_dominators *dominators, const struct v8scope_graph *graph);
void v8scope_dominators_fini(struct v8scope_dominators *dominators);

#endif
