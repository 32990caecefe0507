/* SPDX-License-Identifier: MIT */
/*
 * Divides the growth of live bytes among the holders that gained handles, by how
 * live bytes moved with each one's handles over the epochs. Holders that grew in
 * step cannot be told apart that way: they form a group and share its bytes by
 * the sampled types, or not at all.
 */
#include "attribution.h"

#include <math.h>
#include <string.h>

#include "regress.h"

/* Two holders whose handles move this much alike grew in step. */
#define IN_STEP_COSINE 0.99

/* The sine of the same angle, for one holder against several others. */
#define IN_STEP_SINE 0.14

/* Holders that the small solver can take at once. */
#define MAX_COLUMNS 32

/*
 * With less than one byte of growth a handle gained, the handles refer to what was
 * there already: the smallest object has 8 bytes, and of the few handles that one
 * step of a program makes at least one refers to what that step has made.
 */
#define MIN_BYTES_PER_HANDLE 1

/*
 * If fewer than one in so many of the handles gained refers to an object of its own,
 * a sample of several hundred handles cannot tell that any does.
 */
#define OWN_OBJECT_PART 250

/*
 * Where nothing else divides a group, a member with this part of its handles has
 * its bytes: the others would each need a hundred times as many bytes a handle.
 */
#define DOMINANT_PART 0.99

/* Growth left over that is not worth a line of its own. */
#define MIN_REMAINDER 1024

struct division {
	struct v8scope_attribution *attribution;
	GPtrArray *members; /* of struct v8scope_candidate: growing, not refuted */
	size_t rows;	    /* steps from one epoch to the next */
	guint groups;
	double *columns; /* owned; a group's handles gained in each step, then time */
	double *bytes;	 /* owned; live bytes gained in each step */
};

static void set_optional(struct v8scope_optional *optional, double value)
{
	optional->known = true;
	optional->value = (int64_t)llround(value);
}

static struct v8scope_candidate *member(const struct division *division, guint index)
{
	return g_ptr_array_index(division->members, index);
}

/*
 * Handles that all refer to the same few objects hold no growth, however many they
 * are. How large their objects are refutes nothing: an object keeps others.
 */
static bool is_refuted(
	const struct v8scope_attribution *attribution, const struct v8scope_candidate *candidate)
{
	int64_t least = candidate->gain * MIN_BYTES_PER_HANDLE;

	if (attribution->growth < least) {
		return true;
	}
	return candidate->objects_gain.known &&
	       candidate->objects_gain.value < candidate->gain / OWN_OBJECT_PART;
}

static void set_refuted(
	const struct v8scope_attribution *attribution, struct v8scope_candidate *candidate)
{
	int64_t shallow = candidate->shallow_gain.known ? candidate->shallow_gain.value : 0;

	candidate->refuted = true;
	set_optional(&candidate->bytes, (double)CLAMP(shallow, 0, attribution->growth));
	candidate->low = candidate->bytes;
	set_optional(&candidate->high, (double)attribution->growth);
}

static void set_no_growth(struct v8scope_candidate *candidate)
{
	set_optional(&candidate->bytes, 0);
	set_optional(&candidate->low, 0);
	set_optional(&candidate->high, 0);
}

static void sort_out_members(struct division *division)
{
	struct v8scope_attribution *attribution = division->attribution;

	for (guint i = 0; i < attribution->candidates->len; i++) {
		struct v8scope_candidate *candidate = v8scope_attribution_candidate(attribution, i);

		if (!candidate->growing || attribution->growth <= 0) {
			set_no_growth(candidate);
			candidate->refuted = candidate->growing;
		} else if (is_refuted(attribution, candidate)) {
			set_refuted(attribution, candidate);
		} else {
			g_ptr_array_add(division->members, candidate);
		}
	}
}

static void fill_steps(double *steps, const double *values, size_t rows)
{
	for (size_t i = 0; i < rows; i++) {
		steps[i] = values[i + 1] - values[i];
	}
}

