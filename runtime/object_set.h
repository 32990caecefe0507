/* SPDX-License-Identifier: MIT */
/*
 * A sample of the different objects in a stream of handles: those whose hashes are
 * lowest. Whether an object is in it depends on the object alone, not on how many
 * handles refer to it nor on where they are, so that every object has the same chance.
 */
#ifndef V8SCOPE_OBJECT_SET_H
#define V8SCOPE_OBJECT_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	V8SCOPE_OBJECT_SET_MAX = 32768,
	V8SCOPE_OBJECT_SET_INDEX_BITS = 16,
};

struct v8scope_object_set_entry {
	uintptr_t value;
	uint64_t hash;
	uint32_t handles;  /* how many of the stream refer to it, leads left out */
	uint32_t last_run; /* the run that it was last met in */
	uint32_t runs;	   /* in how many it was met, and not in their leads before */
};

struct v8scope_object_set {
	struct v8scope_object_set_entry entries[V8SCOPE_OBJECT_SET_MAX];
	uint16_t index[1 << V8SCOPE_OBJECT_SET_INDEX_BITS]; /* an entry's number plus 1 */
	size_t count;
	uint64_t threshold; /* entries have hashes up to this */
	uint64_t seed;
};

void v8scope_object_set_init(struct v8scope_object_set *set, uint64_t seed);

/*
 * A handle to `value`, met in run number `run`; in the lead of a run, it only serves to
 * be recognised later in that run.
 */
void v8scope_object_set_add(
	struct v8scope_object_set *set, uintptr_t value, uint32_t run, bool is_lead);

/* Keeps about `count` of the objects, or fewer. */
void v8scope_object_set_shrink(struct v8scope_object_set *set, size_t count);

/* The chance that an object of the stream had to be in the set; 1 if all are. */
double v8scope_object_set_chance(const struct v8scope_object_set *set);

#endif
