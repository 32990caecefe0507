/* SPDX-License-Identifier: MIT */
/*
 * The snapshot's graph with a node for each holder in between:
 *
 *     root -> all holders -> group -> holder -> objects
 *                                 `-> objects of no holder
 *
 * The nodes of the snapshot keep their numbers; those that are added follow.
 */
#ifndef V8SCOPE_RETENTION_GRAPH_H
#define V8SCOPE_RETENTION_GRAPH_H

#include "dominators.h"
#include "retention.h"

struct v8scope_retention_graph {
	struct v8scope_graph graph; /* owned; only edges that retain */
	uint32_t all;		    /* the node of all holders */
	uint32_t groups;	    /* the node of group 0; the others follow */
	uint32_t holders;	    /* the node of holder 0; the others follow */
};

bool v8scope_retention_graph_init(struct v8scope_retention_graph *graph,
	const struct v8scope_snapshot *snapshot, const struct v8scope_holder_group *groups,
	uint32_t group_count, uint32_t holder_count, const struct v8scope_pinned *pinned,
	GError **error);

#endif
