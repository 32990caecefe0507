/* SPDX-License-Identifier: MIT */
/* Which two moments are compared: the baseline and the assessed one. */
#include "attribution.h"

#include "series.h"

/*
 * A baseline that is not the first epoch must still be near the beginning: at
 * most this part of all microtask checkpoints may be behind it, or what had
 * piled up before would not count.
 */
#define BASELINE_PART 20

/*
 * A later epoch is a better baseline while at most this part of all checkpoints is
 * behind it: less of the warm-up counts as growth, and next to nothing is missed.
 */
#define WARM_PART 1000

/* A pile with this part of what it will have is as good as complete. */
#define NEARLY_ALL 0.9

/* Two collections of the same heap differ by less: code is flushed, caches are cleared. */
#define TEAR_DOWN_NOISE (16 * 1024)

/* With fewer checkpoints than this, time measures progress better. */
#define MIN_CHECKPOINTS 10

/* The epochs with a complete census; the others cannot be attributed. */
static GPtrArray *usable_epochs(
	const struct v8scope_model_isolate *isolate, const struct v8scope_model_snapshot *until)
{
	GPtrArray *usable = g_ptr_array_new();

	for (guint i = 0; i < isolate->epochs->len; i++) {
		struct v8scope_model_epoch *epoch =
			&g_array_index(isolate->epochs, struct v8scope_model_epoch, i);

		if (epoch->census && (!until || epoch->ts_ns <= until->ts_ns)) {
			g_ptr_array_add(usable, epoch);
		}
	}
	return usable;
}

static const struct v8scope_model_epoch *epoch_at(const GPtrArray *epochs, guint index)
{
	return g_ptr_array_index(epochs, index);
}

/* These collections measure what has piled up, not where it began. */
static bool measures_a_pile(const struct v8scope_model_epoch *epoch)
{
	switch (epoch->cause) {
	case V8SCOPE_CAUSE_SCOPE_CLOSE:
	case V8SCOPE_CAUSE_RELEASE:
	case V8SCOPE_CAUSE_DISPOSE:
	case V8SCOPE_CAUSE_EXIT:
	case V8SCOPE_CAUSE_LAST_TURN:
	case V8SCOPE_CAUSE_GROWTH:
	case V8SCOPE_CAUSE_HEAP_LIMIT:
		return true;
	default:
		return false;
	}
}

/* Is at most one in `part` of all checkpoints behind the epoch? */
static bool is_early(const GPtrArray *usable, guint index, uint64_t part)
{
	const struct v8scope_model_epoch *last = epoch_at(usable, usable->len - 1);

	return !measures_a_pile(epoch_at(usable, index)) &&
	       epoch_at(usable, index)->census->checkpoints <= last->census->checkpoints / part;
}

/* The first that does not measure a pile, if it came before any checkpoint; or the first of all. */
static guint first_before_checkpoints(const GPtrArray *usable)
{
	for (guint i = 0; i + 1 < usable->len && epoch_at(usable, i)->census->checkpoints == 0;
		i++) {
		if (!measures_a_pile(epoch_at(usable, i))) {
			return i;
		}
	}
	return 0;
}

/*
 * An epoch soon after the first microtask checkpoint: by then the program has
 * compiled and run its code once. Else the first of all.
 */
static guint choose_baseline(const GPtrArray *usable)
{
	guint i = 0;

	while (i + 1 < usable->len && epoch_at(usable, i)->census->checkpoints == 0) {
		i++;
	}
	if (i + 1 >= usable->len || (epoch_at(usable, i)->cause != V8SCOPE_CAUSE_START &&
					    !is_early(usable, i, BASELINE_PART))) {
		return first_before_checkpoints(usable);
	}
	while (i + 2 < usable->len && is_early(usable, i + 1, WARM_PART)) {
		i++;
	}
	return i;
}

/* The last epoch that shows the scope, or the baseline. */
static guint last_epoch_of(
	const GPtrArray *usable, guint baseline, const struct v8scope_model_scope *scope)
{
	guint i = usable->len - 1;

	while (i > baseline &&
		!v8scope_model_census_find_scope(epoch_at(usable, i)->census, scope->scope_id)) {
		i--;
	}
	return i;
}

