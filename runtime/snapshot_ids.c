/* SPDX-License-Identifier: MIT */
#include "snapshot_ids.h"

#include <stdlib.h>
#include <time.h>

#include "global_values.h"
#include "globals.h"
#include "handle_blocks.h"
#include "object_types.h"
#include "v8_api.h"
#include "v8_tracepoints.h"

void v8scope_counted_scopes_add(const struct v8scope_counted_scope *scope, void *data)
{
	struct v8scope_counted_scopes *scopes = data;

	if (scopes->count == scopes->capacity) {
		uint32_t capacity = scopes->capacity > 0 ? 2 * scopes->capacity : 64;
		void *larger = realloc(scopes->scopes, capacity * sizeof(*scopes->scopes));

		if (larger == NULL) {
			scopes->incomplete = true;
			return;
		}
		scopes->scopes = larger;
		scopes->capacity = capacity;
	}
	scopes->scopes[scopes->count++] = *scope;
}

void v8scope_counted_scopes_fini(struct v8scope_counted_scopes *scopes)
{
	free(scopes->scopes);
}

/*
 * One event's worth. Buffers are drained by another process: after as many events as
 * fit into the smallest sub-buffer in use, it is given the time that a slow disk needs.
 */
struct batch {
	const struct v8scope_isolate *isolate;
	const struct v8scope_identified_snapshot *snapshot;
	uint32_t events;
	uintptr_t values[V8SCOPE_HEAP_SNAPSHOT_IDS];
	uint32_t ids[V8SCOPE_HEAP_SNAPSHOT_IDS];
};

enum { EVENTS_A_PAUSE = 16, PAUSE_NS = 2000000 };

static void pace(struct batch *batch)
{
	static const struct timespec pause = {.tv_nsec = PAUSE_NS};

	if (++batch->events % EVENTS_A_PAUSE == 0) {
		nanosleep(&pause, NULL);
	}
}

/*
 * V8 finds an object by its address and does not look at the object itself. It is given
 * our copies of the slots: they have been read so that a wrong guess is no fault.
 */
static void identify(struct batch *batch, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		batch->ids[i] = v8scope_object_is_heap_object(batch->values[i])
					? v8scope_v8.get_object_id(
						  batch->snapshot->profiler, &batch->values[i])
					: V8SCOPE_V8_UNKNOWN_OBJECT_ID;
	}
}

static void tell_range(struct batch *batch, const struct v8scope_handle_blocks *blocks,
	uint64_t scope_id, uint32_t first, uint32_t end)
{
	while (first < end) {
		uint32_t wanted = end - first < V8SCOPE_HEAP_SNAPSHOT_IDS
					  ? end - first
					  : V8SCOPE_HEAP_SNAPSHOT_IDS;
		struct v8scope_heap_snapshot_handles event = {
			.isolate = (uintptr_t)batch->isolate->v8,
			.snapshot_id = batch->snapshot->snapshot_id,
			.scope_id = scope_id,
			.ids = batch->ids,
		};

		event.count =
			(uint32_t)v8scope_handle_blocks_read(blocks, first, batch->values, wanted);
		if (event.count == 0) {
			return;
		}
		identify(batch, event.count);
		lttng_ust_tracepoint(v8, heap_snapshot_handles, &event);
		pace(batch);
		first += event.count;
	}
}

bool v8scope_snapshot_ids_tell_handles(const struct v8scope_isolate *isolate,
	const struct v8scope_identified_snapshot *snapshot,
	const struct v8scope_counted_scopes *scopes)
{
	struct v8scope_handle_blocks blocks;
	struct batch *batch;
	uint32_t done = 0;

	if (!v8scope_handle_blocks_find(&blocks, isolate->v8)) {
		return true;
	}
	batch = calloc(1, sizeof(*batch));
	if (batch == NULL) {
		return false;
	}
	batch->isolate = isolate;
	batch->snapshot = snapshot;
	for (uint32_t i = 0; i < scopes->count; i++) {
		const struct v8scope_counted_scope *scope = &scopes->scopes[i];

		tell_range(batch, &blocks, 0, done, scope->first);
		tell_range(batch, &blocks, scope->scope_id, scope->first,
			scope->first + scope->handles);
		done = scope->first + scope->handles;
	}
	tell_range(batch, &blocks, 0, done, blocks.handles);
	free(batch);
	return true;
}

static int compare_sites(const void *left, const void *right)
{
	const struct v8scope_global_slot *a = left;
	const struct v8scope_global_slot *b = right;

	return (a->site > b->site) - (a->site < b->site);
}

/* Globals of one site, as many as fit into an event. */
static void tell_some(
	struct batch *batch, const struct v8scope_global_slot *globals, uint32_t count)
{
	const struct v8scope_global_site *site = v8scope_global_site_at(globals[0].site);
	uintptr_t slots[V8SCOPE_HEAP_SNAPSHOT_IDS];
	struct v8scope_heap_snapshot_globals event = {
		.isolate = (uintptr_t)batch->isolate->v8,
		.snapshot_id = batch->snapshot->snapshot_id,
		.kind = site->kind,
		.ip = site->ip,
		.stack_id = v8scope_global_site_stack(site),
		.ids = batch->ids,
		.count = count,
	};

	for (uint32_t i = 0; i < count; i++) {
		slots[i] = globals[i].slot;
	}
	if (!v8scope_global_values_read(batch->isolate, site->kind, slots, batch->values, count)) {
		return;
	}
	identify(batch, count);
	lttng_ust_tracepoint(v8, heap_snapshot_globals, &event);
	pace(batch);
}

static void tell_all(struct batch *batch, const struct v8scope_global_slot *globals, size_t count)
{
	size_t first = 0;

	while (first < count) {
		size_t end = first + 1;

		while (end < count && end - first < V8SCOPE_HEAP_SNAPSHOT_IDS &&
			globals[end].site == globals[first].site) {
			end++;
		}
		tell_some(batch, &globals[first], (uint32_t)(end - first));
		first = end;
	}
}

bool v8scope_snapshot_ids_tell_globals(
	const struct v8scope_isolate *isolate, const struct v8scope_identified_snapshot *snapshot)
{
	size_t capacity = v8scope_globals_strong(isolate->serial, NULL, 0);
	struct v8scope_global_slot *globals = calloc(capacity + 1, sizeof(*globals));
	struct batch *batch = calloc(1, sizeof(*batch));
	bool enough = globals != NULL && batch != NULL;

	if (enough) {
		size_t count = v8scope_globals_strong(isolate->serial, globals, capacity);

		batch->isolate = isolate;
		batch->snapshot = snapshot;
		count = count < capacity ? count : capacity;
		qsort(globals, count, sizeof(*globals), compare_sites);
		tell_all(batch, globals, count);
	}
	free(batch);
	free(globals);
	return enough;
}
