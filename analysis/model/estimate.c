/* SPDX-License-Identifier: MIT */
/*
 * Each group's bytes, from how live bytes moved with its handles over the epochs.
 * Members that grew in step cannot be told apart that way and form one group.
 */
#include "division.h"

#include <math.h>

#include "regress.h"
#include "robust.h"

/* Two holders whose handles move this much alike grew in step. */
#define IN_STEP_COSINE 0.99

/* The sine of the same angle, for one holder against several others. */
#define IN_STEP_SINE 0.14

/* Holders that the small solver can take at once. */
#define MAX_COLUMNS 32

/* Live bytes after a full collection vary this much with what V8 compiles and flushes. */
#define NOISE_BYTES (16 * 1024)
#define NOISE_PART 0.01

/* JavaScript's own growth has a rate, or one before and one after a moment. */
#define MAX_PROGRESS 2

/* A second rate must leave so much less unexplained. */
#define CHANGE_FACTOR 2

/* Of the angle between a holder's handles and progress before and after a change: 30 degrees. */
#define SPLIT_SINE 0.5

/* What two fits leave differs by chance by this part. */
#define AS_GOOD 0.1

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
	division->columns = g_new0(double, rows *(division->groups + MAX_PROGRESS));
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

static void note_fit(const struct v8scope_division *division, double explained, size_t left_out)
{
	struct v8scope_fit *fit = &division->attribution->fit;

	fit->explained.known = fit->steps.known = fit->left_out.known = true;
	fit->explained.value = llround(explained * V8SCOPE_SHARE_ONE);
	fit->steps.value = (int64_t)division->rows;
	fit->left_out.value = (int64_t)left_out;
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
		note_fit(division,
			v8scope_regress_determination(handles, division->used, division->rows + 1),
			0);
	}
	append_group(division, bytes, INFINITY);
}

/* Growth that the solution makes of all steps, those that it left out included. */
static double predicted(
	const struct v8scope_robust_fit *fit, const struct v8scope_division *division)
{
	double total = 0;

	for (size_t i = 0; i < fit->rows * fit->count; i++) {
		total += division->columns[i] * fit->x[i / fit->rows];
	}
	return total;
}

/*
 * Live bytes make leaps that no handle makes: V8 doubles a Map's table. Steps with such a
 * leap are left out, unless more would have grown without them than did: then they are
 * of something that is released again and again.
 */
static void fit(
	struct v8scope_robust_fit *fit, const struct v8scope_division *division, guint columns)
{
	double most = group_error(division->growth * (1 + AS_GOOD), 0);

	v8scope_robust_fit_init(fit, division->columns, division->rows, columns, division->steps,
		NOISE_BYTES, true);
	if (predicted(fit, division) > most) {
		v8scope_robust_fit_fini(fit);
		v8scope_robust_fit_init(fit, division->columns, division->rows, columns,
			division->steps, NOISE_BYTES, false);
	}
}

/* How well some columns explain the steps. */
struct quality {
	double deviation; /* what they leave of a step */
	double rows_left; /* how many of them they explain */
};

static struct quality try_columns(const struct v8scope_division *division, guint columns)
{
	struct v8scope_robust_fit found;

	fit(&found, division, columns);
	v8scope_robust_fit_fini(&found);
	return (struct quality){found.deviation, found.rows_left};
}

/* Of two that leave as little, the one that explains more of the steps. */
static bool is_better(const struct quality *a, const struct quality *b)
{
	return a->deviation < b->deviation * (1 - AS_GOOD) ||
	       (a->deviation <= b->deviation * (1 + AS_GOOD) && a->rows_left > b->rows_left);
}

/* The progress made before step number `at`, and that from there on, as two columns. */
static void split_progress(struct v8scope_division *division, size_t at)
{
	double *before = division->columns + division->groups * division->rows;
	double *after = before + division->rows;

	for (size_t i = 0; i < division->rows; i++) {
		double progress = division->attribution->positions[i + 1] -
				  division->attribution->positions[i];

		before[i] = i < at ? progress : 0;
		after[i] = i < at ? 0 : progress;
	}
}

/*
 * With progress split there, can the columns still be told apart? A scope that opens on the
 * way grows like something that begins then: its handles explain that, and no change does.
 */
static bool is_split_apart(const struct v8scope_division *division, guint columns)
{
	for (guint i = 0; i < columns; i++) {
		if (!v8scope_regress_is_apart(
			    division->columns, division->rows, columns, i, SPLIT_SINE)) {
			return false;
		}
	}
	return true;
}

/*
 * JavaScript may begin to grow later, or stop: where one such change explains most of what
 * a steady rate leaves, there was one. The step at which it was, 0: nowhere.
 */
static size_t find_change(struct v8scope_division *division)
{
	guint columns = division->groups + 2;
	struct quality best = {try_columns(division, columns - 1).deviation / CHANGE_FACTOR, 0};
	size_t change = 0;

	for (size_t at = 2; division->rows >= columns + MIN_ROWS && at + 2 <= division->rows;
		at++) {
		struct quality quality;

		split_progress(division, at);
		if (!is_split_apart(division, columns)) {
			continue;
		}
		quality = try_columns(division, columns);
		if (is_better(&quality, &best)) {
			best = quality;
			change = at;
		}
	}
	split_progress(division, change > 0 ? change : division->rows);
	return change;
}

/* The columns that tell something: progress does not where a group grows as steadily. */
static guint choose_columns(struct v8scope_division *division)
{
	guint all = division->groups + 1;

	if (!v8scope_regress_is_independent(division->columns, division->rows, all, IN_STEP_SINE)) {
		return division->groups;
	}
	return find_change(division) > 0 ? all + 1 : all;
}

/* A group's gain times its bytes a handle; together no more than the growth. */
static void estimate_several(struct v8scope_division *division, guint columns)
{
	g_autofree double *gains = g_new0(double, division->groups);
	struct v8scope_robust_fit found;
	double total = 0;
	double scale;

	fit(&found, division, columns);
	for (guint group = 0; group < division->groups; group++) {
		g_autofree double *handles = group_handles(division, group);

		gains[group] = handles[division->rows] - handles[0];
		total += found.x[group] * gains[group];
	}
	scale = total > division->growth ? division->growth / total : 1;
	for (guint group = 0; group < division->groups; group++) {
		double bytes = found.x[group] * gains[group];
		double error = INFINITY;

		if (columns > division->groups) {
			error = gains[group] * v8scope_robust_fit_error(&found, group);
			error = group_error(error + bytes * (1 - scale), bytes);
		}
		append_group(division, bytes * scale, error);
	}
	note_fit(division, v8scope_robust_fit_explained(&found), found.left_out);
	v8scope_robust_fit_fini(&found);
}

void v8scope_division_estimate(struct v8scope_division *division)
{
	guint columns;

	group_members(division);
	fill_columns(division);
	columns = choose_columns(division);
	if (division->groups > 1 ? are_separable(division)
				 : division->rows >= MIN_ROWS && columns > 1) {
		estimate_several(division, columns);
	} else {
		join_all(division);
		estimate_one(division);
	}
}
