/* SPDX-License-Identifier: MIT */
#include "census.h"

/*
 * One request for a full collection makes V8 run several rounds. They follow each
 * other at once and nothing is allocated between them; callbacks that run there
 * may allocate a little.
 */
#define MAX_ROUND_GAP_NS (50 * 1000 * 1000)
#define MAX_ROUND_ALLOCATION (16 * 1024)

/* A recording may last for days: beyond this many epochs, every other pair goes. */
#define MAX_EPOCHS 1024

/* A census whose count is this far from the collection's does not belong to it. */
#define MAX_CENSUS_DRIFT 1000

void v8scope_model_epoch_clear(void *data)
{
	struct v8scope_model_epoch *epoch = data;

	v8scope_model_census_unref(epoch->census);
}

static struct v8scope_model_epoch *last_epoch(const struct v8scope_model_isolate *isolate)
{
	if (isolate->epochs->len == 0) {
		return NULL;
	}
	return &g_array_index(
		isolate->epochs, struct v8scope_model_epoch, isolate->epochs->len - 1);
}

/*
 * Pairs stay together: the collections before and after a scope closes are
 * neighbours, and only both show that its memory was released.
 */
static void thin_epochs(struct v8scope_model_isolate *isolate)
{
	GArray *kept = g_array_new(FALSE, FALSE, sizeof(struct v8scope_model_epoch));

	g_array_set_clear_func(kept, v8scope_model_epoch_clear);
	for (guint i = 0; i < isolate->epochs->len; i++) {
		struct v8scope_model_epoch *epoch =
			&g_array_index(isolate->epochs, struct v8scope_model_epoch, i);

		if (i % 4 < 2) {
			g_array_append_val(kept, *epoch);
			epoch->census = NULL;
		}
	}
	g_array_unref(isolate->epochs);
	isolate->epochs = kept;
}

void v8scope_model_stood_still(
	struct v8scope_model_isolate *isolate, int64_t since_ns, int64_t until_ns)
{
	since_ns = MAX(since_ns, isolate->still_until_ns);
	isolate->still_ns += MAX(until_ns - since_ns, 0);
	isolate->still_until_ns = MAX(until_ns, isolate->still_until_ns);
}

void v8scope_model_gc_begin(
	struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	isolate->collecting = true;
	isolate->collecting_since_ns = event->ts_ns;
	if (event->u.gc.type != V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT) {
		return;
	}
	isolate->gc_begin_known = true;
	isolate->gc_begin_ns = event->ts_ns;
	isolate->gc_begin_used = event->u.gc.heap.used_heap_size;
}

/* Is this collection another round of the request that made the last epoch? */
static bool is_another_round(
	const struct v8scope_model_isolate *isolate, const struct v8scope_gc *gc)
{
	const struct v8scope_model_epoch *last = last_epoch(isolate);

	return last && isolate->gc_begin_known && gc->cause != V8SCOPE_CAUSE_HOST &&
	       gc->cause == last->cause && gc->handles == last->handles &&
	       isolate->gc_begin_ns - last->last_ns <= MAX_ROUND_GAP_NS &&
	       isolate->gc_begin_used <= last->first_used + MAX_ROUND_ALLOCATION;
}

static void full_gc_end(struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	const struct v8scope_gc *gc = &event->u.gc;
	struct v8scope_model_epoch epoch = {
		.ts_ns = event->ts_ns,
		.last_ns = event->ts_ns,
		.total.mutator_ns = event->ts_ns - isolate->still_ns,
		.total.checkpoints = gc->checkpoints,
		.total.handles = gc->handles,
		.total.globals_bytes = gc->heap.global_handles_size,
		.cause = gc->cause,
		.first_used = gc->heap.used_heap_size,
		.used = gc->heap.used_heap_size,
		.handles = gc->handles,
		.promises = isolate->promises.now,
	};

	isolate->full_gcs++;
	v8scope_model_promises_collected(isolate);
	if (is_another_round(isolate, gc)) {
		last_epoch(isolate)->last_ns = event->ts_ns;
		last_epoch(isolate)->used = gc->heap.used_heap_size;
		last_epoch(isolate)->promises = isolate->promises.now;
	} else {
		if (isolate->epochs->len >= MAX_EPOCHS) {
			thin_epochs(isolate);
		}
		g_array_append_val(isolate->epochs, epoch);
	}
	isolate->awaits_census = true;
	isolate->awaited_checkpoints = gc->checkpoints;
	isolate->gc_begin_known = false;
}

void v8scope_model_gc_end(struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	const struct v8scope_gc *gc = &event->u.gc;

	v8scope_model_census_abandon(isolate);
	v8scope_model_stood_still(isolate,
		isolate->collecting ? isolate->collecting_since_ns : event->ts_ns, event->ts_ns);
	isolate->collecting = false;
	switch (gc->type) {
	case V8SCOPE_GC_TYPE_INCREMENTAL_MARKING:
	case V8SCOPE_GC_TYPE_WEAK_CALLBACKS:
		/* Parts of a collection: the heap is not yet, or already, measured. */
		return;
	case V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT:
		full_gc_end(isolate, event);
		break;
	default:
		isolate->awaits_census = false;
		break;
	}
	v8scope_model_totals_add(
		isolate->totals, &(struct v8scope_model_total){
					 .mutator_ns = event->ts_ns - isolate->still_ns,
					 .checkpoints = gc->checkpoints,
					 .handles = gc->handles,
					 .globals_bytes = gc->heap.global_handles_size,
				 });
	v8scope_model_promises_note(
		isolate, event->ts_ns, gc->type == V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT);
	v8scope_model_history_add(
		isolate->history, &(struct v8scope_moment){
					  .ts_ns = event->ts_ns,
					  .used_bytes = gc->heap.used_heap_size,
					  .handles = gc->handles,
					  .full_gc = gc->type == V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT,
				  });
	isolate->moments++;
	if (isolate->gc_ends++ == 0) {
		isolate->first_gc_used = gc->heap.used_heap_size;
	}
	isolate->last_gc_used = gc->heap.used_heap_size;
}

static uint64_t distance(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

void v8scope_model_epoch_census(
	struct v8scope_model_isolate *isolate, struct v8scope_model_census *census)
{
	struct v8scope_model_epoch *epoch = last_epoch(isolate);

	if (!isolate->awaits_census || !epoch) {
		return;
	}
	isolate->awaits_census = false;
	if (!census || census->checkpoints != isolate->awaited_checkpoints ||
		distance(census->handles, epoch->handles) > MAX_CENSUS_DRIFT) {
		return;
	}
	v8scope_model_census_unref(epoch->census);
	epoch->census = v8scope_model_census_ref(census);
}
