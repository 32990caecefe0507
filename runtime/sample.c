/* SPDX-License-Identifier: MIT */
#include "sample.h"

#include <assert.h>
#include <string.h>

#include "sample_objects.h"

/*
 * The handles are read one after the other: all of them up to SCAN_MAX, of more as
 * many in RUNS short runs, chosen at random. Reading handles is cheap, looking at
 * objects is not, so only two samples of them are:
 *
 * - PICKS handles, one at a random place in each equal part of what is read. Their
 *   types are those of all handles.
 * - OBJECTS different objects, chosen by their hashes. Their types and sizes are those
 *   of all objects, whether one handle refers to an object or a million do.
 *
 * Random places, because programs make handles in patterns of any period; equal
 * parts, because they make them in blocks. The standard deviation of a type's share of
 * the handles is less than half a percentage point. What fits is exact.
 */
enum {
	RUNS = 4096,
	RUN_LENGTH = 256,
	SCAN_MAX = RUNS * RUN_LENGTH,
	/*
	 * Several handles close to each other often refer to one object. A run counts
	 * objects that begin in it, so that it counts each as often as one handle
	 * would: what the handles before it refer to only serves to recognise it.
	 */
	LEAD = 64,
	PICKS = 12288,
	OBJECTS = 8192,
	BATCH = 1024,
};
static_assert((int)PICKS <= (int)V8SCOPE_SAMPLE_OBJECTS_MAX &&
		      (int)OBJECTS <= (int)V8SCOPE_SAMPLE_OBJECTS_MAX,
	"all must fit");

static struct v8scope_sample_work *const work = &v8scope_sample_work;

/* How a scope's handles are read. */
struct scan {
	const struct v8scope_handle_blocks *blocks;
	uint32_t first;
	uint32_t count;
	bool is_whole;
	uint64_t total;	     /* handles that are read */
	uint64_t done;	     /* of those, so far */
	uint64_t references; /* to heap objects, leads left out */
	uint32_t pick_count; /* places so far, heap object there or not */
	uint64_t next_pick;  /* place of the next, in what is read */
};

/* A random place in part number `part` of `parts` equal ones of a whole. */
static uint64_t place_in_part(uint64_t part, uint64_t parts, uint64_t whole)
{
	uint64_t begin = whole * part / parts;
	uint64_t end = whole * (part + 1) / parts;

	return begin + v8scope_sample_random() % (end - begin);
}

static uint64_t pick_total(const struct scan *scan)
{
	return scan->total < PICKS ? scan->total : PICKS;
}

static void plan_pick(struct scan *scan)
{
	scan->next_pick = scan->pick_count < pick_total(scan)
				  ? place_in_part(scan->pick_count, pick_total(scan), scan->total)
				  : UINT64_MAX;
}

static void take_handle(struct scan *scan, uintptr_t value, uint32_t run)
{
	if (v8scope_object_is_heap_object(value)) {
		v8scope_object_set_add(&work->set, value, run, false);
		scan->references++;
	}
	if (scan->done == scan->next_pick) {
		work->picks[scan->pick_count++] = value;
		plan_pick(scan);
	}
	scan->done++;
}

/* Reads `lead` handles from number `offset` of the scope on, and the `count` after them. */
static bool read_run(
	struct scan *scan, uint32_t run, uint32_t offset, uint32_t lead, uint32_t count)
{
	uintptr_t values[BATCH];

	count += lead;
	while (count > 0) {
		uint32_t batch = count < BATCH ? count : BATCH;

		if (v8scope_handle_blocks_read(scan->blocks, scan->first + offset, values, batch) !=
			batch) {
			return false;
		}
		for (uint32_t i = 0; i < batch; i++) {
			if (i >= lead) {
				take_handle(scan, values[i], run);
			} else if (v8scope_object_is_heap_object(values[i])) {
				v8scope_object_set_add(&work->set, values[i], run, true);
			}
		}
		lead = 0;
		offset += batch;
		count -= batch;
	}
	return true;
}

