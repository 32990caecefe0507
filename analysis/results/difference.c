/* SPDX-License-Identifier: MIT */
#include "difference.h"

#include "attribution.h"
#include "isolate_walk.h"
#include "match_holders.h"
#include "sums.h"

/* Less than this, of handles and of bytes, is what a program without a leak gains as well. */
#define LEAST_HANDLES V8SCOPE_MODEL_PILE_HANDLES
#define LEAST_BYTES (64 * 1024)

/* Fewer checkpoints, and less time, do not measure work. */
#define MIN_CHECKPOINTS 10
#define MIN_NS (10 * 1000 * 1000)

/* A recording is long enough to tell if the other's rate would show so many times over. */
#define CLEAR_FACTOR 2

/* The rates, after to before, up to which a holder is fixed and improved, or from which worse. */
#define FIXED_RATIO 0.05
#define IMPROVED_RATIO 0.8
#define WORSE_RATIO 1.25

const char *v8scope_change_name(enum v8scope_change change)
{
	static const char *const names[] = {
		[V8SCOPE_CHANGE_SAME] = "same",
		[V8SCOPE_CHANGE_FIXED] = "fixed",
		[V8SCOPE_CHANGE_IMPROVED] = "improved",
		[V8SCOPE_CHANGE_UNKNOWN] = "unknown",
		[V8SCOPE_CHANGE_WORSE] = "worse",
		[V8SCOPE_CHANGE_NEW] = "new",
	};

	return names[change];
}

static void sum_up(struct v8scope_difference_side *side, const struct v8scope_report *report)
{
	struct v8scope_isolate_walk walk = v8scope_isolate_walk_begin(report);

	while (v8scope_isolate_walk_next(&walk)) {
		const struct v8scope_report_isolate *isolate = walk.isolate;

		v8scope_optional_add(&side->growth_bytes, isolate->growth_bytes);
		v8scope_optional_add(&side->checkpoints, isolate->assessed_checkpoints);
		v8scope_optional_add(&side->ns, isolate->assessed_ns);
		side->verdicts[isolate->verdict]++;
	}
}

static bool is_at_least(struct v8scope_optional value, int64_t least)
{
	return value.known && value.value >= least;
}

static enum v8scope_difference_unit choose_unit(const struct v8scope_difference *difference)
{
	if (is_at_least(difference->before.checkpoints, MIN_CHECKPOINTS) &&
		is_at_least(difference->after.checkpoints, MIN_CHECKPOINTS)) {
		return V8SCOPE_DIFFERENCE_UNIT_CHECKPOINT;
	}
	if (is_at_least(difference->before.ns, MIN_NS) &&
		is_at_least(difference->after.ns, MIN_NS)) {
		return V8SCOPE_DIFFERENCE_UNIT_SECOND;
	}
	return V8SCOPE_DIFFERENCE_UNIT_NONE;
}

/* How much more work the later recording is of. */
static double work_ratio(const struct v8scope_difference *difference)
{
	switch (difference->unit) {
	case V8SCOPE_DIFFERENCE_UNIT_CHECKPOINT:
		return (double)difference->after.checkpoints.value /
		       (double)difference->before.checkpoints.value;
	case V8SCOPE_DIFFERENCE_UNIT_SECOND:
		return (double)difference->after.ns.value / (double)difference->before.ns.value;
	default:
		return 1;
	}
}

/* What is missing in a recording that is inconclusive, or holds no isolate, may be lost. */
static bool is_reliable(const struct v8scope_difference_side *side)
{
	guint isolates = 0;

	for (int i = 0; i <= V8SCOPE_VERDICT_INCONCLUSIVE; i++) {
		isolates += side->verdicts[i];
	}
	return isolates > 0 && side->verdicts[V8SCOPE_VERDICT_INCONCLUSIVE] == 0;
}

static enum v8scope_change change_of_ratio(double ratio)
{
	if (ratio < IMPROVED_RATIO) {
		return V8SCOPE_CHANGE_IMPROVED;
	}
	return ratio > WORSE_RATIO ? V8SCOPE_CHANGE_WORSE : V8SCOPE_CHANGE_SAME;
}

/* Lost events make counts too low: of that side nothing can be said to have less. */
static enum v8scope_change trust(
	const struct v8scope_difference *difference, enum v8scope_change change)
{
	if ((change == V8SCOPE_CHANGE_IMPROVED && !is_reliable(&difference->after)) ||
		(change == V8SCOPE_CHANGE_WORSE && !is_reliable(&difference->before))) {
		return V8SCOPE_CHANGE_UNKNOWN;
	}
	return change;
}

/* One measure of one holder: handles or bytes. */
struct measure {
	double before;
	double after;
	double least; /* that counts */
};

static enum v8scope_change compare(
	const struct v8scope_difference *difference, const struct measure *measure)
{
	double work = work_ratio(difference);
	double expected = measure->before * work;
	bool was = measure->before >= measure->least, is = measure->after >= measure->least;

	if (!was && !is) {
		return V8SCOPE_CHANGE_SAME;
	}
	if (was && is) {
		return trust(difference, change_of_ratio(measure->after / expected));
	}
	if (was) {
		if (!is_reliable(&difference->after) || expected < CLEAR_FACTOR * measure->least) {
			return V8SCOPE_CHANGE_UNKNOWN;
		}
		return measure->after <= FIXED_RATIO * expected
			       ? V8SCOPE_CHANGE_FIXED
			       : change_of_ratio(measure->after / expected);
	}
	if (!is_reliable(&difference->before) ||
		measure->after < work * CLEAR_FACTOR * measure->least) {
		return V8SCOPE_CHANGE_UNKNOWN;
	}
	return expected <= FIXED_RATIO * measure->after
		       ? V8SCOPE_CHANGE_NEW
		       : change_of_ratio(measure->after / MAX(expected, 1));
}