/* Handles of all members of a group, one figure an epoch. The caller frees. */
static double *group_handles(const struct division *division, guint group)
{
	double *handles = g_new0(double, division->rows + 1);

	for (guint i = 0; i < division->members->len; i++) {
		if (member(division, i)->group == group) {
			for (size_t j = 0; j <= division->rows; j++) {
				handles[j] += member(division, i)->handles[j];
			}
		}
	}
	return handles;
}

static bool are_in_step(const struct division *division, guint a, guint b)
{
	g_autofree double *left = g_new0(double, division->rows);
	g_autofree double *right = g_new0(double, division->rows);

	fill_steps(left, member(division, a)->handles, division->rows);
	fill_steps(right, member(division, b)->handles, division->rows);
	return v8scope_regress_cosine(left, right, division->rows) > IN_STEP_COSINE;
}

/* A member joins the group of the first one it is in step with. */
static void group_members(struct division *division)
{
	division->groups = 0;
	for (guint i = 0; i < division->members->len; i++) {
		guint j = 0;

		while (j < i && !are_in_step(division, i, j)) {
			j++;
		}
		member(division, i)->group =
			j < i ? member(division, j)->group : division->groups++;
	}
}

static void join_all(struct division *division)
{
	for (guint i = 0; i < division->members->len; i++) {
		member(division, i)->group = 0;
	}
	division->groups = 1;
}

/* One column a group, and one for the time that passed: JavaScript's own growth. */
static void fill_columns(struct division *division)
{
	size_t rows = division->rows;
	double *time;

	division->columns = g_new0(double, rows *(division->groups + 1));
	division->bytes = g_new0(double, rows);
	fill_steps(division->bytes, division->attribution->used, rows);
	for (guint group = 0; group < division->groups; group++) {
		g_autofree double *handles = group_handles(division, group);

		fill_steps(division->columns + group * rows, handles, rows);
	}
	time = division->columns + division->groups * rows;
	for (guint i = 0; i < rows; i++) {
		time[i] = (double)(v8scope_attribution_epoch(division->attribution, i + 1)->ts_ns -
				   v8scope_attribution_epoch(division->attribution, i)->ts_ns);
	}
}

/* Do the epochs suffice to tell the groups from each other? */
static bool are_separable(const struct division *division)
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
 * One group: growth that moves with its handles is its own. With two epochs that
 * is all of it.
 */
static void estimate_one(struct division *division)
{
	struct v8scope_attribution *attribution = division->attribution;
	g_autofree double *handles = group_handles(division, 0);
	double bytes = (double)attribution->growth;

	if (division->rows >= 2) {
		double slope =
			v8scope_regress_slope(handles, attribution->used, division->rows + 1);
		double moving = slope * (handles[division->rows] - handles[0]);

		bytes = CLAMP(moving, 0, bytes);
	}
	g_array_append_val(attribution->group_bytes, bytes);
}

/* A group's gain times its bytes a handle; together no more than the growth. */
static void estimate_several(struct division *division)
{
	struct v8scope_attribution *attribution = division->attribution;
	guint columns = division->groups + 1;
	g_autofree double *x = g_new0(double, columns);
	double total = 0;

	if (!v8scope_regress_is_independent(
		    division->columns, division->rows, columns, IN_STEP_SINE)) {
		/* Something grows as steadily as time: time explains nothing then. */
		columns--;
	}
	v8scope_regress_nnls(division->columns, division->rows, columns, division->bytes, x);
	for (guint group = 0; group < division->groups; group++) {
		g_autofree double *handles = group_handles(division, group);

		x[group] *= handles[division->rows] - handles[0];
		total += x[group];
	}
	for (guint group = 0; group < division->groups; group++) {
		if (total > (double)attribution->growth) {
			x[group] *= (double)attribution->growth / total;
		}
		g_array_append_val(attribution->group_bytes, x[group]);
	}
}

/* What the members of a group have in common. */
struct group_sum {
	guint count;
	double gain;	/* handles */
	double shallow; /* sampled bytes gained, if known of all of them */
	bool shallow_known;
};

