/* SPDX-License-Identifier: MIT */
/*
 * Divides the growth of live bytes among the holders that gained handles. What a
 * closing scope released is measured; the rest is divided by how live bytes moved
 * with each one's handles over the epochs. Holders that grew in step cannot be told
 * apart that way: they form a group and share its bytes by the sampled types, or
 * not at all.
 */
#include "division.h"

#include <math.h>

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

/* An estimate that leaves more of the growth open does not tell its holder from others. */
#define TOLD_APART_PART 0.1

/* Growth left over that is not worth a line of its own. */
#define MIN_REMAINDER 1024

static void set_optional(struct v8scope_optional *optional, double value)
{
	optional->known = true;
	optional->value = (int64_t)llround(value);
}

bool v8scope_candidate_refers_to_few(const struct v8scope_candidate *candidate)
{
	return candidate->objects_gain.known &&
	       candidate->objects_gain.value < candidate->gain / OWN_OBJECT_PART;
}

static bool is_refuted(
	const struct v8scope_attribution *attribution, const struct v8scope_candidate *candidate)
{
	return attribution->growth < candidate->gain * MIN_BYTES_PER_HANDLE ||
	       v8scope_candidate_refers_to_few(candidate);
}

static bool is_measured(const struct v8scope_candidate *candidate)
{
	return candidate->released.known && !candidate->released_context &&
	       !v8scope_candidate_refers_to_few(candidate);
}

/* What a scope released when it closed is the most that its handles hold. */
static double bound_by_release(const struct v8scope_candidate *candidate, double high)
{
	double released = (double)candidate->released.value;

	return candidate->released.known
		       ? MIN(high, released + v8scope_division_release_noise(released))
		       : high;
}

/* Its objects are what something else keeps as well, perhaps all of them. */
static void set_refuted(
	const struct v8scope_attribution *attribution, struct v8scope_candidate *candidate)
{
	int64_t own = candidate->own_gain.known ? candidate->own_gain.value : 0;
	double high = bound_by_release(candidate, (double)attribution->growth);

	candidate->refuted = true;
	set_optional(&candidate->bytes, CLAMP((double)own, 0, high));
	set_optional(&candidate->low, 0);
	set_optional(&candidate->high, high);
}

static void set_no_growth(struct v8scope_candidate *candidate)
{
	set_optional(&candidate->bytes, 0);
	set_optional(&candidate->low, 0);
	set_optional(&candidate->high, 0);
}

/*
 * Of what the scope released, the part that it gained between the epochs compared.
 * What its handles of the baseline held is taken to be like the others; how much it
 * can have been widens the interval.
 */
static void set_measured(struct v8scope_division *division, struct v8scope_candidate *candidate)
{
	double growth = (double)division->attribution->growth;
	double released = (double)candidate->released.value;
	double noise = v8scope_division_release_noise(released);
	double before = candidate->handles[0] / (double)candidate->released_handles * released;
	double most_before =
		candidate->handles[0] > 0 ? MIN(division->attribution->used[0], released) : 0;
	double bytes = CLAMP(released - before, 0, growth);
	double per_handle = bytes / (double)candidate->gain;
	double low = released - most_before;

	candidate->measured = true;
	candidate->separable = true;
	candidate->refuted = per_handle < MIN_BYTES_PER_HANDLE;
	if (candidate->own_gain.known) {
		low = MAX(low, MIN((double)candidate->own_gain.value, bytes));
	}
	set_optional(&candidate->bytes, bytes);
	set_optional(&candidate->low, CLAMP(low - noise, 0, bytes));
	set_optional(&candidate->high,
		CLAMP(released + noise, bytes, growth + v8scope_division_release_noise(growth)));
	for (size_t i = 0; i <= division->rows; i++) {
		division->used[i] -= per_handle * (candidate->handles[i] - candidate->handles[0]);
	}
	division->growth = MAX(division->growth - bytes, 0);
}

static bool has_grown(
	const struct v8scope_attribution *attribution, const struct v8scope_candidate *candidate)
{
	return candidate->growing && attribution->growth > 0;
}

/*
 * Before all others: what is measured is not theirs. Where the handles that a scope
 * gained hold no growth, what it released hung on few that it had all the time, on a
 * Map for one: that bounds its bytes, and does not give them to the pile.
 */
static void take_measured(struct v8scope_division *division)
{
	const struct v8scope_attribution *attribution = division->attribution;

	for (guint i = 0; i < attribution->candidates->len; i++) {
		struct v8scope_candidate *candidate = v8scope_attribution_candidate(attribution, i);

		if (has_grown(attribution, candidate) && is_measured(candidate)) {
			set_measured(division, candidate);
		}
	}
}

static void sort_out_members(struct v8scope_division *division)
{
	const struct v8scope_attribution *attribution = division->attribution;

	for (guint i = 0; i < attribution->candidates->len; i++) {
		struct v8scope_candidate *candidate = v8scope_attribution_candidate(attribution, i);

		if (!has_grown(attribution, candidate)) {
			set_no_growth(candidate);
			candidate->refuted = candidate->growing;
		} else if (is_measured(candidate)) {
			continue;
		} else if (is_refuted(attribution, candidate)) {
			set_refuted(attribution, candidate);
		} else {
			g_ptr_array_add(division->members, candidate);
		}
	}
}

