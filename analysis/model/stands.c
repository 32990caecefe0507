/* SPDX-License-Identifier: MIT */
#include "stands.h"

#include <glib.h>

/* Places remembered for each frame: a loop body has few lines that allocate. */
#define PLACES 4

struct place {
	uintptr_t ip;
	uint64_t gained;
};

struct v8scope_model_stands {
	uint32_t count;
	struct place (*places)[PLACES]; /* owned; one row a frame */
};

void v8scope_model_stands_destroy(struct v8scope_model_stands *stands)
{
	if (stands) {
		g_free(stands->places);
		g_free(stands);
	}
}

static struct v8scope_model_stands *create(uint32_t count)
{
	struct v8scope_model_stands *stands = g_new0(struct v8scope_model_stands, 1);

	stands->count = count;
	stands->places = g_malloc0_n(count, sizeof(*stands->places));
	return stands;
}

/* The place for `ip`: its own, a free one, or that of the one that gained least. */
static void note_frame(struct place places[PLACES], uintptr_t ip, uint64_t gained)
{
	struct place *least = &places[0];

	for (unsigned int i = 0; i < PLACES; i++) {
		if (places[i].ip == ip) {
			places[i].gained += gained;
			return;
		}
		if (places[i].gained < least->gained) {
			least = &places[i];
		}
	}
	if (least->ip == 0 || least->gained < gained) {
		*least = (struct place){.ip = ip, .gained = gained};
	}
}

void v8scope_model_stands_note(
	struct v8scope_model_stands **stands, const uintptr_t *ips, uint32_t count, uint64_t gained)
{
	if (*stands && (*stands)->count != count) {
		g_clear_pointer(stands, v8scope_model_stands_destroy);
	}
	if (!*stands) {
		*stands = create(count);
	}
	for (uint32_t i = 0; i < count; i++) {
		/* Plus one: a place where nothing came is still better than none. */
		note_frame((*stands)->places[i], ips[i], gained + 1);
	}
}

uintptr_t *v8scope_model_stands_best(const struct v8scope_model_stands *stands, uint32_t *count)
{
	uintptr_t *ips;

	*count = stands ? stands->count : 0;
	if (!stands) {
		return NULL;
	}
	ips = g_new0(uintptr_t, stands->count);
	for (uint32_t i = 0; i < stands->count; i++) {
		const struct place *best = &stands->places[i][0];

		for (unsigned int j = 1; j < PLACES; j++) {
			if (stands->places[i][j].gained > best->gained) {
				best = &stands->places[i][j];
			}
		}
		ips[i] = best->ip;
	}
	return ips;
}