/* RUNS runs of all that there are, each combination of them as likely as any other. */
static bool read_some_runs(struct scan *scan)
{
	uint32_t left = scan->count / RUN_LENGTH;
	uint32_t wanted = RUNS;

	for (uint32_t offset = 0; wanted > 0; offset += RUN_LENGTH, left--) {
		uint32_t lead = offset < LEAD ? 0 : LEAD;

		if (v8scope_sample_random() % left >= wanted) {
			continue;
		}
		if (!read_run(scan, wanted, offset - lead, lead, RUN_LENGTH)) {
			return false;
		}
		wanted--;
	}
	return true;
}

static bool read_handles(struct scan *scan)
{
	plan_pick(scan);
	return scan->is_whole ? read_run(scan, 0, 0, 0, scan->count) : read_some_runs(scan);
}

/* What all types together are, to scale one by. */
struct totals {
	uint64_t chosen; /* objects that begin in what was read */
	double objects;	 /* of which there are this many there */
	bool all_differ; /* no two handles refer to the same */
};

static bool sum_chosen(
	struct v8scope_sample *sample, struct v8scope_sample_sums *sums, struct totals *totals)
{
	if (!v8scope_sample_describe_set(0)) {
		return false;
	}
	for (size_t i = 0; i < work->set.count; i++) {
		const struct v8scope_object_set_entry *entry = &work->set.entries[i];
		struct v8scope_sample_sums *sum =
			v8scope_sample_sums_of(sample, sums, work->objects[i].type);

		totals->chosen += entry->runs > 0;
		if (sum == NULL) {
			continue;
		}
		sum->chosen.handles += entry->handles;
		if (entry->runs > 0) {
			sum->met_once += entry->runs == 1;
			sum->met_twice += entry->runs == 2;
			v8scope_sampled_objects_add(&sum->chosen, i);
		}
	}
	return true;
}

/* The set is used anew, for the objects that the picked handles refer to. */
static bool sum_picked(
	struct v8scope_sample *sample, struct v8scope_sample_sums *sums, const struct scan *scan)
{
	v8scope_object_set_init(&work->set, work->set.seed);
	for (size_t i = 0; i < scan->pick_count; i++) {
		if (v8scope_object_is_heap_object(work->picks[i])) {
			v8scope_object_set_add(&work->set, work->picks[i], 0, false);
		}
	}
	/* Only objects that many handles share are counted from here, not types alone. */
	if (!v8scope_sample_describe_set(2)) {
		return false;
	}
	for (size_t i = 0; i < work->set.count; i++) {
		struct v8scope_sample_sums *sum =
			v8scope_sample_sums_of(sample, sums, work->objects[i].type);

		if (sum != NULL) {
			sum->picked.handles += work->set.entries[i].handles;
			v8scope_sampled_objects_add(&sum->picked, i);
		}
	}
	return true;
}

/* A type's part of the scope's handles, by those that were picked. */
static uint64_t picked_slots(const struct v8scope_sample_sums *sums, const struct scan *scan)
{
	return v8scope_sample_round(
		(double)sums->picked.handles * (double)scan->count / (double)scan->pick_count);
}

/*
 * A few objects that many handles share may not have been chosen, but then they were
 * picked. There are no more objects than handles.
 */
static void scale_type(struct v8scope_typed_objects *type, const struct v8scope_sample_sums *sums,
	const struct scan *scan, const struct totals *totals)
{
	const double part = (double)scan->total / (double)scan->count;
	const double factor = totals->chosen > 0 ? totals->objects / (double)totals->chosen : 0;

	v8scope_sample_set_objects(
		type, &sums->chosen, factor * v8scope_sample_unseen_factor(sums, RUNS, part));
	if (type->objects < sums->picked.count) {
		v8scope_sample_set_objects(type, &sums->picked, 1);
	}
	type->slots = picked_slots(sums, scan);
	if (type->slots == 0) {
		type->slots = type->objects;
	}
	if (type->objects > type->slots) {
		v8scope_sample_set_objects(
			type, &sums->chosen, (double)type->slots / (double)sums->chosen.count);
	}
}

