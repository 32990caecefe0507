/* SPDX-License-Identifier: MIT */
/*
 * What each holder keeps alive: a holder is a set of references out of V8's roots,
 * such as the handles of one scope, or the globals that one place created.
 *
 * Every object of the snapshot is counted exactly once: with the one holder
 * without which it would be free ("exclusive"), with the group of which no single
 * holder is enough, with all groups together, with the rest of the heap
 * ("javascript": it would stay if all holders let go), or as garbage.
 */
#ifndef V8SCOPE_RETENTION_H
#define V8SCOPE_RETENTION_H

#include <glib.h>
#include <stdint.h>

#include "snapshot.h"

#define V8SCOPE_NO_HOLDER UINT32_MAX

/* Objects, without the nodes that V8 makes up (roots), and their self sizes in bytes. */
struct v8scope_tally {
	uint64_t objects;
	uint64_t bytes;
};

/* All objects of one type; those of type "object" and "native" by constructor. */
struct v8scope_class_tally {
	const char *type;	 /* borrowed from the snapshot: "object", "closure", "string" */
	const char *constructor; /* borrowed from the snapshot; NULL for other types */
	struct v8scope_tally tally;
};

struct v8scope_retained {
	struct v8scope_tally total;
	GArray *classes; /* owned; of struct v8scope_class_tally, most bytes first */
};

struct v8scope_holder_retention {
	struct v8scope_retained exclusive; /* what would be free if only this holder let go */
	/* What it reaches besides, and would stay because of others. */
	struct v8scope_tally shared;
	/* Of that, what would be free if all holders let go. */
	struct v8scope_tally shared_with_holders;
	/* Of `exclusive`, the most bytes that as many of its edges as were asked for can keep. */
	uint64_t most_of_some;
};

/* What several holders reach, and would be free only if all of them let go. */
struct v8scope_shared_set {
	/* Owned; their numbers, ascending. One alone shares with edges of no holder. */
	uint32_t *holders;
	uint32_t holder_count;
	struct v8scope_tally tally;
};

/* The edges of one of V8's roots, divided among holders. */
struct v8scope_holder_group {
	uint32_t root; /* a node, v8scope_snapshot_root_named(); of one group only */
	/*
	 * For each edge of the root, in order, the number of its holder, or
	 * V8SCOPE_NO_HOLDER: then its target counts for the group.
	 */
	const uint32_t *holder_of_edge; /* borrowed during v8scope_retention_create() */
};

/* Nodes that count as references of V8's own roots. */
struct v8scope_pinned {
	const uint32_t *nodes; /* borrowed */
	uint32_t count;
};

struct v8scope_retention {
	uint32_t holder_count;
	uint32_t group_count;
	struct v8scope_holder_retention *holders; /* owned; by number */
	struct v8scope_retained *groups;	  /* owned; no holder's alone, but the group's */
	struct v8scope_retained several_groups;	  /* no group's alone, but theirs together */
	/* Owned; of struct v8scope_shared_set, most bytes first: what no holder has alone. */
	GArray *sets;
	struct v8scope_retained javascript; /* whatever the holders do */
	struct v8scope_tally garbage;	    /* nothing but weak references, or nothing */
};

/*
 * `holder_count` holders have the numbers from 0; a holder may have edges of
 * several groups. References that do not keep their target alive are followed
 * nowhere: weak ones, V8's shortcuts, and those from a WeakMap to its values (its
 * keys keep them). The caller owns the result, and keeps the snapshot as long.
 * Returns NULL with `error` set (LIMIT) if all together is too much for 32 bits.
 * `some_of` has for each holder a number of its edges, for most_of_some; NULL: none.
 * Of `pinned`, nodes that would stay whoever let go, all that they reach is JavaScript's.
 */
struct v8scope_retention *v8scope_retention_create(const struct v8scope_snapshot *snapshot,
	const struct v8scope_holder_group *groups, uint32_t group_count, uint32_t holder_count,
	const uint32_t *some_of, const struct v8scope_pinned *pinned, GError **error);
void v8scope_retention_destroy(struct v8scope_retention *retention); /* NULL-safe */

/*
 * By node, its immediate dominator, V8SCOPE_NO_NODE for the root and for garbage;
 * and how many bytes would be free without the node, its own included. Without
 * holders. Each array is owned by the caller, with g_free().
 */
void v8scope_snapshot_dominators(
	const struct v8scope_snapshot *snapshot, uint32_t **dominator, uint64_t **retained);

#endif
