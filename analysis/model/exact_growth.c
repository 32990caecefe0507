/* SPDX-License-Identifier: MIT */
/*
 * Divides the growth by what each holder keeps, as a heap snapshot tells it. A
 * snapshot is of one moment: of what a holder keeps then, what it kept at the
 * baseline already is no growth, and only bounds are known for that.
 */
#include "attribution.h"

#include <math.h>

/* Bytes of the baseline, at most and most likely. */
struct kept_before {
	double likely;
	double most;
};

/* Bytes with bounds. */
struct grown {
	double bytes;
	double low;
	double high;
};

static void set_optional(struct v8scope_optional *optional, double value)
{
	optional->known = true;
	optional->value = (int64_t)llround(value);
}

static double last_handles(
	const struct v8scope_attribution *attribution, const struct v8scope_candidate *candidate)
{
	return candidate->handles[attribution->epochs->len - 1];
}

/* Of what it keeps now, the part that its handles of the baseline may have kept: 0 to 1. */
static double part_before(
	const struct v8scope_attribution *attribution, const struct v8scope_candidate *candidate)
{
	double last = last_handles(attribution, candidate);

	if (candidate->kind == V8SCOPE_HOLDER_KIND_UNEXPLAINED) {
		/* Globals that nobody saw made count here, but not as handles. */
		return 1;
	}
	return candidate->handles[0] >= last ? (candidate->handles[0] > 0)
					     : candidate->handles[0] / last;
}

static struct kept_before kept_before(
	const struct v8scope_attribution *attribution, double part, double bytes, double most)
{
	struct kept_before kept = {.most = part > 0 ? MIN(attribution->used[0], most) : 0};

	kept.likely = MIN(part * bytes, kept.most);
	return kept;
}

/*
 * How much of `bytes` has come since the baseline, if what was there then keeps `most`
 * of them at most.
 */
static struct grown growth_of(
	const struct v8scope_attribution *attribution, double part, uint64_t bytes, uint64_t most)
{
	struct kept_before kept =
		kept_before(attribution, part, (double)bytes, (double)MIN(most, bytes));
	double growth = (double)MAX(attribution->growth, 0);
	struct grown grown;

	grown.bytes = CLAMP((double)bytes - kept.likely, 0, growth);
	grown.low = CLAMP((double)bytes - kept.most, 0, grown.bytes);
	grown.high = CLAMP((double)bytes, grown.bytes, growth);
	return grown;
}

static struct v8scope_candidate *member_of(const struct v8scope_attribution *attribution,
	const struct v8scope_exact_set *set, uint32_t index)
{
	uint32_t number = set->holders[index];

	/* After the others comes who no holder is known for: that candidate is the last. */
	if (number == attribution->exact->holder_count) {
		number--;
	}
	return v8scope_attribution_candidate(attribution, number);
}

static struct grown growth_of_set(
	const struct v8scope_attribution *attribution, const struct v8scope_exact_set *set)
{
	double part = 0;

	for (uint32_t i = 0; i < set->count; i++) {
		part = MAX(part, part_before(attribution, member_of(attribution, set, i)));
	}
	return growth_of(attribution, part, set->bytes, set->bytes);
}

static void set_own(
	struct v8scope_attribution *attribution, struct v8scope_candidate *candidate, guint number)
{
	const struct v8scope_exact *exact = attribution->exact;
	uint64_t bytes = exact->holdings[number].alone.bytes;
	uint64_t most = exact->holdings[number].before_bytes;
	struct grown grown;

	if (candidate->kind == V8SCOPE_HOLDER_KIND_UNEXPLAINED) {
		bytes += exact->holdings[exact->holder_count].alone.bytes;
		most = bytes;
	}
	grown = growth_of(attribution, part_before(attribution, candidate), bytes, most);
	candidate->estimated = candidate->bytes;
	set_optional(&candidate->bytes, grown.bytes);
	set_optional(&candidate->low, grown.low);
	set_optional(&candidate->high, grown.high);
	candidate->dominated = false;
	candidate->shared = 0;
}

/* What a set keeps may be any member's, were it alone. */
static void add_shared(
	struct v8scope_attribution *attribution, guint number, const struct v8scope_exact_set *set)
{
	struct grown grown = growth_of_set(attribution, set);

	g_array_append_val(attribution->group_bytes, grown.bytes);
	for (uint32_t i = 0; i < set->count; i++) {
		struct v8scope_candidate *member = member_of(attribution, set, i);

		/* Sets come largest first. */
		if (member->shared == 0) {
			member->group = number;
		}
		member->shared += grown.bytes;
		set_optional(&member->high, MIN((double)member->high.value + grown.high,
						    (double)MAX(attribution->growth, 0)));
	}
}

/* A holder that shares more than it has alone is shown with its group, without a figure. */
static void join_groups(struct v8scope_attribution *attribution)
{
	for (guint i = 0; i < attribution->candidates->len; i++) {
		struct v8scope_candidate *candidate = v8scope_attribution_candidate(attribution, i);

		if (candidate->shared > (double)candidate->bytes.value) {
			g_array_index(attribution->group_bytes, double, candidate->group) +=
				(double)candidate->bytes.value;
			candidate->bytes.known = false;
		}
	}
}

void v8scope_attribution_apply_exact(struct v8scope_attribution *attribution)
{
	const struct v8scope_exact *exact = attribution->exact;
	double growth = (double)MAX(attribution->growth, 0);
	double rest = growth;
	double least = growth;

	if (!attribution->exact_growth) {
		return;
	}
	g_array_set_size(attribution->group_bytes, 0);
	for (guint i = 0; i < attribution->candidates->len; i++) {
		struct v8scope_candidate *candidate = v8scope_attribution_candidate(attribution, i);

		set_own(attribution, candidate, i);
		rest -= (double)candidate->bytes.value;
		least -= (double)candidate->low.value;
	}
	for (guint i = 0; i < exact->sets->len; i++) {
		add_shared(
			attribution, i, &g_array_index(exact->sets, struct v8scope_exact_set, i));
		rest -= g_array_index(attribution->group_bytes, double, i);
	}
	join_groups(attribution);
	attribution->javascript = (int64_t)CLAMP(rest, 0, (double)exact->javascript.bytes);
	attribution->javascript_low = MIN(attribution->javascript, (int64_t)MAX(rest, 0));
	attribution->javascript_high =
		(int64_t)CLAMP(least, (double)attribution->javascript, growth);
}
