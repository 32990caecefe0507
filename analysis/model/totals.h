/* SPDX-License-Identifier: MIT */
/*
 * The isolate's number of handles, and of globals, at every collection, minor ones too. Nobody says
 * there in which scope they are, but it shows how they came: steadily, or all at
 * the beginning.
 */
#ifndef V8SCOPE_MODEL_TOTALS_H
#define V8SCOPE_MODEL_TOTALS_H

#include <stdbool.h>
#include <stdint.h>

struct v8scope_model_totals;

struct v8scope_model_total {
	int64_t mutator_ns; /* the time, less that in which the program stood still until then */
	uint64_t checkpoints;
	uint64_t handles;
	uint64_t globals_bytes; /* of the storage that global handles use */
};

enum v8scope_model_total_kind {
	V8SCOPE_MODEL_TOTAL_HANDLES,
	V8SCOPE_MODEL_TOTAL_GLOBALS,
};

struct v8scope_model_totals *v8scope_model_totals_create(void);
void v8scope_model_totals_destroy(struct v8scope_model_totals *totals); /* NULL-safe */

/* In time order. Of a long recording an even selection is kept. */
void v8scope_model_totals_add(
	struct v8scope_model_totals *totals, const struct v8scope_model_total *total);

/*
 * Between these two, both included: did those handles rise, and then stay?
 * Progress is measured in checkpoints, where there are some, else in time. False if it
 * cannot be told.
 */
bool v8scope_model_totals_is_plateau(const struct v8scope_model_totals *totals,
	enum v8scope_model_total_kind kind, const struct v8scope_model_total *begin,
	const struct v8scope_model_total *end);

/* Does any collection tell how many there were near the middle of the way? */
bool v8scope_model_totals_has_middle(const struct v8scope_model_totals *totals,
	const struct v8scope_model_total *begin, const struct v8scope_model_total *end);

#endif
