/* SPDX-License-Identifier: MIT */
#include "totals.h"

#include <glib.h>

#include "series.h"

/* When so many are kept, every other one goes, and of new ones every other is kept. */
#define MAX_TOTALS 1024

/* Fewer checkpoints do not measure progress. */
#define MIN_CHECKPOINTS 100

/* In less time, what the machine does besides weighs more than what the program does. */
#define MIN_NS (200 * 1000 * 1000)

struct v8scope_model_totals {
	GArray *kept;	  /* of struct v8scope_model_total */
	uint64_t stride;  /* one in so many is kept */
	uint64_t skipped; /* since the last that was */
};

struct v8scope_model_totals *v8scope_model_totals_create(void)
{
	struct v8scope_model_totals *totals = g_new0(struct v8scope_model_totals, 1);

	totals->kept = g_array_new(FALSE, FALSE, sizeof(struct v8scope_model_total));
	totals->stride = 1;
	return totals;
}

void v8scope_model_totals_destroy(struct v8scope_model_totals *totals)
{
	if (totals) {
		g_array_unref(totals->kept);
		g_free(totals);
	}
}

static const struct v8scope_model_total *at(const struct v8scope_model_totals *totals, guint index)
{
	return &g_array_index(totals->kept, struct v8scope_model_total, index);
}

static void thin(struct v8scope_model_totals *totals)
{
	guint kept = 0;

	for (guint i = 0; i < totals->kept->len; i += 2) {
		g_array_index(totals->kept, struct v8scope_model_total, kept++) = *at(totals, i);
	}
	g_array_set_size(totals->kept, kept);
	totals->stride *= 2;
}

void v8scope_model_totals_add(
	struct v8scope_model_totals *totals, const struct v8scope_model_total *total)
{
	if (++totals->skipped < totals->stride) {
		return;
	}
	totals->skipped = 0;
	g_array_append_val(totals->kept, *total);
	if (totals->kept->len == MAX_TOTALS) {
		thin(totals);
	}
}

/* What the collections between two of them tell of one kind of handles. */
struct course {
	double *values; /* owned, and so are the positions */
	double *positions;
	size_t count;
};

static bool find_course(struct course *course, const struct v8scope_model_totals *totals,
	enum v8scope_model_total_kind kind, const struct v8scope_model_total *begin,
	const struct v8scope_model_total *end)
{
	bool by_checkpoints = end->checkpoints >= begin->checkpoints + MIN_CHECKPOINTS;

	if (!by_checkpoints && end->mutator_ns - begin->mutator_ns < MIN_NS) {
		return false;
	}
	*course = (struct course){
		.values = g_new0(double, totals->kept->len),
		.positions = g_new0(double, totals->kept->len),
	};
	for (guint i = 0; i < totals->kept->len; i++) {
		const struct v8scope_model_total *total = at(totals, i);

		if (total->mutator_ns >= begin->mutator_ns &&
			total->mutator_ns <= end->mutator_ns) {
			course->values[course->count] =
				(double)(kind == V8SCOPE_MODEL_TOTAL_GLOBALS ? total->globals_bytes
									     : total->handles);
			course->positions[course->count++] =
				by_checkpoints ? (double)total->checkpoints
					       : (double)(total->mutator_ns - begin->mutator_ns);
		}
	}
	return true;
}

static void free_course(struct course *course)
{
	g_free(course->values);
	g_free(course->positions);
}

bool v8scope_model_totals_is_plateau(const struct v8scope_model_totals *totals,
	enum v8scope_model_total_kind kind, const struct v8scope_model_total *begin,
	const struct v8scope_model_total *end)
{
	struct course course;
	bool is_plateau;

	if (!find_course(&course, totals, kind, begin, end)) {
		return false;
	}
	is_plateau = v8scope_series_is_plateau(course.values, course.positions, course.count);
	free_course(&course);
	return is_plateau;
}

bool v8scope_model_totals_has_middle(const struct v8scope_model_totals *totals,
	const struct v8scope_model_total *begin, const struct v8scope_model_total *end)
{
	struct course course;
	bool has_middle;

	if (!find_course(&course, totals, V8SCOPE_MODEL_TOTAL_HANDLES, begin, end)) {
		return false;
	}
	has_middle = v8scope_series_has_middle(course.positions, course.count);
	free_course(&course);
	return has_middle;
}
