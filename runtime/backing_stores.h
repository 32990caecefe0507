/* SPDX-License-Identifier: MIT */
/* What the properties and elements of objects take: V8 keeps them in arrays of their own. */
#ifndef V8SCOPE_BACKING_STORES_H
#define V8SCOPE_BACKING_STORES_H

#include <stddef.h>
#include <stdint.h>

#include "object_types.h"

enum { V8SCOPE_BACKING_OBJECTS_MAX = 12288 };

/*
 * Sets bytes[i] to the size of the arrays that only objects[i] uses, for `count`
 * different objects. An array that several of them share (an empty one, or one that
 * is copied when it is written to) is no object's own and counts for none. Not
 * reentrant: it works in static storage.
 */
void v8scope_backing_stores_measure(
	uint64_t *bytes, const struct v8scope_object *objects, size_t count);

#endif