/* If every handle refers to an object of its own, both samples are one of both. */
static void scale_alike(struct v8scope_sample *sample, const struct v8scope_sample_sums *sums,
	const struct scan *scan, const struct totals *totals)
{
	const double all = totals->objects * (double)scan->count / (double)scan->total;
	uint64_t looked_at = totals->chosen;

	for (size_t i = 0; i < sample->count; i++) {
		looked_at += sums[i].picked.count;
	}
	for (size_t i = 0; i < sample->count; i++) {
		const struct v8scope_sampled_objects *chosen = &sums[i].chosen;
		const struct v8scope_sampled_objects *picked = &sums[i].picked;
		const struct v8scope_sampled_objects both = {
			.count = chosen->count + picked->count,
			.shallow_bytes = chosen->shallow_bytes + picked->shallow_bytes,
		};
		struct v8scope_typed_objects *type = &sample->types[i];

		v8scope_sample_set_objects(type, &both, all / (double)looked_at);
		type->slots = type->objects;
		if (chosen->count > 0) {
			/* Nobody looked at it where objects were picked. */
			type->backing_bytes =
				v8scope_sample_round((double)chosen->backing_bytes /
						     (double)chosen->count * (double)type->objects);
		}
	}
}

/*
 * How many different objects begin in what was read. If none was met twice and the
 * sample allows for it, as many as there are handles: the sample alone is less exact.
 */
static void count_objects(struct totals *totals, const struct scan *scan)
{
	const double handles = (double)scan->references;
	const double deviations = 4;
	double met = 0;
	double off;
	bool any_twice = false;

	for (size_t i = 0; i < work->set.count; i++) {
		const struct v8scope_object_set_entry *entry = &work->set.entries[i];

		met += entry->runs > 0;
		any_twice |= entry->handles > 1;
	}
	totals->objects = met / v8scope_object_set_chance(&work->set);
	off = (handles - totals->objects) / totals->objects;
	totals->all_differ = !any_twice && off * off * met <= deviations * deviations;
	if (totals->all_differ || totals->objects > handles) {
		totals->objects = handles;
	}
}

/* All objects were chosen, with all their handles. */
static void take_exactly(struct v8scope_sample *sample, const struct v8scope_sample_sums *sums)
{
	for (size_t i = 0; i < sample->count; i++) {
		v8scope_sample_set_objects(&sample->types[i], &sums[i].chosen, 1);
		sample->types[i].slots = sums[i].chosen.handles;
	}
}

static void scale(struct v8scope_sample *sample, const struct v8scope_sample_sums *sums,
	const struct scan *scan, const struct totals *totals)
{
	if (totals->all_differ) {
		scale_alike(sample, sums, scan, totals);
		return;
	}
	for (size_t i = 0; i < sample->count; i++) {
		scale_type(&sample->types[i], &sums[i], scan, totals);
	}
}

static bool sample_scope(struct v8scope_sample *sample, struct scan *scan)
{
	struct v8scope_sample_sums sums[V8SCOPE_SAMPLE_TYPES_MAX];
	struct totals totals = {0};

	memset(sums, 0, sizeof(sums));
	v8scope_object_set_init(&work->set, v8scope_sample_random());
	if (!read_handles(scan)) {
		return false;
	}
	count_objects(&totals, scan);
	v8scope_object_set_shrink(&work->set, OBJECTS);
	if (!sum_chosen(sample, sums, &totals)) {
		return false;
	}
	if (scan->is_whole && v8scope_object_set_chance(&work->set) == 1) {
		take_exactly(sample, sums);
		return true;
	}
	if (!sum_picked(sample, sums, scan)) {
		return false;
	}
	scale(sample, sums, scan, &totals);
	return true;
}

bool v8scope_sample_take(struct v8scope_sample *sample, const struct v8scope_handle_blocks *blocks,
	uint32_t first, uint32_t count)
{
	struct scan scan = {
		.blocks = blocks,
		.first = first,
		.count = count,
		.is_whole = count <= SCAN_MAX,
		.total = count <= SCAN_MAX ? count : SCAN_MAX,
	};
	bool taken;

	sample->count = 0;
	/* Two isolates that are counted at the same moment: one goes without. */
	if (count == 0 || !v8scope_sample_work_claim()) {
		return false;
	}
	taken = sample_scope(sample, &scan);
	v8scope_sample_work_release();
	return taken;
}
