/* SPDX-License-Identifier: MIT */
/*
 * Which holder each edge of V8's roots belongs to, by what the holders say they refer
 * to: a holder claims objects by their ids, one claim a handle. An edge that nobody
 * claims has no known holder; a claim without an edge gives nothing: what counts is the
 * snapshot.
 */
#ifndef V8SCOPE_CLAIMS_H
#define V8SCOPE_CLAIMS_H

#include <glib.h>
#include <stdint.h>

#include "snapshot.h"

struct v8scope_claims;

/* The snapshot is borrowed. */
struct v8scope_claims *v8scope_claims_create(const struct v8scope_snapshot *snapshot);
void v8scope_claims_destroy(struct v8scope_claims *claims); /* NULL-safe */

/* The node of that id; V8SCOPE_NO_NODE: none. */
uint32_t v8scope_claims_node(const struct v8scope_claims *claims, uint32_t id);

/* The holder has a handle to each of the ids; 0, and ids that no node has, are skipped. */
void v8scope_claims_add(
	struct v8scope_claims *claims, uint32_t holder, const uint32_t *ids, uint32_t count);

/*
 * By edge of `root`, the holder whose claim it meets, or `nobody`; the caller owns it. A
 * claim is met once, so that a second root meets those that are left.
 */
uint32_t *v8scope_claims_meet(struct v8scope_claims *claims, uint32_t root, uint32_t nobody);

#endif
