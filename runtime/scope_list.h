/* SPDX-License-Identifier: MIT */
/*
 * The scopes of a census: what the hooks saw open and what the stack shows, merged
 * and held against V8's level. Plain data without V8 or LTTng.
 */
#ifndef V8SCOPE_SCOPE_LIST_H
#define V8SCOPE_SCOPE_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "scope_stack.h"
#include "stack_census.h"

/* A hooked scope, and the number of the handle that was the first not its own. */
struct v8scope_known_scope {
	uint64_t id; /* 0: none */
	uint32_t end;
};

struct v8scope_scope_list {
	/*
	 * The innermost hooked scope of the census before; the caller's to set. While it
	 * is open its handles stay its own: what begins among them is long closed.
	 */
	struct v8scope_known_scope known;
	const struct v8scope_scope *hooked; /* outermost first; borrowed */
	uint32_t hooked_count;
	const struct v8scope_stack_census *census; /* borrowed */

	/* Of each found scope: the hooked one that it is. Or it lies within so many hooked. */
	int32_t is_hooked[V8SCOPE_FOUND_MAX];
	int32_t is_inside[V8SCOPE_FOUND_MAX]; /* -1: it is none */

	/* Where v8scope_scope_list_next is. */
	uint32_t at_hooked;
	uint32_t at_found;
};

/* One of them, outermost first; at least one of the pointers is not NULL. */
struct v8scope_listed_scope {
	const struct v8scope_scope *hooked;
	const struct v8scope_found *found;
	uint32_t first; /* number of its first handle */
};

/* Whether a found scope's frame may hold one that no hook has seen. */
typedef bool v8scope_may_be_hidden_fn(const struct v8scope_frame *frame);

/*
 * Merges. `level` is V8's now. What the hooks know is always in the list. Of what
 * is found besides, as much as V8's levels leave room for between two hooked scopes,
 * in frames that `may_be_hidden` grants (NULL: all), in an order that scopes can have.
 */
void v8scope_scope_list_merge(struct v8scope_scope_list *list, const struct v8scope_scope *hooked,
	uint32_t hooked_count, const struct v8scope_stack_census *census, int level,
	v8scope_may_be_hidden_fn *may_be_hidden);

/* The next scope, outermost first; false after the last. */
bool v8scope_scope_list_next(struct v8scope_scope_list *list, struct v8scope_listed_scope *scope);

#endif
