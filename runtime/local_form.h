/* SPDX-License-Identifier: MIT */
/*
 * Whether this V8's Locals are addresses of slots or, built with
 * V8_ENABLE_DIRECT_HANDLE, the tagged pointers themselves. No function, symbol or
 * build configuration of V8's tells, but the `this` of a method does: it is the Local.
 * A slot's address is a multiple of 8; a tagged pointer to an object is odd.
 */
#ifndef V8SCOPE_LOCAL_FORM_H
#define V8SCOPE_LOCAL_FORM_H

#include <stdint.h>

#include "hidden.h"

enum v8scope_local_form {
	V8SCOPE_LOCAL_FORM_UNKNOWN,
	V8SCOPE_LOCAL_FORM_SLOT,
	V8SCOPE_LOCAL_FORM_DIRECT,
};

/* The same for all of a process; never changes once it is known. */
extern V8SCOPE_HIDDEN enum v8scope_local_form v8scope_local_form;

void v8scope_local_form_learn(const void *object);

/* To be called with the `this` of a method of a heap object, before or after it. */
static inline void v8scope_local_form_notice(const void *object)
{
	if (__builtin_expect(__atomic_load_n(&v8scope_local_form, __ATOMIC_RELAXED) ==
				     V8SCOPE_LOCAL_FORM_UNKNOWN,
		    0)) {
		v8scope_local_form_learn(object);
	}
}

/* The tagged pointer that a Local stands for. */
static inline uintptr_t v8scope_local_value(const void *local)
{
	return ((uintptr_t)local & 1) != 0 ? (uintptr_t)local : *(const uintptr_t *)local;
}

#endif
