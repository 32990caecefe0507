/* SPDX-License-Identifier: MIT */
/*
 * map_slots SNAPSHOT: reads what host_handle_slots printed, and checks that the edges of
 * "(Handle scope)" lead to the strings that it put into their slots. Prints how many.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "retention.h"
#include "slots.h"

enum {
	BLOCK = 1022 /* slots in a handle block of V8 */
};

/* The blocks, with what is not known taken for objects behind the known ones. */
static GArray *slots_of_edges(const char *kinds, uint32_t known, uint32_t edges)
{
	uint32_t most = known + edges;
	uint32_t count = known;
	uint32_t objects = 0;
	uint32_t *used = g_new(uint32_t, most / BLOCK + 1);
	uint8_t *is_object = g_new0(uint8_t, most / 8 + 1);
	struct v8scope_slot_blocks blocks = {used, 0, is_object, most / 8 + 1};
	GArray *slots;

	for (uint32_t s = 0; s < known; s++) {
		objects += kinds[s] != 's';
	}
	if (edges > objects) {
		count += edges - objects; /* handles that taking the snapshot made */
	}
	for (uint32_t s = 0; s < count; s++) {
		if (s >= known || kinds[s] != 's') {
			is_object[s / 8] |= (uint8_t)(1 << s % 8);
		}
	}
	for (uint32_t left = count; left > 0; left -= used[blocks.count++]) {
		used[blocks.count] = MIN(left, (uint32_t)BLOCK);
	}
	slots = v8scope_slots_of_edges(&blocks);
	g_free(is_object);
	g_free(used);
	return slots;
}

/* How many named slots lead where they should; 0 if one does not. */
static uint32_t check(
	const struct v8scope_snapshot *snapshot, uint32_t root, const char *kinds, uint32_t known)
{
	uint32_t first = snapshot->first_edge[root];
	uint32_t edges = snapshot->first_edge[root + 1] - first;
	GArray *slots = slots_of_edges(kinds, known, edges);
	uint32_t right = 0;
	uint32_t wrong = slots->len != edges;

	for (uint32_t i = 0; i < MIN(slots->len, edges); i++) {
		uint32_t slot = g_array_index(slots, uint32_t, i);
		const char *name = v8scope_snapshot_name(snapshot, snapshot->edge_to[first + i]);
		char expected[32];

		snprintf(expected, sizeof(expected), "slot %" PRIu32, slot);
		if (slot < known && kinds[slot] == 'n') {
			right += strcmp(name, expected) == 0;
			wrong += strcmp(name, expected) != 0;
		}
	}
	fprintf(stderr,
		"%" PRIu32 " edges, %" PRIu32 " slots known, %" PRIu32 " right, %" PRIu32
		" wrong\n",
		edges, known, right, wrong);
	g_array_unref(slots);
	return wrong == 0 ? right : 0;
}

int main(int argc, char **argv)
{
	GError *error = NULL;
	struct v8scope_snapshot *snapshot = v8scope_snapshot_read_file(argv[argc - 1], &error);
	static char kinds[200000];

	if (snapshot == NULL || fgets(kinds, sizeof(kinds), stdin) == NULL) {
		fprintf(stderr, "%s\n", error != NULL ? error->message : "nothing to read");
		return 1;
	}
	printf("%" PRIu32 "\n",
		check(snapshot, v8scope_snapshot_root_named(snapshot, "(Handle scope)"), kinds,
			(uint32_t)strcspn(kinds, "\n")));
	v8scope_snapshot_destroy(snapshot);
	return 0;
}