static int64_t handles_in(
	const struct v8scope_model_epoch *epoch, const struct v8scope_model_scope *scope)
{
	const struct v8scope_model_scope_sample *sample =
		v8scope_model_census_find_scope(epoch->census, scope->scope_id);

	return sample ? (int64_t)sample->handles : 0;
}

/* A scope that piled up handles for most of the time, and has closed. */
struct ended_pile {
	const struct v8scope_model_scope *scope;
	int64_t gain;
	guint last; /* the last epoch that shows it */
};

static GArray *find_ended_piles(
	const struct v8scope_attribution *attribution, const GPtrArray *usable, guint baseline)
{
	const struct v8scope_model_isolate *isolate = attribution->isolate;
	int64_t from_ns = v8scope_attribution_from_ns(attribution, epoch_at(usable, baseline));
	GArray *piles = g_array_new(FALSE, FALSE, sizeof(struct ended_pile));
	GHashTableIter iter;
	void *value;

	g_hash_table_iter_init(&iter, isolate->scopes);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		struct ended_pile pile = {.scope = value};

		pile.last = last_epoch_of(usable, baseline, pile.scope);
		pile.gain = handles_in(epoch_at(usable, pile.last), pile.scope) -
			    handles_in(epoch_at(usable, baseline), pile.scope);
		if (pile.last + 1 < usable->len && pile.gain >= V8SCOPE_MODEL_PILE_HANDLES &&
			pile.scope->kind != V8SCOPE_SCOPE_KIND_SEAL &&
			v8scope_scope_is_long_lived(isolate, pile.scope, from_ns) &&
			!v8scope_scope_recurs(isolate, pile.scope)) {
			g_array_append_val(piles, pile);
		}
	}
	return piles;
}

static const struct ended_pile *largest_pile(const GArray *piles)
{
	const struct ended_pile *largest = NULL;

	for (guint i = 0; i < piles->len; i++) {
		const struct ended_pile *pile = &g_array_index(piles, struct ended_pile, i);

		if (!largest || pile->gain > largest->gain ||
			(pile->gain == largest->gain &&
				pile->scope->scope_id < largest->scope->scope_id)) {
			largest = pile;
		}
	}
	return largest;
}

/*
 * A scope that piled up handles for most of the time is a leak even if it closed
 * in the end: then the last moment before is the one to assess. Where several close
 * one after the other, that is the first of those ends by which the largest has
 * nearly all that it will have. Returns that epoch, or the baseline if there is no
 * such scope.
 */
static guint choose_closing_scope(
	struct v8scope_attribution *attribution, const GPtrArray *usable, guint baseline)
{
	GArray *piles = find_ended_piles(attribution, usable, baseline);
	const struct ended_pile *largest = largest_pile(piles);
	const struct ended_pile *first = largest;
	guint chosen;

	for (guint i = 0; i < piles->len; i++) {
		const struct ended_pile *pile = &g_array_index(piles, struct ended_pile, i);
		int64_t by_then = handles_in(epoch_at(usable, pile->last), largest->scope) -
				  handles_in(epoch_at(usable, baseline), largest->scope);

		if (pile->last < first->last &&
			(double)by_then >= NEARLY_ALL * (double)largest->gain) {
			first = pile;
		}
	}
	attribution->closing = first ? first->scope : NULL;
	chosen = first ? first->last : baseline;
	g_array_unref(piles);
	return chosen;
}

/*
 * Does the epoch show what is being torn down rather than the program? When its
 * last turn is over, nothing is yet, but what only that turn held may be gone.
 */
static bool is_tear_down(const GPtrArray *usable, guint index)
{
	const struct v8scope_model_epoch *epoch = epoch_at(usable, index);

	if (epoch->cause == V8SCOPE_CAUSE_LAST_TURN) {
		return index > 0 && epoch->used < epoch_at(usable, index - 1)->used;
	}
	return v8scope_model_census_is_tear_down(epoch->census);
}

/*
 * The last epoch before tear-down; at tear-down, if there is no other, or if as much is
 * still there then: the program takes down nothing that matters.
 */
static guint last_before_tear_down(const GPtrArray *usable, guint baseline)
{
	guint last = usable->len - 1;

	for (guint i = last; i > baseline; i--) {
		if (!is_tear_down(usable, i)) {
			return epoch_at(usable, last)->used + TEAR_DOWN_NOISE >=
					       epoch_at(usable, i)->used
				       ? last
				       : i;
		}
	}
	return last;
}

