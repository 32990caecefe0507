/* SPDX-License-Identifier: MIT */
#include "scope_stack.h"

#include <stdlib.h>

_Static_assert(sizeof(struct v8scope_scope) == 64, "a live scope takes one cache line");

enum { INITIAL_CAPACITY = 64 };

uint64_t v8scope_scope_stack_next_id(struct v8scope_scope_stack *stack)
{
	/* Unique in the process; each stack takes them by the range. */
	enum { ID_RANGE = 1024 };
	static uint64_t last_id;

	if (__builtin_expect(stack->next_id == stack->end_id, 0)) {
		uint64_t end = __atomic_add_fetch(&last_id, ID_RANGE, __ATOMIC_RELAXED);

		stack->next_id = end - ID_RANGE;
		stack->end_id = end;
	}
	return ++stack->next_id;
}

void v8scope_scope_stack_fini(struct v8scope_scope_stack *stack)
{
	free(stack->scopes);
	*stack = (struct v8scope_scope_stack){0};
}

static bool grow(struct v8scope_scope_stack *stack)
{
	uint32_t capacity = stack->capacity > 0 ? stack->capacity * 2 : INITIAL_CAPACITY;
	struct v8scope_scope *scopes = realloc(stack->scopes, capacity * sizeof(*scopes));

	if (scopes == NULL) {
		return false;
	}
	stack->scopes = scopes;
	stack->capacity = capacity;
	return true;
}

struct v8scope_scope *v8scope_scope_stack_push(struct v8scope_scope_stack *stack)
{
	if (__builtin_expect(stack->count == stack->capacity, 0) && !grow(stack)) {
		return NULL;
	}
	return &stack->scopes[stack->count++];
}

int64_t v8scope_scope_stack_find(const struct v8scope_scope_stack *stack, uintptr_t address)
{
	int64_t index = (int64_t)stack->count - 1;

	while (index >= 0 && stack->scopes[index].address != address) {
		index--;
	}
	return index;
}

uint32_t v8scope_scope_stack_handles(
	const struct v8scope_scope_stack *stack, uint32_t index, uint32_t live, uint32_t now)
{
	uint32_t end = index + 1 < live ? stack->scopes[index + 1].base : now;
	uint32_t base = stack->scopes[index].base;

	/* A scope that was closed behind our back can leave a base above the total. */
	return end > base ? end - base : 0;
}
