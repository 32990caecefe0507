/* SPDX-License-Identifier: MIT */
/*
 * Each group's bytes, from how live bytes moved with its handles over the epochs.
 * Members that grew in step cannot be told apart that way and form one group.
 */
#include "division.h"

#include <math.h>

#include "regress.h"

/* Two holders whose handles move this much alike grew in step. */
#define IN_STEP_COSINE 0.99

/* The sine of the same angle, for one holder against several others. */
#define IN_STEP_SINE 0.14

/* Holders that the small solver can take at once. */
#define MAX_COLUMNS 32

/* Live bytes after a full collection vary this much with what V8 compiles and flushes. */
#define NOISE_BYTES (16 * 1024)
#define NOISE_PART 0.01

/* With fewer steps, one holder's growth is not told from what grows with time. */
#define MIN_ROWS 4

static void fill_steps(double *steps, const double *values, size_t rows)
{
	for (size_t i = 0; i < rows; i++) {
		steps[i] = values[i + 1] - values[i];
	}
}

/* Handles of all members of a group, one figure an epoch. The caller frees. */
static double *group_handles(const struct v8scope_division *division, guint group)
{
	double *handles = g_new0(double, division->rows + 1);

	for (guint i = 0; i < division->members->len; i++) {
		if (v8scope_division_member(division, i)->group == group) {
			for (size_t j = 0; j <= division->rows; j++) {
				handles[j] += v8scope_division_member(division, i)->handles[j];
			}
		}
	}
	return handles;
}

static bool are_in_step(const struct v8scope_division *division, guint a, guint b)
{
	g_autofree double *left = g_new0(double, division->rows);
	g_autofree double *right = g_new0(double, division->rows);

	fill_steps(left, v8scope_division_member(division, a)->handles, division->rows);
	fill_steps(right, v8scope_division_member(division, b)->handles, division->rows);
	return v8scope_regress_cosine(left, right, division->rows) > IN_STEP_COSINE;
}

/* A member joins the group of the first one it is in step with. */
static void group_members(struct v8scope_division *division)
{
	division->groups = 0;
	for (guint i = 0; i < division->members->len; i++) {
		guint j = 0;

		while (j < i && !are_in_step(division, i, j)) {
			j++;
		}
		v8scope_division_member(division, i)->group =
			j < i ? v8scope_division_member(division, j)->group : division->groups++;
	}
}

static void join_all(struct v8scope_division *division)
{
	for (guint i = 0; i < division->members->len; i++) {
		v8scope_division_member(division, i)->group = 0;
	}
	division->groups = 1;
}

/*
 * One column a group, and one for the progress made, in turns where there are many:
 * JavaScript's own growth. Time would tell it from handles that come each turn by
 * nothing but how long the turns took.
 */
static void fill_columns(struct v8scope_division *division)
{
	size_t rows = division->rows;
	division->columns = g_new0(double, rows *(division->groups + 1));
	division->steps = g_new0(double, rows);
	fill_steps(division->steps, division->used, rows);
	for (guint group = 0; group < division->groups; group++) {
		g_autofree double *handles = group_handles(division, group);

		fill_steps(division->columns + group * rows, handles, rows);
	}
	fill_steps(division->columns + division->groups * rows, division->attribution->positions,
		rows);
}

/* Do the epochs suffice to tell the groups from each other? */
static bool are_separable(const struct v8scope_division *division)
{
	if (division->groups > MAX_COLUMNS || division->rows < division->groups + 1) {
		return false;
	}
	for (guint count = 2; count <= division->groups; count++) {
		if (!v8scope_regress_is_independent(
			    division->columns, division->rows, count, IN_STEP_SINE)) {
			return false;
		}
	}
	return true;
}

/*
 * The interval by the residuals, and the noise of the measure itself. Bytes a
 * handle may differ from time to time, which no residual of few epochs shows.
 */
static double group_error(double regressed, double bytes)
{
	return regressed + NOISE_BYTES + NOISE_PART * bytes;
}

static void append_group(struct v8scope_division *division, double bytes, double error)
{
	g_array_append_val(division->attribution->group_bytes, bytes);
	g_array_append_val(division->group_errors, error);
}

/*
 * One group, and progress does not tell its growth from JavaScript's own: growth that
 * moves with its handles is its own. With two epochs that is all of it.
 */
static void estimate_one(struct v8scope_division *division)
{
	g_autofree double *handles = group_handles(division, 0);
	double bytes = division->growth;

	if (division->rows >= 2) {
		double slope = v8scope_regress_slope(handles, division->used, division->rows + 1);
		double moving = slope * (handles[division->rows] - handles[0]);

		bytes = CLAMP(moving, 0, bytes);
	}
	append_group(division, bytes, INFINITY);
}

/* The columns that tell something: progress does not where a group grows as steadily. */
static guint count_columns(const struct v8scope_division *division)
{
	guint all = division->groups + 1;

	return v8scope_regress_is_independent(division->columns, division->rows, all, IN_STEP_SINE)
		       ? all
		       : division->groups;
}

/* A group's gain times its bytes a handle; together no more than the growth. */
static void estimate_several(struct v8scope_division *division, guint columns)
{
	g_autofree double *x = g_new0(double, columns);
	g_autofree double *gains = g_new0(double, division->groups);
	double total = 0;
	double scale;

	v8scope_regress_nnls(division->columns, division->rows, columns, division->steps, x);
	for (guint group = 0; group < division->groups; group++) {
		g_autofree double *handles = group_handles(division, group);

		gains[group] = handles[division->rows] - handles[0];
		total += x[group] * gains[group];
	}
	scale = total > division->growth ? division->growth / total : 1;
	for (guint group = 0; group < division->groups; group++) {
		double bytes = x[group] * gains[group];
		double error = INFINITY;

		if (columns > division->groups) {
			error = gains[group] * v8scope_regress_error(division->columns,
						       division->rows, columns, division->steps, x,
						       group);
			error = group_error(error + bytes * (1 - scale), bytes);
		}
		append_group(division, bytes * scale, error);
	}
}

void v8scope_division_estimate(struct v8scope_division *division)
{
	guint columns;

	group_members(division);
	fill_columns(division);
	columns = count_columns(division);
	if (division->groups > 1 ? are_separable(division)
				 : division->rows >= MIN_ROWS && columns > 1) {
		estimate_several(division, columns);
	} else {
		join_all(division);
		estimate_one(division);
	}
}