/* Do live bytes fall back anywhere after the baseline, tear-down left out? */
static bool find_sawtooth(const GPtrArray *usable, guint baseline)
{
	g_autofree double *used = g_new0(double, usable->len);
	size_t count = 0;

	for (guint i = baseline; i < usable->len; i++) {
		if (i == baseline || !is_tear_down(usable, i)) {
			used[count++] = (double)epoch_at(usable, i)->used;
		}
	}
	return v8scope_series_is_sawtooth(used, count);
}

static void choose_full_epochs(struct v8scope_attribution *attribution, const GPtrArray *usable)
{
	guint baseline = choose_baseline(usable);
	guint final = choose_closing_scope(attribution, usable, baseline);

	if (final == baseline) {
		final = last_before_tear_down(usable, baseline);
	}
	for (guint i = baseline; i <= final; i++) {
		g_ptr_array_add(attribution->epochs, g_ptr_array_index(usable, i));
	}
	attribution->bytes_known = true;
	attribution->growth =
		(int64_t)epoch_at(usable, final)->used - (int64_t)epoch_at(usable, baseline)->used;
	attribution->sawtooth = find_sawtooth(usable, baseline);
	attribution->assessed = epoch_at(usable, final)->census;
	if (!attribution->closing && attribution->isolate->last_live_census &&
		attribution->isolate->last_live_census->ts_ns >= attribution->assessed->ts_ns) {
		attribution->assessed = attribution->isolate->last_live_census;
	}
}

/* Too few full collections: the first and the last census tell at least the counts. */
static void choose_censuses(struct v8scope_attribution *attribution)
{
	const struct v8scope_model_isolate *isolate = attribution->isolate;
	struct v8scope_model_census *last =
		isolate->last_live_census ? isolate->last_live_census : isolate->last_census;

	attribution->assessed = last;
	if (!last) {
		return;
	}
	attribution->counted[0].census = isolate->first_census;
	attribution->counted[0].ts_ns = isolate->first_census->ts_ns;
	attribution->counted[0].total.mutator_ns = isolate->first_census->ts_ns;
	attribution->counted[1].census = last;
	attribution->counted[1].ts_ns = last->ts_ns;
	attribution->counted[1].total.mutator_ns = last->ts_ns;
	g_ptr_array_add(attribution->epochs, &attribution->counted[0]);
	if (last != isolate->first_census) {
		g_ptr_array_add(attribution->epochs, &attribution->counted[1]);
	}
}

static void fill_series(struct v8scope_attribution *attribution)
{
	guint count = attribution->epochs->len;
	bool by_checkpoints;

	attribution->used = g_new0(double, count);
	attribution->positions = g_new0(double, count);
	if (count == 0) {
		return;
	}
	by_checkpoints = epoch_at(attribution->epochs, count - 1)->census->checkpoints >=
			 epoch_at(attribution->epochs, 0)->census->checkpoints + MIN_CHECKPOINTS;
	for (guint i = 0; i < count; i++) {
		const struct v8scope_model_epoch *epoch = epoch_at(attribution->epochs, i);

		attribution->used[i] = (double)epoch->used;
		attribution->positions[i] = by_checkpoints ? (double)epoch->census->checkpoints
							   : (double)epoch->total.mutator_ns;
	}
}

/*
 * Is a part of what the isolate told missing? Either a census was incomplete, or a
 * full collection came without one.
 */
static bool is_patchy(const struct v8scope_model_isolate *isolate)
{
	/* The last one's may be still to come. */
	guint count = isolate->epochs->len - (isolate->awaits_census ? 1 : 0);

	for (guint i = 0; i < count; i++) {
		if (!g_array_index(isolate->epochs, struct v8scope_model_epoch, i).census) {
			return true;
		}
	}
	return isolate->incomplete > 0;
}

void v8scope_attribution_choose_epochs(
	struct v8scope_attribution *attribution, const struct v8scope_model_snapshot *until)
{
	GPtrArray *usable = usable_epochs(attribution->isolate, until);

	attribution->patchy = is_patchy(attribution->isolate);

	if (usable->len >= 2) {
		choose_full_epochs(attribution, usable);
		if (until) {
			attribution->assessed = until->census;
		}
	} else {
		choose_censuses(attribution);
	}
	fill_series(attribution);
	g_ptr_array_unref(usable);
}
