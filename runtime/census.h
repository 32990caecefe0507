/* SPDX-License-Identifier: MIT */
/* Writing down every live scope and every creation site of globals. */
#ifndef V8SCOPE_CENSUS_H
#define V8SCOPE_CENSUS_H

#include <stdbool.h>

#include "isolate.h"

/* Whether the shortest interval between two unforced censuses is over. */
bool v8scope_census_is_due(const struct v8scope_isolate *isolate);

/*
 * Emits a census of the isolate as its current thread sees it. Does nothing while
 * no session listens. Allocates nothing, so it may run inside a collection.
 */
void v8scope_census_take(struct v8scope_thread *thread, enum v8scope_cause cause);

/* A scope as a census counts it: nested scopes are not part of it. */
struct v8scope_counted_scope {
	uint64_t scope_id;
	uint32_t first; /* number of its first handle */
	uint32_t handles;
};

/* Asked of each scope of a census, outermost first. */
struct v8scope_census_visitor {
	void (*visit)(const struct v8scope_counted_scope *scope, void *data);
	void *data; /* borrowed */
};

/* The same with a visitor; the census's id, 0 if none was taken. */
uint64_t v8scope_census_take_visited(struct v8scope_thread *thread, enum v8scope_cause cause,
	const struct v8scope_census_visitor *visitor);

/* Emits the stack event of a record unless this session already has it. */
void v8scope_census_emit_stack(const struct v8scope_isolate *isolate, struct v8scope_stack *stack);

#endif
