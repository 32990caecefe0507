/* SPDX-License-Identifier: MIT */
#include "rings.h"

#include <glib.h>
#include <stdbool.h>

/* The memory is divided into so many parts. */
static const uint64_t all_parts = 8;

static const struct {
	uint64_t num_subbuf;
	uint64_t census_parts;
	uint64_t detail_parts; /* above census detail */
} rings[V8SCOPE_RINGS] = {
	[V8SCOPE_RING_LOADED] = {4, 1, 1},
	[V8SCOPE_RING_STACKS] = {4, 1, 1},
	[V8SCOPE_RING_STATE] = {8, 6, 2},
	[V8SCOPE_RING_DETAIL] = {8, 0, 4},
};

static uint64_t parts_of(enum v8scope_ring ring, enum v8scope_detail detail)
{
	return detail == V8SCOPE_DETAIL_CENSUS ? rings[ring].census_parts
					       : rings[ring].detail_parts;
}

uint64_t v8scope_rings_num_subbuf(enum v8scope_ring ring)
{
	return rings[ring].num_subbuf;
}

uint64_t v8scope_rings_subbuf_size(enum v8scope_ring ring, enum v8scope_detail detail,
	uint64_t bytes, uint64_t cpus, uint64_t page)
{
	uint64_t most =
		bytes / all_parts * parts_of(ring, detail) / ((rings[ring].num_subbuf + 1) * cpus);
	uint64_t size = page;

	while (size <= most / 2) {
		size *= 2;
	}
	return size <= most ? size : 0;
}

uint64_t v8scope_rings_minimum(enum v8scope_detail detail, uint64_t cpus, uint64_t page)
{
	uint64_t minimum = 0;

	for (int ring = 0; ring < V8SCOPE_RINGS; ring++) {
		uint64_t parts = parts_of(ring, detail);
		uint64_t needed = (rings[ring].num_subbuf + 1) * cpus * page;

		if (parts > 0) {
			/* Rounded up, to what is a whole number of bytes a part. */
			minimum = MAX(minimum, (needed + parts - 1) / parts * all_parts);
		}
	}
	return minimum;
}