/* What the members of a group have in common. */
struct group_sum {
	guint count;
	double gain; /* handles */
	double own;  /* sampled bytes gained, if known of all of them */
	bool own_known;
};

static struct group_sum sum_group(const struct v8scope_division *division, guint group)
{
	struct group_sum sum = {.own_known = true};

	for (guint i = 0; i < division->members->len; i++) {
		const struct v8scope_candidate *candidate = v8scope_division_member(division, i);

		if (candidate->group == group) {
			sum.count++;
			sum.gain += (double)candidate->gain;
			sum.own += (double)candidate->own_gain.value;
			sum.own_known = sum.own_known && candidate->own_gain.known;
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
	if (sum->own_known && sum->own > 0) {
		return (double)candidate->own_gain.value / sum->own;
	}
	return (double)candidate->gain >= DOMINANT_PART * sum->gain ? 1 : -1;
}

/* Has another member of its group so many handles that it gets the bytes? */
static bool is_dominated(
	const struct v8scope_division *division, const struct v8scope_candidate *candidate)
{
	struct group_sum sum = sum_group(division, candidate->group);

	for (guint i = 0; i < division->members->len; i++) {
		const struct v8scope_candidate *other = v8scope_division_member(division, i);

		if (other->group == candidate->group && part_of_group(&sum, other) > 0) {
			return true;
		}
	}
	return false;
}

static void give_member(
	const struct v8scope_division *division, struct v8scope_candidate *candidate)
{
	struct v8scope_attribution *attribution = division->attribution;
	double bytes = g_array_index(attribution->group_bytes, double, candidate->group);
	struct group_sum sum = sum_group(division, candidate->group);
	double part = part_of_group(&sum, candidate);
	double own = (double)candidate->own_gain.value;
	double low;
	double high;

	set_optional(&candidate->low, 0);
	set_optional(&candidate->high, bytes);
	if (part < 0) {
		candidate->dominated = is_dominated(division, candidate);
		return;
	}
	set_optional(&candidate->bytes, part * bytes);
	low = candidate->own_gain.known ? MIN(own, part * bytes) : 0;
	high = division->growth;
	if (sum.count == 1) {
		double error = g_array_index(division->group_errors, double, candidate->group);

		candidate->separable = error <= TOLD_APART_PART * division->growth;
		low = MAX(low, bytes - error);
		high = MIN(high + v8scope_division_release_noise(high), bytes + error);
	}
	set_optional(&candidate->low, low);
	set_optional(&candidate->high, MAX(bound_by_release(candidate, high), part * bytes));
}

/*
 * What the holders have at least is not JavaScript's, and what they cannot have is.
 * Members of a group that is not divided have no more than the group together.
 */
static void set_remainder_bounds(struct v8scope_attribution *attribution)
{
	double low = (double)attribution->growth;
	double high = (double)attribution->growth;

	for (guint i = 0; i < attribution->candidates->len; i++) {
		const struct v8scope_candidate *candidate =
			v8scope_attribution_candidate(attribution, i);

		low -= (double)candidate->high.value;
		high -= (double)candidate->low.value;
	}
	low -= v8scope_division_release_noise(low);
	high += v8scope_division_release_noise(high);
	attribution->javascript_low = (int64_t)CLAMP(low, 0, (double)attribution->javascript);
	attribution->javascript_high = (int64_t)MAX(high, (double)attribution->javascript);
}

/* What no holder got is JavaScript's own. */
static void set_remainder(const struct v8scope_division *division)
{
	struct v8scope_attribution *attribution = division->attribution;
	double rest = division->growth;

	for (guint i = 0; i < attribution->group_bytes->len; i++) {
		rest -= g_array_index(attribution->group_bytes, double, i);
	}
	for (guint i = 0; i < attribution->candidates->len; i++) {
		const struct v8scope_candidate *candidate =
			v8scope_attribution_candidate(attribution, i);

		if (candidate->refuted && !candidate->measured) {
			rest -= (double)candidate->bytes.value;
		}
	}
	attribution->javascript = rest >= MIN_REMAINDER ? (int64_t)rest : 0;
	set_remainder_bounds(attribution);
}

void v8scope_attribution_divide(struct v8scope_attribution *attribution)
{
	struct v8scope_division division = {
		.attribution = attribution,
		.rows = attribution->epochs->len > 0 ? attribution->epochs->len - 1 : 0,
	};

	attribution->group_bytes = g_array_new(FALSE, FALSE, sizeof(double));
	if (!attribution->bytes_known) {
		return;
	}
	division.used = g_memdup2(attribution->apart, (division.rows + 1) * sizeof(double));
	division.growth = (double)MAX(attribution->growth, 0);
	division.members = g_ptr_array_new();
	division.group_errors = g_array_new(FALSE, FALSE, sizeof(double));
	take_measured(&division);
	sort_out_members(&division);
	if (division.members->len > 0) {
		v8scope_division_estimate(&division);
	}
	for (guint i = 0; i < division.members->len; i++) {
		give_member(&division, v8scope_division_member(&division, i));
	}
	v8scope_division_bound(&division);
	set_remainder(&division);
	g_ptr_array_unref(division.members);
	g_array_unref(division.group_errors);
	g_free(division.columns);
	g_free(division.steps);
	g_free(division.used);
}
