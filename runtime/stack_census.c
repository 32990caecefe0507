/* SPDX-License-Identifier: MIT */
#include "stack_census.h"

#include "memory.h"

enum { BLOCK_BYTES = V8SCOPE_HANDLE_BLOCK_SIZE * sizeof(uintptr_t) };

static const uint32_t not_numbered = UINT32_MAX;

/* The outermost scope has no block before it; all others say where theirs goes on. */
static bool looks_like_a_scope(uintptr_t prev_next, uintptr_t prev_limit)
{
	if (prev_next == 0) {
		return prev_limit == 0;
	}
	return prev_next % sizeof(uintptr_t) == 0 && prev_limit - prev_next <= BLOCK_BYTES &&
	       (prev_limit - prev_next) % sizeof(uintptr_t) == 0;
}

/* Other functions' frames, not for the sanitizers to judge. */
__attribute__((no_sanitize("address"))) static bool scan(struct v8scope_stack_census *census,
	const struct v8scope_thread_stack *thread, uintptr_t isolate, uintptr_t cfa)
{
	const volatile uintptr_t *end = (const volatile uintptr_t *)thread->high - 2;

	for (const volatile uintptr_t *word = (const volatile uintptr_t *)cfa; word < end; word++) {
		uintptr_t prev_next;
		uintptr_t prev_limit;

		if (*word != isolate) {
			continue;
		}
		prev_next = word[1];
		prev_limit = word[2];
		if (!looks_like_a_scope(prev_next, prev_limit)) {
			continue;
		}
		if (census->count == V8SCOPE_FOUND_MAX) {
			return false;
		}
		census->found[census->count++] = (struct v8scope_found){
			.address = (uintptr_t)word,
			.prev_next = prev_next,
			.prev_limit = prev_limit,
			.first = prev_next == 0 ? 0 : not_numbered,
		};
	}
	return true;
}

typedef bool is_after_fn(const struct v8scope_found *a, const struct v8scope_found *b);

static bool is_after_by_slot(const struct v8scope_found *a, const struct v8scope_found *b)
{
	return a->prev_next > b->prev_next;
}

/* Stacks grow downward: the outer frame has the greater address. */
static bool is_after_by_number(const struct v8scope_found *a, const struct v8scope_found *b)
{
	return a->first != b->first ? a->first > b->first : a->address < b->address;
}

/* qsort allocates. There are few, and they lie nearly in order. */
static void sort(struct v8scope_found *found, uint32_t count, is_after_fn *is_after)
{
	for (uint32_t i = 1; i < count; i++) {
		struct v8scope_found one = found[i];
		uint32_t place = i;

		while (place > 0 && is_after(&found[place - 1], &one)) {
			found[place] = found[place - 1];
			place--;
		}
		found[place] = one;
	}
}

/* Numbers those whose slot lies in the block at `begin`, the isolate's `index`th. */
static void number_in_block(struct v8scope_stack_census *census, uintptr_t begin, size_t index)
{
	uintptr_t end = begin + BLOCK_BYTES;
	uint32_t low = 0;
	uint32_t high = census->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (census->found[middle].prev_next < begin) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	for (; low < census->count && census->found[low].prev_next <= end; low++) {
		struct v8scope_found *found = &census->found[low];

		/* Under a seal the limit was the next slot itself. */
		if (found->prev_limit == end || found->prev_limit == found->prev_next) {
			found->first = (uint32_t)(index * V8SCOPE_HANDLE_BLOCK_SIZE +
						  (found->prev_next - begin) / sizeof(uintptr_t));
		}
	}
}

static bool number(struct v8scope_stack_census *census, const struct v8scope_handle_blocks *blocks)
{
	enum { BATCH = 256 };
	uintptr_t begins[BATCH];

	sort(census->found, census->count, is_after_by_slot);
	for (size_t done = 0; done < blocks->count;) {
		size_t batch = blocks->count - done < BATCH ? blocks->count - done : BATCH;

		if (!v8scope_memory_read(begins, blocks->list + done * sizeof(begins[0]),
			    batch * sizeof(begins[0]))) {
			return false;
		}
		for (size_t i = 0; i < batch; i++) {
			number_in_block(census, begins[i], done + i);
		}
		done += batch;
	}
	return true;
}

/* Drops what is in no block, holds more than there is, or lies in JavaScript's frames. */
static void drop_impossible(struct v8scope_stack_census *census, uint32_t handles)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < census->count; i++) {
		struct v8scope_found *found = &census->found[i];

		if (found->first == not_numbered || found->first > handles) {
			continue;
		}
		found->frame =
			v8scope_frames_find(census->frames, census->frame_count, found->address);
		if (found->frame >= 0 && !census->frames[found->frame].is_native) {
			continue;
		}
		census->found[kept++] = *found;
	}
	census->count = kept;
}

bool v8scope_stack_census_take(struct v8scope_stack_census *census,
	const struct v8scope_thread_stack *thread, uintptr_t isolate,
	const struct v8scope_handle_blocks *blocks, uintptr_t cfa)
{
	census->count = 0;
	census->frame_count = 0;
	census->handles = blocks->handles;
	if (cfa <= thread->low || cfa >= thread->high || !scan(census, thread, isolate, cfa) ||
		!number(census, blocks)) {
		census->count = 0;
		return false;
	}
	if (census->count > 0) {
		census->frame_count = v8scope_frames_walk(thread, cfa, census->frames);
	}
	drop_impossible(census, blocks->handles);
	sort(census->found, census->count, is_after_by_number);
	return true;
}
