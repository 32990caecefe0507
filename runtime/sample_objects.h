/* SPDX-License-Identifier: MIT */
/*
 * What all samples of objects share: storage to work in, and sums by type. There is one
 * storage for the process, too large for anybody's stack.
 */
#ifndef V8SCOPE_SAMPLE_OBJECTS_H
#define V8SCOPE_SAMPLE_OBJECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "backing_stores.h"
#include "object_set.h"
#include "object_types.h"
#include "sample.h"

enum { V8SCOPE_SAMPLE_OBJECTS_MAX = V8SCOPE_BACKING_OBJECTS_MAX }; /* at a time */

struct v8scope_sample_work {
	struct v8scope_object_set set;
	uintptr_t picks[V8SCOPE_SAMPLE_OBJECTS_MAX];
	uintptr_t values[V8SCOPE_SAMPLE_OBJECTS_MAX];
	struct v8scope_object objects[V8SCOPE_SAMPLE_OBJECTS_MAX];
	uint64_t backing[V8SCOPE_SAMPLE_OBJECTS_MAX];
};

extern struct v8scope_sample_work v8scope_sample_work;

/* False: another thread works in it; goes without rather than to wait. */
bool v8scope_sample_work_claim(void);
void v8scope_sample_work_release(void);

/* The same numbers in every run of a program. For who has claimed the storage. */
uint64_t v8scope_sample_random(void);

/* Objects of one type. */
struct v8scope_sampled_objects {
	uint64_t count;
	uint64_t handles; /* to them, in what was read or picked */
	uint64_t shallow_bytes;
	uint64_t backing_bytes;
};

/* What was looked at of one type. */
struct v8scope_sample_sums {
	struct v8scope_sampled_objects chosen; /* by their hashes */
	uint64_t met_once;		       /* of those: in one run, by one handle */
	uint64_t met_twice;
	struct v8scope_sampled_objects picked; /* by picking handles */
};

/*
 * The sums of V8's instance type `type`, which is added to the sample if it is not there;
 * NULL: there are too many. `sums` has V8SCOPE_SAMPLE_TYPES_MAX.
 */
struct v8scope_sample_sums *v8scope_sample_sums_of(
	struct v8scope_sample *sample, struct v8scope_sample_sums *sums, uint16_t type);

/*
 * Looks at the objects of the storage's set, which has as many as fit; at the properties
 * and elements of those to which at least `handles_min` handles refer, to save time.
 */
bool v8scope_sample_describe_set(uint32_t handles_min);

/* Adds object number i of the set that was described last. */
void v8scope_sampled_objects_add(struct v8scope_sampled_objects *objects, size_t i);

/*
 * Objects that there are for one that was met in `draws` of them, which are `part` of the
 * whole: the lower bound of Chao and Lin (2012) for sampling without replacement, from how
 * many were met once and how many twice. Where each can be met once it is 1 / `part`.
 */
double v8scope_sample_unseen_factor(
	const struct v8scope_sample_sums *sums, double draws, double part);

uint64_t v8scope_sample_round(double value);

/* Objects and bytes of the type: `factor` times what was looked at. */
void v8scope_sample_set_objects(struct v8scope_typed_objects *type,
	const struct v8scope_sampled_objects *objects, double factor);

#endif
