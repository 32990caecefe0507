/* SPDX-License-Identifier: MIT */
#include "judgement.h"

#include "series.h"

/*
 * Fewer steps than this, and a program's start cannot be told from its run: microtask
 * checkpoints, epochs that found more handles, or censuses that did.
 */
#define MIN_CHECKPOINTS 10
#define MIN_RISES 3
#define MIN_CENSUS_RISES 4

/* Where censuses are missing, this part of the time must be compared at least. */
#define COMPARED_PART 0.7

bool v8scope_evidence_was_heap_followed(const struct v8scope_attribution *attribution)
{
	return v8scope_series_has_middle(attribution->positions, attribution->epochs->len);
}

/*
 * Does anything tell what became of it on the way? A scope keeps what it has while it is
 * open. Globals and JavaScript's own may be a cache that was soon full: that both ends
 * differ does not tell.
 */
bool v8scope_evidence_was_followed(const struct v8scope_judgement *judgement)
{
	const struct v8scope_attribution *attribution = judgement->attribution;
	const struct v8scope_candidate *top = judgement->piles.top;

	return top->scope || attribution->globals_followed ||
	       v8scope_evidence_was_heap_followed(attribution);
}

bool v8scope_evidence_is_long_enough(const struct v8scope_judgement *judgement)
{
	const struct v8scope_attribution *attribution = judgement->attribution;
	guint count = attribution->epochs->len;
	const struct v8scope_candidate *top = judgement->piles.top;
	uint64_t checkpoints =
		v8scope_attribution_epoch(attribution, count - 1)->census->checkpoints -
		v8scope_attribution_epoch(attribution, 0)->census->checkpoints;

	return checkpoints >= MIN_CHECKPOINTS ||
	       (top && top->scope && top->scope->rises >= MIN_CENSUS_RISES) ||
	       v8scope_series_rises(top ? top->handles : attribution->apart, count) >= MIN_RISES;
}

bool v8scope_evidence_heap_fell_back(const struct v8scope_attribution *attribution)
{
	return v8scope_series_fell_back(attribution->apart, attribution->epochs->len);
}

bool v8scope_evidence_heap_is_bounded(const struct v8scope_attribution *attribution)
{
	guint count = attribution->epochs->len;

	return v8scope_evidence_heap_fell_back(attribution) ||
	       v8scope_series_is_plateau(attribution->apart, attribution->positions, count) ||
	       v8scope_series_came_at_once(attribution->apart, attribution->positions, count);
}

/*
 * Where censuses are missing, the collections still tell how much was live: did the
 * heap stay where it was, from the middle of what is compared to the last of them?
 */
static bool heap_levelled_off(const struct v8scope_attribution *attribution)
{
	const GArray *epochs = attribution->isolate->epochs;
	int64_t from_ns = v8scope_attribution_epoch(attribution, 0)->ts_ns;
	int64_t to_ns = attribution->closing ? attribution->assessed->ts_ns : G_MAXINT64;
	g_autofree double *used = g_new0(double, epochs->len);
	g_autofree double *positions = g_new0(double, epochs->len);
	size_t count = 0;

	for (guint i = 0; i < epochs->len; i++) {
		const struct v8scope_model_epoch *epoch =
			&g_array_index(epochs, struct v8scope_model_epoch, i);

		if (epoch->ts_ns >= from_ns && epoch->ts_ns <= to_ns) {
			used[count] = (double)epoch->used;
			positions[count++] = (double)epoch->total.mutator_ns;
		}
	}
	return v8scope_series_is_plateau(used, positions, count) ||
	       v8scope_series_fell_back(used, count);
}

/* Did the isolate go on for long after the last moment that is compared? */
static bool ends_early(const struct v8scope_attribution *attribution)
{
	guint count = attribution->epochs->len;
	int64_t from_ns = v8scope_attribution_epoch(attribution, 0)->ts_ns;
	int64_t to_ns = v8scope_attribution_epoch(attribution, count - 1)->ts_ns;

	return !attribution->closing &&
	       (double)(to_ns - from_ns) <
		       COMPARED_PART * (double)(attribution->isolate->last_state_ns - from_ns);
}

/*
 * Is it only for want of what is missing that this looks as if it went on? Without a
 * census near the middle, what was made once is not told from what keeps piling up.
 */
bool v8scope_evidence_is_unproven(const struct v8scope_attribution *attribution)
{
	return attribution->patchy && (ends_early(attribution) ||
					      !v8scope_series_has_middle(attribution->positions,
						      attribution->epochs->len) ||
					      heap_levelled_off(attribution));
}
