/* SPDX-License-Identifier: MIT */
/* How much of what a holder alone keeps some of its references can keep, at most. */
#ifndef V8SCOPE_SOME_EDGES_H
#define V8SCOPE_SOME_EDGES_H

#include "retention_graph.h"

/*
 * Fills in `most_of_some` for `some_of[holder]` edges of each: the largest of what one edge
 * alone keeps, and all that it takes several edges to keep.
 */
void v8scope_some_edges_count(const struct v8scope_retention_graph *graph,
	const struct v8scope_snapshot *snapshot, const struct v8scope_dominators *dominators,
	const uint32_t *some_of, struct v8scope_holder_retention *holders, uint32_t holder_count);

#endif
