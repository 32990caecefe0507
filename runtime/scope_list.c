/* SPDX-License-Identifier: MIT */
#include "scope_list.h"

#include <stddef.h>

#include "v8_events.h"

/* A SealHandleScope neither holds handles nor counts as a level. */
static bool is_seal(const struct v8scope_scope *scope)
{
	return scope->kind == V8SCOPE_SCOPE_KIND_SEAL;
}

static int32_t find_hooked(const struct v8scope_scope_list *list, const struct v8scope_found *found)
{
	for (uint32_t i = 0; i < list->hooked_count; i++) {
		const struct v8scope_scope *scope = &list->hooked[i];

		if (scope->address == found->address && scope->base == found->first &&
			!is_seal(scope)) {
			return (int32_t)i;
		}
	}
	return -1;
}

/*
 * Within how many of the hooked scopes a found one lies: their objects are further
 * out on the stack and were opened with no more handles, those of the next further in,
 * with no less. -1 if that holds nowhere.
 */
static int32_t find_place(const struct v8scope_scope_list *list, const struct v8scope_found *found)
{
	uint32_t place = 0;

	while (place < list->hooked_count && list->hooked[place].address > found->address) {
		place++;
	}
	if (place > 0 && list->hooked[place - 1].base > found->first) {
		return -1;
	}
	if (place < list->hooked_count && list->hooked[place].base < found->first) {
		return -1;
	}
	return (int32_t)place;
}

/* How many scopes V8 counts between hooked scope `place` - 1 and `place`. */
static int room_at(const struct v8scope_scope_list *list, uint32_t place, int level)
{
	int outer = 0;
	int inner = level;

	if (place > 0) {
		outer = list->hooked[place - 1].level;
	}
	if (place < list->hooked_count) {
		const struct v8scope_scope *scope = &list->hooked[place];

		inner = scope->level - (is_seal(scope) ? 0 : 1);
	}
	return outer < 0 || inner < outer ? 0 : inner - outer;
}

/* Whether `outer` can have been open when `inner` was opened. */
static bool can_enclose(const struct v8scope_found *outer, const struct v8scope_found *inner)
{
	/* Two of one frame may lie either way round. */
	if (outer->frame >= 0 && outer->frame == inner->frame) {
		return outer->first < inner->first ||
		       (outer->first == inner->first && outer->address > inner->address);
	}
	return outer->first <= inner->first && outer->address > inner->address;
}

/* Found scopes in the order of the list, as indices; next[] ends with -1. */
struct chain {
	int32_t first; /* -1: none */
	int32_t count;
	int16_t next[V8SCOPE_FOUND_MAX];
	uint16_t length[V8SCOPE_FOUND_MAX]; /* of what begins here */
};

/* The longest sequence of the found at `place` in which each can enclose the next. */
static void find_chain(const struct v8scope_scope_list *list, int32_t place, struct chain *chain)
{
	const struct v8scope_found *found = list->census->found;

	chain->first = -1;
	chain->count = 0;
	for (int32_t i = (int32_t)list->census->count - 1; i >= 0; i--) {
		if (list->is_inside[i] != place) {
			continue;
		}
		chain->length[i] = 1;
		chain->next[i] = -1;
		for (int32_t j = i + 1; j < (int32_t)list->census->count; j++) {
			if (list->is_inside[j] == place && can_enclose(&found[i], &found[j]) &&
				chain->length[j] >= chain->length[i]) {
				chain->length[i] = (uint16_t)(chain->length[j] + 1);
				chain->next[i] = (int16_t)j;
			}
		}
		if (chain->length[i] >= chain->count) {
			chain->first = i;
			chain->count = chain->length[i];
		}
	}
}

/*
 * Takes the one out that holds the fewest handles, or the most; `end` is where the last
 * one's end.
 */
static void drop_one(
	const struct v8scope_scope_list *list, struct chain *chain, uint32_t end, bool largest)
{
	const struct v8scope_found *found = list->census->found;
	uint32_t extreme = 0;
	int32_t before_dropped = -1;
	int32_t before = -1;

	for (int32_t i = chain->first; i >= 0; before = i, i = chain->next[i]) {
		int32_t next = chain->next[i];
		uint32_t handles = (next >= 0 ? found[next].first : end) - found[i].first;

		if (i == chain->first || (largest ? handles > extreme : handles < extreme)) {
			extreme = handles;
			before_dropped = before;
		}
	}
	if (before_dropped < 0) {
		/* NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Assign): links are set */
		chain->first = chain->next[chain->first];
	} else {
		chain->next[before_dropped] = chain->next[chain->next[before_dropped]];
	}
}

