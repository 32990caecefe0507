/* SPDX-License-Identifier: MIT */
/*
 * What differs between V8 versions and no function of V8's tells: one table, and
 * the way to find it out where the table ends.
 */
#ifndef V8SCOPE_V8_VERSIONS_H
#define V8SCOPE_V8_VERSIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* V8's HandleScopeData of an isolate; laid out like this in V8 10 to 14. */
struct v8scope_scope_data {
	uintptr_t next;	 /* the slot that the next handle gets */
	uintptr_t limit; /* the end of the block, or next where a scope is sealed */
	int level;	 /* scopes open now, V8's own included */
	int sealed_level;
};

/*
 * Where it lies in an isolate, from a version on: VERSION(major, minor, offset), oldest
 * first. It is Internals::kIsolateHandleScopeDataOffset of builds without pointer
 * compression and sandbox; others are found by a search. V8s before 12.4 export
 * functions that tell.
 */
/* clang-format off */
#define V8SCOPE_VERSIONS(VERSION) \
	VERSION(12, 4, 512) \
	VERSION(13, 6, 560)
/* clang-format on */

struct v8scope_version {
	int major;
	int minor;
	uint32_t scope_data_offset;
};

/*
 * The entry for a version as V8::GetVersion tells it ("12.4.254.21-node.33"); NULL
 * for one older than the table, or that is none.
 */
const struct v8scope_version *v8scope_version_find(const char *version);

/*
 * V8's own structure, live, for the isolate's own thread to read. NULL where this
 * V8 does not export it and its place could not be proven, which takes an isolate
 * that has handles: ask again later.
 */
const struct v8scope_scope_data *v8scope_scope_data_of(void *isolate);

#endif
