/* SPDX-License-Identifier: MIT */
/* What the globals and references of a census refer to, by creation site. */
#ifndef V8SCOPE_GLOBAL_TYPES_H
#define V8SCOPE_GLOBAL_TYPES_H

#include <stdint.h>

#include "globals.h"
#include "isolate.h"

/* Of those sites only that could matter most: a census takes a bounded time. */
enum { V8SCOPE_GLOBAL_TYPES_SITES_MAX = 4 };

/* The sites with the most strong globals. Zeroed: none. */
struct v8scope_global_sites {
	const struct v8scope_global_site *sites[V8SCOPE_GLOBAL_TYPES_SITES_MAX];
	uint32_t count;
};

/* Keeps the site if it has more than others that are kept. */
void v8scope_global_sites_note(
	struct v8scope_global_sites *sites, const struct v8scope_global_site *site);

/*
 * Emits census_global_type events of the census; returns how many. During a collection
 * napi_refs are left out.
 */
uint32_t v8scope_global_types_tell(const struct v8scope_isolate *isolate, uint64_t census_id,
	const struct v8scope_global_sites *sites);

#endif