/* Where more are found than V8 counts, leaves those out that are seen to be closed. */
static void drop_closed(struct v8scope_scope_list *list, int32_t place, int room)
{
	int excess = -room;

	if (place == 0 || list->known.id == 0 || list->hooked[place - 1].id != list->known.id) {
		return;
	}
	for (uint32_t i = 0; i < list->census->count; i++) {
		excess += list->is_inside[i] == place;
	}
	for (uint32_t i = 0; i < list->census->count && excess > 0; i++) {
		if (list->is_inside[i] == place && list->census->found[i].first < list->known.end) {
			list->is_inside[i] = -1;
			excess--;
		}
	}
}

/*
 * Keeps what can be a row of nested scopes. Where that is more than V8 counts, some
 * are of closed scopes and nothing says which: those go that hold the least, as it
 * matters least where their handles are counted. But within a scope that a hook saw open
 * `are_v8s`, V8's own of a moment, which hold little: the handles are that scope's, and what
 * seems to hold many is what an earlier one left in the same frame.
 */
static void keep_chain(struct v8scope_scope_list *list, int32_t place, int room, bool are_v8s)
{
	uint32_t end = (uint32_t)place < list->hooked_count ? list->hooked[place].base
							    : list->census->handles;
	struct chain chain;
	int32_t kept;

	find_chain(list, place, &chain);
	for (; chain.count > room; chain.count--) {
		drop_one(list, &chain, end, are_v8s && place > 0);
	}
	kept = chain.first;
	for (int32_t i = 0; i < (int32_t)list->census->count; i++) {
		if (list->is_inside[i] != place) {
			continue;
		}
		if (i == kept) {
			kept = chain.next[i];
		} else {
			list->is_inside[i] = -1;
		}
	}
}

void v8scope_scope_list_merge(struct v8scope_scope_list *list, const struct v8scope_scope *hooked,
	uint32_t hooked_count, const struct v8scope_stack_census *census, int level,
	v8scope_may_be_hidden_fn *may_be_hidden)
{
	int32_t done = -1;

	list->hooked = hooked;
	list->hooked_count = hooked_count;
	list->census = census;
	list->at_hooked = 0;
	list->at_found = 0;
	for (uint32_t i = 0; i < census->count; i++) {
		const struct v8scope_found *found = &census->found[i];

		list->is_inside[i] = -1;
		list->is_hooked[i] = find_hooked(list, found);
		if (list->is_hooked[i] < 0 &&
			(may_be_hidden == NULL ||
				(found->frame >= 0 &&
					may_be_hidden(&census->frames[found->frame])))) {
			list->is_inside[i] = find_place(list, found);
		}
	}
	for (uint32_t i = 0; i < census->count; i++) {
		int32_t place = list->is_inside[i];

		if (place > done) {
			int room = room_at(list, (uint32_t)place, level);

			drop_closed(list, place, room);
			keep_chain(list, place, room, may_be_hidden != NULL);
			done = place;
		}
	}
}

static const struct v8scope_found *found_of(const struct v8scope_scope_list *list, uint32_t hooked)
{
	for (uint32_t i = 0; i < list->census->count; i++) {
		if (list->is_hooked[i] == (int32_t)hooked) {
			return &list->census->found[i];
		}
	}
	return NULL;
}

bool v8scope_scope_list_next(struct v8scope_scope_list *list, struct v8scope_listed_scope *scope)
{
	/* Found ones come by number, and so by place. */
	while (list->at_found < list->census->count && list->is_inside[list->at_found] < 0) {
		list->at_found++;
	}
	if (list->at_found < list->census->count &&
		list->is_inside[list->at_found] <= (int32_t)list->at_hooked) {
		scope->hooked = NULL;
		scope->found = &list->census->found[list->at_found++];
		scope->first = scope->found->first;
		return true;
	}
	if (list->at_hooked < list->hooked_count) {
		scope->hooked = &list->hooked[list->at_hooked];
		scope->found = found_of(list, list->at_hooked++);
		scope->first = scope->hooked->base;
		return true;
	}
	return false;
}
