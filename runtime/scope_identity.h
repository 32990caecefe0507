/* SPDX-License-Identifier: MIT */
/*
 * Following scopes that no hook sees from census to census. One is taken for the same
 * as in the census before if it has the same address, opening function and first
 * handle. A scope that a loop opens anew at the same place can have all three; what
 * tells is that its handles fall to less than half. (Not: at all. Scopes of V8's that
 * are neither hooked nor found lend their handles to the one around them for a moment.)
 * If a new one holds about as many as the last, the two are told as one.
 */
#ifndef V8SCOPE_SCOPE_IDENTITY_H
#define V8SCOPE_SCOPE_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

enum { V8SCOPE_IDENTITIES_MAX = 64 };

struct v8scope_identity {
	uint64_t scope_id; /* 0: the entry is free */
	uintptr_t address;
	uintptr_t function; /* 0: not known */
	uintptr_t ip;	    /* where the function was when the scope was first seen */
	uint32_t first;
	uint32_t handles;    /* at the last census */
	uint32_t checkpoint; /* the isolate's checkpoint count when first seen */
	uint32_t stack_id;   /* 0: none taken yet */
	uint32_t census;     /* the last that saw it */
};

/* Those of one isolate on one thread. */
struct v8scope_identities {
	struct v8scope_identity entries[V8SCOPE_IDENTITIES_MAX];
	uint32_t census;
};

/* Begins a census. */
void v8scope_identities_begin(struct v8scope_identities *identities);

/*
 * The identity of a scope that is there now: `now` has address, function, first and
 * handles. An entry whose scope_id is 0 is new and the caller's to fill in. NULL if
 * more are live than there are entries.
 */
struct v8scope_identity *v8scope_identities_get(
	struct v8scope_identities *identities, const struct v8scope_identity *now);

#endif
