/* SPDX-License-Identifier: MIT */
/* Which nodes of a heap snapshot each live scope and each creation site refers to. */
#ifndef V8SCOPE_SNAPSHOT_IDS_H
#define V8SCOPE_SNAPSHOT_IDS_H

#include <stdbool.h>
#include <stdint.h>

#include "census.h"

/* The scopes of a census, outermost first. Zeroed: none. */
struct v8scope_counted_scopes {
	struct v8scope_counted_scope *scopes; /* owned */
	uint32_t count;
	uint32_t capacity;
	bool incomplete; /* memory was short */
};

/* A v8scope_census_visitor whose data is a struct v8scope_counted_scopes. */
void v8scope_counted_scopes_add(const struct v8scope_counted_scope *scope, void *data);
void v8scope_counted_scopes_fini(struct v8scope_counted_scopes *scopes);

/* A snapshot that V8 still has; nothing has run since it was taken. */
struct v8scope_identified_snapshot {
	uint64_t snapshot_id;
	void *profiler; /* V8's, of the isolate */
};

/* Emit heap_snapshot_handles and _globals events. False if memory was short. */
bool v8scope_snapshot_ids_tell_handles(const struct v8scope_isolate *isolate,
	const struct v8scope_identified_snapshot *snapshot,
	const struct v8scope_counted_scopes *scopes);
bool v8scope_snapshot_ids_tell_globals(
	const struct v8scope_isolate *isolate, const struct v8scope_identified_snapshot *snapshot);

#endif
