/* SPDX-License-Identifier: MIT */
#include "sample.h"

#include <string.h>

#include "object_types.h"

/*
 * The sample is some runs of consecutive handles, evenly spread over the scope.
 * Runs, because one object is often referred to by several handles that were made
 * close to each other: an object counts where it is first met, and what a run's
 * first quarter meets only serves to recognise it. An object met in several runs
 * is one that many handles share; it counts once and is not scaled.
 */
enum {
	RUNS = 4,
	RUN_LENGTH = 256,
	LEAD = RUN_LENGTH / 4,
	SAMPLE_MAX = RUNS * RUN_LENGTH,
	TABLE_SIZE = 4096, /* a power of two, sparse enough for SAMPLE_MAX objects */
};

struct seen {
	uintptr_t value;
	uint32_t position; /* in the sample, where it was first met */
	uint8_t run;	   /* of that position */
	bool shared;	   /* met in another run, too */
};

/* One for the process, not on anybody's stack: 100 KiB. `busy` says it is in use. */
static struct {
	uintptr_t values[SAMPLE_MAX];
	struct v8scope_object objects[SAMPLE_MAX];
	struct seen table[TABLE_SIZE];
} work;
static bool busy;

static struct seen *find_seen(uintptr_t value)
{
	size_t i = value * 0x9E3779B97F4A7C15u >> 52;

	while (work.table[i].value != 0 && work.table[i].value != value) {
		i = (i + 1) & (TABLE_SIZE - 1);
	}
	return &work.table[i];
}

static void note_objects(size_t count, size_t run_length)
{
	memset(work.table, 0, sizeof(work.table));
	for (size_t i = 0; i < count; i++) {
		struct seen *seen;
		uint8_t run = (uint8_t)(i / run_length);

		if (!v8scope_object_is_heap_object(work.values[i])) {
			continue;
		}
		seen = find_seen(work.values[i]);
		if (seen->value == 0) {
			*seen = (struct seen){
				.value = work.values[i], .position = (uint32_t)i, .run = run};
		} else if (seen->run != run) {
			seen->shared = true;
		}
	}
}

static struct v8scope_sample_type *type_of(struct v8scope_sample *sample, const char *name)
{
	size_t i = 0;

	while (i < sample->count && sample->types[i].name != name) {
		i++;
	}
	if (i == sample->count) {
		if (i == V8SCOPE_SAMPLE_TYPES_MAX) {
			return NULL;
		}
		sample->types[sample->count++] = (struct v8scope_sample_type){.name = name};
	}
	return &sample->types[i];
}

/* Objects that many handles share: they count once and are not scaled. */
struct shared {
	uint64_t objects;
	uint64_t bytes;
};

/*
 * Counts what is in the sample, what is shared apart. `lead` handles of each run
 * only serve to recognise objects.
 */
static void count_types(struct v8scope_sample *sample, struct shared *shared, size_t count,
	size_t run_length, size_t lead)
{
	for (size_t i = 0; i < count; i++) {
		bool in_lead = i % run_length < lead;
		const struct seen *seen;
		struct v8scope_sample_type *type;

		if (!v8scope_object_is_heap_object(work.values[i])) {
			continue;
		}
		type = type_of(sample, v8scope_object_type_name(work.objects[i].type));
		if (type == NULL) {
			continue;
		}
		type->slots += !in_lead;
		seen = find_seen(work.values[i]);
		if (seen->position != i) {
			continue;
		}
		if (seen->shared) {
			shared[type - sample->types].objects++;
			shared[type - sample->types].bytes += work.objects[i].size;
		} else if (!in_lead) {
			type->objects++;
			type->shallow_bytes += work.objects[i].size;
		}
	}
}

static uint64_t scale(uint64_t value, uint64_t total, uint64_t part)
{
	return (uint64_t)((double)value * (double)total / (double)part + 0.5);
}

/* A small scope is read as a whole. */
static bool take_all(struct v8scope_sample *sample, const struct v8scope_handle_blocks *blocks,
	uint32_t first, uint32_t count)
{
	struct shared shared[V8SCOPE_SAMPLE_TYPES_MAX] = {{0}};

	if (v8scope_handle_blocks_read(blocks, first, work.values, count) != count ||
		!v8scope_object_describe(work.objects, work.values, count)) {
		return false;
	}
	note_objects(count, SAMPLE_MAX);
	count_types(sample, shared, count, SAMPLE_MAX, 0);
	return true;
}

static bool take_runs(struct v8scope_sample *sample, const struct v8scope_handle_blocks *blocks,
	uint32_t first, uint32_t count)
{
	const uint64_t sampled = (uint64_t)RUNS * (RUN_LENGTH - LEAD);
	struct shared shared[V8SCOPE_SAMPLE_TYPES_MAX] = {{0}};

	for (uint32_t run = 0; run < RUNS; run++) {
		uint64_t offset = (uint64_t)(count - RUN_LENGTH) * run / (RUNS - 1);

		if (v8scope_handle_blocks_read(blocks, first + (uint32_t)offset,
			    &work.values[run * RUN_LENGTH], RUN_LENGTH) != RUN_LENGTH) {
			return false;
		}
	}
	if (!v8scope_object_describe(work.objects, work.values, SAMPLE_MAX)) {
		return false;
	}
	note_objects(SAMPLE_MAX, RUN_LENGTH);
	count_types(sample, shared, SAMPLE_MAX, RUN_LENGTH, LEAD);
	for (size_t i = 0; i < sample->count; i++) {
		struct v8scope_sample_type *type = &sample->types[i];

		type->slots = scale(type->slots, count, sampled);
		type->objects = scale(type->objects, count, sampled) + shared[i].objects;
		type->shallow_bytes = scale(type->shallow_bytes, count, sampled) + shared[i].bytes;
	}
	return true;
}

bool v8scope_sample_take(struct v8scope_sample *sample, const struct v8scope_handle_blocks *blocks,
	uint32_t first, uint32_t count)
{
	bool taken;

	sample->count = 0;
	/* Two isolates that are counted at the same moment: one goes without. */
	if (count == 0 || __atomic_exchange_n(&busy, true, __ATOMIC_ACQUIRE)) {
		return false;
	}
	taken = count <= SAMPLE_MAX ? take_all(sample, blocks, first, count)
				    : take_runs(sample, blocks, first, count);
	__atomic_store_n(&busy, false, __ATOMIC_RELEASE);
	return taken;
}

/* The thread that was at it is not in the child. */
void v8scope_sample_forked(void)
{
	busy = false;
}
