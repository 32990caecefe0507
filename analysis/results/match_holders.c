/* SPDX-License-Identifier: MIT */
#include "match_holders.h"

#include <stdlib.h>
#include <string.h>

#include "isolate_walk.h"
#include "sums.h"

/* How much two places are alike; the first that finds a pair wins. */
enum likeness {
	LIKENESS_PLACE,	   /* and line */
	LIKENESS_FILE,	   /* the line has moved */
	LIKENESS_BASENAME, /* the file, too */
	LIKENESS_COUNT,
};

static const char *basename_of(const char *path)
{
	const char *slash = path != NULL ? strrchr(path, '/') : NULL;

	return slash != NULL ? slash + 1 : path;
}

/* JavaScript and the unexplained part are one each. */
static bool has_site(const struct v8scope_difference_place *place)
{
	return place->kind != V8SCOPE_HOLDER_KIND_JAVASCRIPT &&
	       place->kind != V8SCOPE_HOLDER_KIND_UNEXPLAINED;
}

/* Only the file itself tells more than where in it an address lies. */
static bool are_same_address(const struct v8scope_site *a, const struct v8scope_site *b)
{
	return a->function == NULL && b->function == NULL && a->module != NULL &&
	       b->module != NULL && a->module_offset == b->module_offset &&
	       g_strcmp0(basename_of(a->module), basename_of(b->module)) == 0;
}

/* Neither function nor module: nothing tells them apart. */
static bool are_nowhere(const struct v8scope_site *a, const struct v8scope_site *b)
{
	return a->function == NULL && b->function == NULL && a->module == NULL &&
	       b->module == NULL && a->ip == b->ip;
}

static bool are_alike(const struct v8scope_difference_place *a,
	const struct v8scope_difference_place *b, enum likeness likeness)
{
	if (a->kind != b->kind) {
		return false;
	}
	if (!has_site(a) || are_same_address(a->site, b->site) || are_nowhere(a->site, b->site)) {
		return true;
	}
	if (a->site->function == NULL || g_strcmp0(a->site->function, b->site->function) != 0) {
		return false;
	}
	if (likeness == LIKENESS_BASENAME) {
		return g_strcmp0(basename_of(a->site->file), basename_of(b->site->file)) == 0;
	}
	return g_strcmp0(a->site->file, b->site->file) == 0 &&
	       (likeness == LIKENESS_FILE || a->site->line == b->site->line);
}

static void add_holder(GArray *places, const struct v8scope_holder *holder)
{
	struct v8scope_difference_place added = {
		.present = true, .kind = holder->kind, .site = &holder->opened};
	struct v8scope_difference_place *place = NULL;

	for (guint i = 0; i < places->len && place == NULL; i++) {
		struct v8scope_difference_place *other =
			&g_array_index(places, struct v8scope_difference_place, i);

		place = are_alike(other, &added, LIKENESS_PLACE) ? other : NULL;
	}
	if (place == NULL) {
		g_array_append_val(places, added);
		place = &g_array_index(places, struct v8scope_difference_place, places->len - 1);
	}
	v8scope_optional_add(&place->handle_growth, holder->handle_growth);
	v8scope_optional_add(&place->growth_bytes, holder->growth_bytes);
}

GArray *v8scope_places_of(const struct v8scope_report *report)
{
	GArray *places = g_array_new(FALSE, FALSE, sizeof(struct v8scope_difference_place));

	struct v8scope_isolate_walk walk = v8scope_isolate_walk_begin(report);

	while (v8scope_isolate_walk_next(&walk)) {
		const struct v8scope_report_isolate *isolate = walk.isolate;

		for (guint k = 0; k < isolate->holders->len; k++) {
			add_holder(places, g_ptr_array_index(isolate->holders, k));
		}
	}
	return places;
}

struct matching {
	const GArray *before;
	const GArray *after;
	bool *before_taken; /* owned */
	bool *after_taken;
	GPtrArray *pairs; /* borrowed */
};

static const struct v8scope_difference_place *place_at(const GArray *places, guint index)
{
	return &g_array_index(places, struct v8scope_difference_place, index);
}

static void add_pair(struct matching *matching, guint before, guint after)
{
	struct v8scope_holder_difference *pair = g_new0(struct v8scope_holder_difference, 1);

	if (before < matching->before->len) {
		pair->before = *place_at(matching->before, before);
		matching->before_taken[before] = true;
	}
	if (after < matching->after->len) {
		pair->after = *place_at(matching->after, after);
		matching->after_taken[after] = true;
	}
	g_ptr_array_add(matching->pairs, pair);
}

/* The two that are alike and whose lines are nearest; false: there are none. */
static bool find_nearest(
	const struct matching *matching, enum likeness likeness, guint *before, guint *after)
{
	int64_t nearest = INT64_MAX;

	for (guint i = 0; i < matching->before->len; i++) {
		for (guint j = 0; !matching->before_taken[i] && j < matching->after->len; j++) {
			const struct v8scope_difference_place *a = place_at(matching->before, i);
			const struct v8scope_difference_place *b = place_at(matching->after, j);
			int64_t distance = llabs((long long)a->site->line - b->site->line);

			if (!matching->after_taken[j] && distance < nearest &&
				are_alike(a, b, likeness)) {
				nearest = distance;
				*before = i;
				*after = j;
			}
		}
	}
	return nearest != INT64_MAX;
}

void v8scope_match_places(const GArray *before, const GArray *after, GPtrArray *pairs)
{
	struct matching matching = {
		.before = before,
		.after = after,
		.before_taken = g_new0(bool, before->len),
		.after_taken = g_new0(bool, after->len),
		.pairs = pairs,
	};
	guint i, j;

	for (int likeness = 0; likeness < LIKENESS_COUNT; likeness++) {
		while (find_nearest(&matching, (enum likeness)likeness, &i, &j)) {
			add_pair(&matching, i, j);
		}
	}
	for (i = 0; i < before->len; i++) {
		if (!matching.before_taken[i]) {
			add_pair(&matching, i, after->len);
		}
	}
	for (j = 0; j < after->len; j++) {
		if (!matching.after_taken[j]) {
			add_pair(&matching, before->len, j);
		}
	}
	g_free(matching.before_taken);
	g_free(matching.after_taken);
}
