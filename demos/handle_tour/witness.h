/* SPDX-License-Identifier: MIT */
/*
 * A witness watches one object through a weak Global, which does not keep it
 * alive, and so can tell after a full GC whether the object was collected.
 */
#ifndef V8SCOPE_DEMOS_WITNESS_H
#define V8SCOPE_DEMOS_WITNESS_H

#include <stdbool.h>

struct v8__Data;
struct v8__Isolate;
struct v8__Object;

struct witness {
	const struct v8__Data *weak; /* owned weak Global; NULL once the object was collected */
};

/* The witness must stay where it is until witness_fini. */
void witness_init(
	struct witness *witness, struct v8__Isolate *isolate, const struct v8__Object *object);

bool witness_saw_collection(const struct witness *witness);

void witness_fini(struct witness *witness);

#endif