static struct group_sum sum_group(const struct division *division, guint group)
{
	struct group_sum sum = {.shallow_known = true};

	for (guint i = 0; i < division->members->len; i++) {
		const struct v8scope_candidate *candidate = member(division, i);

		if (candidate->group == group) {
			sum.count++;
			sum.gain += (double)candidate->gain;
			sum.shallow += (double)candidate->shallow_gain.value;
			sum.shallow_known = sum.shallow_known && candidate->shallow_gain.known;
		}
	}
	return sum;
}

/* The member's part of its group's bytes, or -1: nothing tells it. */
static double part_of_group(const struct group_sum *sum, const struct v8scope_candidate *candidate)
{
	if (sum->count == 1) {
		return 1;
	}
	if (sum->shallow_known && sum->shallow > 0) {
		return (double)candidate->shallow_gain.value / sum->shallow;
	}
	return (double)candidate->gain >= DOMINANT_PART * sum->gain ? 1 : -1;
}

/* Has another member of its group so many handles that it gets the bytes? */
static bool is_dominated(const struct division *division, const struct v8scope_candidate *candidate)
{
	struct group_sum sum = sum_group(division, candidate->group);

	for (guint i = 0; i < division->members->len; i++) {
		const struct v8scope_candidate *other = member(division, i);

		if (other->group == candidate->group && part_of_group(&sum, other) > 0) {
			return true;
		}
	}
	return false;
}

static void give_member(const struct division *division, struct v8scope_candidate *candidate)
{
	struct v8scope_attribution *attribution = division->attribution;
	double bytes = g_array_index(attribution->group_bytes, double, candidate->group);
	struct group_sum sum = sum_group(division, candidate->group);
	double part = part_of_group(&sum, candidate);
	double shallow = (double)candidate->shallow_gain.value;

	set_optional(&candidate->low, 0);
	set_optional(&candidate->high, bytes);
	if (part < 0) {
		candidate->dominated = is_dominated(division, candidate);
		return;
	}
	set_optional(&candidate->bytes, part * bytes);
	if (candidate->shallow_gain.known) {
		set_optional(&candidate->low, MIN(shallow, part * bytes));
	}
	set_optional(&candidate->high, (double)attribution->growth);
}

/* What no holder got is JavaScript's own. */
static void set_remainder(struct v8scope_attribution *attribution)
{
	double rest = (double)attribution->growth;

	for (guint i = 0; i < attribution->group_bytes->len; i++) {
		rest -= g_array_index(attribution->group_bytes, double, i);
	}
	for (guint i = 0; i < attribution->candidates->len; i++) {
		const struct v8scope_candidate *candidate =
			v8scope_attribution_candidate(attribution, i);

		if (candidate->refuted) {
			rest -= (double)candidate->bytes.value;
		}
	}
	attribution->javascript = rest >= MIN_REMAINDER ? (int64_t)rest : 0;
}

static void divide_among_members(struct division *division)
{
	group_members(division);
	fill_columns(division);
	if (division->groups > 1 && are_separable(division)) {
		estimate_several(division);
	} else {
		join_all(division);
		estimate_one(division);
	}
	for (guint i = 0; i < division->members->len; i++) {
		give_member(division, member(division, i));
	}
}

void v8scope_attribution_divide(struct v8scope_attribution *attribution)
{
	struct division division = {
		.attribution = attribution,
		.rows = attribution->epochs->len > 0 ? attribution->epochs->len - 1 : 0,
	};

	attribution->group_bytes = g_array_new(FALSE, FALSE, sizeof(double));
	if (!attribution->bytes_known) {
		return;
	}
	division.members = g_ptr_array_new();
	sort_out_members(&division);
	if (division.members->len > 0) {
		divide_among_members(&division);
	}
	set_remainder(attribution);
	g_ptr_array_unref(division.members);
	g_free(division.columns);
	g_free(division.bytes);
}
