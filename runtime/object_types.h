/* SPDX-License-Identifier: MIT */
/*
 * Types and sizes of V8's heap objects, by the post-mortem metadata (v8dbg_*)
 * that V8 exports for debuggers: instance types by name, and the offsets of the
 * fields that tell an object's size.
 */
#ifndef V8SCOPE_OBJECT_TYPES_H
#define V8SCOPE_OBJECT_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct v8scope_object {
	uint16_t type; /* V8's instance type */
	uint32_t size; /* shallow, in bytes; 0: not known */
	/* Of a JavaScript object: the tagged values of properties and elements; 0: none. */
	uintptr_t stores[2];
};

/* Reads the metadata; false if this V8 exports none, or none that is understood. */
bool v8scope_object_types_init(void);

/* Whether it was, and did. */
bool v8scope_object_types_known(void);

/* Whether a tagged value is a heap object (not a small integer, not cleared). */
bool v8scope_object_is_heap_object(uintptr_t value);

/*
 * Describes `count` tagged values; what is no heap object, or cannot be read, has
 * type 0 and size 0. Works in place on the caller's arrays, of any length.
 */
bool v8scope_object_describe(struct v8scope_object *objects, const uintptr_t *values, size_t count);

/*
 * The size of an object that was described, if it is an array in which V8 keeps the
 * properties or elements of another, and not an empty one; else 0.
 */
uint32_t v8scope_object_store_bytes(const struct v8scope_object *store);

/* V8's name of an instance type, e.g. "JSPromise"; all strings are "String". */
const char *v8scope_object_type_name(uint16_t type);

#endif
