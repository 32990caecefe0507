/* SPDX-License-Identifier: MIT */
/* A census' events of what the handles of scopes refer to. */
#ifndef V8SCOPE_CENSUS_TYPES_H
#define V8SCOPE_CENSUS_TYPES_H

#include "census.h"
#include "handle_blocks.h"

/* Of one census. */
struct v8scope_census_types {
	struct v8scope_handle_blocks blocks;
	bool have_blocks;
	bool possible;
	bool sparing;	 /* a minor collection: the program is not to wait long, and often */
	uint32_t scopes; /* sampled so far */
};

struct v8scope_census_types v8scope_census_types_begin(const struct v8scope_isolate *isolate);

/* What a scope's handles refer to; returns the number of events. */
uint32_t v8scope_census_types_emit(struct v8scope_census_types *sampling,
	struct v8scope_thread *thread, uint64_t census_id,
	const struct v8scope_counted_scope *scope);

#endif
