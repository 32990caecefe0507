/* SPDX-License-Identifier: MIT */
/*
 * From the edges of "(Handle scope)" to handle slots, and from slots to holders.
 *
 * A slot's number counts the slots of V8's handle blocks from the first block's
 * first slot, as handles were made. V8 writes an edge for each slot that refers to
 * a heap object and none for one that holds a small integer; it visits all blocks
 * but the last, from the last but one down to the first, then the last.
 */
#ifndef V8SCOPE_SLOTS_H
#define V8SCOPE_SLOTS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The handle blocks at the moment of the snapshot, all borrowed. */
struct v8scope_slot_blocks {
	const uint32_t *used; /* slots in use of each block, in the order V8 made the blocks */
	size_t count;
	const uint8_t *is_object; /* a bit a slot, lowest first: 1: it refers to a heap object */
	size_t is_object_bytes;
};

/*
 * The number of the slot that each edge stands for, of uint32_t, in the order of
 * the edges. The caller owns it. NULL if the bits are fewer than the slots, or
 * there are more slots than 32 bits count.
 */
GArray *v8scope_slots_of_edges(const struct v8scope_slot_blocks *blocks);

/* Slots [first, last) belong to a holder. */
struct v8scope_slot_range {
	uint32_t first;
	uint32_t last;
	uint32_t holder;
};

/*
 * Fills in the holder of each slot, V8SCOPE_NO_HOLDER for one in no range. Ranges
 * must be in ascending order and not overlap; returns false if they do not.
 */
bool v8scope_slots_assign(const uint32_t *slots, size_t slot_count,
	const struct v8scope_slot_range *ranges, size_t range_count, uint32_t *holders);

#endif
