/* SPDX-License-Identifier: MIT */
/* Sums objects by owner, type and constructor. */
#ifndef V8SCOPE_TALLY_H
#define V8SCOPE_TALLY_H

#include "retention.h"

/* Whether a node is an object of the program or of V8, and not made up for the snapshot. */
bool v8scope_tally_counts(const struct v8scope_snapshot *snapshot, uint32_t node);

void v8scope_tally_add(
	struct v8scope_tally *tally, const struct v8scope_snapshot *snapshot, uint32_t node);

struct v8scope_tally_sums;

/* `owners` owners have the numbers from 0. The snapshot is borrowed. */
struct v8scope_tally_sums *v8scope_tally_sums_create(
	const struct v8scope_snapshot *snapshot, uint32_t owners);
void v8scope_tally_sums_add(struct v8scope_tally_sums *sums, uint32_t owner, uint32_t node);

/* Sets the classes and the total of `retained`, which owns them, to those of one owner. */
void v8scope_tally_sums_take(
	struct v8scope_tally_sums *sums, uint32_t owner, struct v8scope_retained *retained);
void v8scope_tally_sums_destroy(struct v8scope_tally_sums *sums);

#endif
