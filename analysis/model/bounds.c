/* SPDX-License-Identifier: MIT */
/*
 * What one holder is known to hold bounds the others: together they hold no more than
 * the growth.
 */
#include "division.h"

#include <math.h>

/*
 * What two collections one after the other differ by: code that V8 flushes, caches
 * that it clears.
 */
#define RELEASE_NOISE_BYTES (16 * 1024)
#define RELEASE_NOISE_PART 0.005

double v8scope_division_release_noise(double bytes)
{
	return RELEASE_NOISE_BYTES + RELEASE_NOISE_PART * bytes;
}

static double own_bytes(const struct v8scope_candidate *candidate)
{
	return candidate->own_gain.known ? (double)candidate->own_gain.value : 0;
}

/*
 * A scope's release tells what all its handles held; what those of the baseline did is
 * taken to be like the others. Where that and the others' own objects make up the growth
 * as it was, it is: they held more only if something else that nobody saw grew by just as
 * much meanwhile.
 */
static bool add_up(const struct v8scope_division *division)
{
	const struct v8scope_attribution *attribution = division->attribution;
	double rest = (double)attribution->growth;

	for (guint i = 0; i < attribution->candidates->len; i++) {
		const struct v8scope_candidate *candidate =
			v8scope_attribution_candidate(attribution, i);

		rest -= candidate->measured ? (double)candidate->bytes.value : 0;
	}
	for (guint i = 0; i < division->members->len; i++) {
		rest -= own_bytes(v8scope_division_member(division, i));
	}
	return fabs(rest) <= v8scope_division_release_noise((double)attribution->growth);
}

static void raise_measured(const struct v8scope_attribution *attribution)
{
	for (guint i = 0; i < attribution->candidates->len; i++) {
		struct v8scope_candidate *candidate = v8scope_attribution_candidate(attribution, i);
		double bytes = (double)candidate->bytes.value;
		double low =
			bytes - v8scope_division_release_noise((double)candidate->released.value);

		if (candidate->measured && low > (double)candidate->low.value) {
			candidate->low.value = (int64_t)low;
		}
	}
}

/*
 * Objects that stayed when a scope let go of them are what others hold, too: those of the
 * unmeasured can be the same.
 */
static double shared_bytes(const struct v8scope_attribution *attribution)
{
	double shared = 0;

	for (guint i = 0; i < attribution->candidates->len; i++) {
		const struct v8scope_candidate *candidate =
			v8scope_attribution_candidate(attribution, i);

		if (candidate->released.known) {
			shared += MAX(own_bytes(candidate) - (double)candidate->high.value, 0);
		}
	}
	return shared;
}

static double sum_of_lows(const struct v8scope_attribution *attribution)
{
	double sum = 0;

	for (guint i = 0; i < attribution->candidates->len; i++) {
		sum += (double)v8scope_attribution_candidate(attribution, i)->low.value;
	}
	return sum;
}

/* No more than what the others leave. */
static void lower_highs(const struct v8scope_division *division)
{
	double growth = (double)division->attribution->growth;
	double left = growth + v8scope_division_release_noise(growth) -
		      sum_of_lows(division->attribution);

	for (guint i = 0; i < division->members->len; i++) {
		struct v8scope_candidate *candidate = v8scope_division_member(division, i);
		double high = MAX(left + (double)candidate->low.value,
			candidate->bytes.known ? (double)candidate->bytes.value : 0);

		if (high < (double)candidate->high.value) {
			candidate->high.value = (int64_t)high;
		}
	}
}

void v8scope_division_bound(struct v8scope_division *division)
{
	double shared = shared_bytes(division->attribution);
	double doubt = shared > 0 ? v8scope_division_release_noise(shared) + shared : 0;

	for (guint i = 0; i < division->members->len; i++) {
		struct v8scope_candidate *candidate = v8scope_division_member(division, i);

		candidate->low.value = MAX(candidate->low.value - (int64_t)doubt, 0);
	}
	if (add_up(division)) {
		raise_measured(division->attribution);
	}
	lower_highs(division);
}

/* What gained no handles to speak of has nothing that is to be told apart. */
bool v8scope_candidate_is_separable(
	const struct v8scope_attribution *attribution, const struct v8scope_candidate *candidate)
{
	return candidate->bytes.known &&
	       (attribution->exact_growth || !candidate->growing || candidate->separable);
}

bool v8scope_javascript_is_separable(const struct v8scope_attribution *attribution)
{
	for (guint i = 0; i < attribution->candidates->len; i++) {
		if (!v8scope_candidate_is_separable(
			    attribution, v8scope_attribution_candidate(attribution, i))) {
			return false;
		}
	}
	return true;
}