static double value_or_zero(struct v8scope_optional value)
{
	return value.known ? (double)MAX(value.value, INT64_C(0)) : 0;
}

static struct measure handles_of(const struct v8scope_holder_difference *holder)
{
	return (struct measure){.before = value_or_zero(holder->before.handle_growth),
		.after = value_or_zero(holder->after.handle_growth),
		.least = LEAST_HANDLES};
}

static struct measure bytes_of(const struct v8scope_holder_difference *holder)
{
	return (struct measure){.before = value_or_zero(holder->before.growth_bytes),
		.after = value_or_zero(holder->after.growth_bytes),
		.least = LEAST_BYTES};
}

static bool counts(const struct measure *measure)
{
	return measure->before >= measure->least || measure->after >= measure->least;
}

/* Warm-up grows once, however long the program runs: then rates mean nothing. */
static bool may_be_warm_up(const struct v8scope_holder_difference *holder,
	const struct measure *bytes, enum v8scope_change change)
{
	enum v8scope_holder_kind kind =
		holder->before.present ? holder->before.kind : holder->after.kind;

	return (kind == V8SCOPE_HOLDER_KIND_JAVASCRIPT ||
		       kind == V8SCOPE_HOLDER_KIND_UNEXPLAINED) &&
	       bytes->before >= bytes->least && bytes->after >= bytes->least &&
	       change_of_ratio(bytes->after / bytes->before) != change;
}

/*
 * Of two measures the worse one; "fixed" only if both are, and a place that was known to
 * hold something is not new.
 */
static enum v8scope_change combine(enum v8scope_change handles, bool handles_count,
	enum v8scope_change bytes, bool bytes_count)
{
	if (!handles_count || !bytes_count) {
		return handles_count ? handles : bytes;
	}
	if (MAX(handles, bytes) == V8SCOPE_CHANGE_NEW && handles != bytes) {
		return V8SCOPE_CHANGE_WORSE;
	}
	if (MIN(handles, bytes) == V8SCOPE_CHANGE_SAME &&
		MAX(handles, bytes) <= V8SCOPE_CHANGE_IMPROVED && handles != bytes) {
		return V8SCOPE_CHANGE_IMPROVED;
	}
	return MAX(handles, bytes);
}

static enum v8scope_change judge(
	const struct v8scope_difference *difference, const struct v8scope_holder_difference *holder)
{
	const struct measure handles = handles_of(holder), bytes = bytes_of(holder);
	enum v8scope_change by_handles = compare(difference, &handles);
	enum v8scope_change by_bytes = compare(difference, &bytes);

	if (may_be_warm_up(holder, &bytes, by_bytes)) {
		by_bytes = V8SCOPE_CHANGE_UNKNOWN;
	}
	return combine(by_handles, counts(&handles), by_bytes, counts(&bytes));
}

static int64_t size_of(const struct v8scope_holder_difference *holder)
{
	return (int64_t)MAX(bytes_of(holder).before, bytes_of(holder).after);
}

/* What is bad first, then what is large. */
static int compare_pairs(const void *a, const void *b)
{
	const struct v8scope_holder_difference *left =
		*(const struct v8scope_holder_difference *const *)a;
	const struct v8scope_holder_difference *right =
		*(const struct v8scope_holder_difference *const *)b;

	if (left->change != right->change) {
		return left->change < right->change ? 1 : -1;
	}
	return (size_of(left) < size_of(right)) - (size_of(left) > size_of(right));
}

/* Holders that hold next to nothing in both say nothing. */
static bool says_something(const struct v8scope_holder_difference *holder)
{
	const struct measure handles = handles_of(holder), bytes = bytes_of(holder);

	return counts(&handles) || counts(&bytes);
}

static enum v8scope_change judge_all(const struct v8scope_difference *difference)
{
	enum v8scope_change change = V8SCOPE_CHANGE_SAME;
	bool some_stay = false;

	for (guint i = 0; i < difference->holders->len; i++) {
		const struct v8scope_holder_difference *holder =
			g_ptr_array_index(difference->holders, i);

		change = MAX(change, holder->change);
		some_stay |= holder->counts && holder->change == V8SCOPE_CHANGE_SAME;
	}
	if (change == V8SCOPE_CHANGE_FIXED && some_stay) {
		return V8SCOPE_CHANGE_IMPROVED;
	}
	if (change == V8SCOPE_CHANGE_SAME &&
		!(is_reliable(&difference->before) && is_reliable(&difference->after))) {
		return V8SCOPE_CHANGE_UNKNOWN;
	}
	return change;
}

void v8scope_difference_init(struct v8scope_difference *difference,
	const struct v8scope_report *before, const struct v8scope_report *after)
{
	GArray *places_before = v8scope_places_of(before);
	GArray *places_after = v8scope_places_of(after);

	*difference =
		(struct v8scope_difference){.holders = g_ptr_array_new_with_free_func(g_free)};
	sum_up(&difference->before, before);
	sum_up(&difference->after, after);
	difference->unit = choose_unit(difference);
	v8scope_match_places(places_before, places_after, difference->holders);
	for (guint i = 0; i < difference->holders->len; i++) {
		struct v8scope_holder_difference *holder =
			g_ptr_array_index(difference->holders, i);

		holder->change = judge(difference, holder);
		holder->counts = says_something(holder);
	}
	g_ptr_array_sort(difference->holders, compare_pairs);
	difference->change = judge_all(difference);
	g_array_unref(places_before);
	g_array_unref(places_after);
}

void v8scope_difference_fini(struct v8scope_difference *difference)
{
	g_ptr_array_unref(difference->holders);
}
