/* SPDX-License-Identifier: MIT */
/* What a holder reaches without being the only one who does. */
#ifndef V8SCOPE_SHARED_H
#define V8SCOPE_SHARED_H

#include "retention_graph.h"

/*
 * Fills in `shared` and `shared_with_holders`. `owner` has for each node of the
 * snapshot the node of the graph that it is counted with: 0 if it stays anyway.
 * Returns the sets of struct v8scope_shared_set, most bytes first; the caller owns them.
 */
GArray *v8scope_shared_count(const struct v8scope_retention_graph *graph,
	const struct v8scope_snapshot *snapshot, const uint32_t *owner,
	struct v8scope_holder_retention *holders, uint32_t holder_count);

#endif
