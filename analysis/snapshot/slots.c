/* SPDX-License-Identifier: MIT */
#include "slots.h"

#include "retention.h"

static bool is_object(const struct v8scope_slot_blocks *blocks, uint32_t slot)
{
	return (blocks->is_object[slot / 8] >> slot % 8 & 1) != 0;
}

static void add_block(
	GArray *slots, const struct v8scope_slot_blocks *blocks, size_t block, uint32_t first)
{
	for (uint32_t slot = first; slot < first + blocks->used[block]; slot++) {
		if (is_object(blocks, slot)) {
			g_array_append_val(slots, slot);
		}
	}
}

GArray *v8scope_slots_of_edges(const struct v8scope_slot_blocks *blocks)
{
	GArray *slots;
	uint64_t total = 0;
	uint32_t first;

	for (size_t b = 0; b < blocks->count; b++) {
		total += blocks->used[b];
	}
	if (total >= UINT32_MAX || total > (uint64_t)blocks->is_object_bytes * 8) {
		return NULL;
	}
	slots = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	if (blocks->count == 0) {
		return slots;
	}
	first = (uint32_t)total - blocks->used[blocks->count - 1];
	for (size_t b = blocks->count - 1; b > 0; b--) {
		first -= blocks->used[b - 1];
		add_block(slots, blocks, b - 1, first);
	}
	add_block(slots, blocks, blocks->count - 1,
		(uint32_t)total - blocks->used[blocks->count - 1]);
	return slots;
}

static bool are_in_order(const struct v8scope_slot_range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (ranges[i].first > ranges[i].last ||
			(i > 0 && ranges[i].first < ranges[i - 1].last)) {
			return false;
		}
	}
	return true;
}

static uint32_t holder_of(
	const struct v8scope_slot_range *ranges, size_t range_count, uint32_t slot)
{
	size_t low = 0;
	size_t high = range_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ranges[middle].last <= slot) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < range_count && ranges[low].first <= slot ? ranges[low].holder
							      : V8SCOPE_NO_HOLDER;
}

bool v8scope_slots_assign(const uint32_t *slots, size_t slot_count,
	const struct v8scope_slot_range *ranges, size_t range_count, uint32_t *holders)
{
	if (!are_in_order(ranges, range_count)) {
		return false;
	}
	for (size_t i = 0; i < slot_count; i++) {
		holders[i] = holder_of(ranges, range_count, slots[i]);
	}
	return true;
}
