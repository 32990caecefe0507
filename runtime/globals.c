/* SPDX-License-Identifier: MIT */
#include "globals.h"

#include <stddef.h>
#include <stdlib.h>

#include "locks.h"

enum { SHARD_INITIAL_CAPACITY = 64 };

/* 16 bytes an open global. */
struct entry {
	uintptr_t slot; /* 0: free */
	uint32_t site;
	uint32_t weak;
};

/* Guarded by the lock of the same index in v8scope_global_locks. */
struct shard {
	struct entry *entries; /* owned; linear probing */
	size_t capacity;       /* a power of two */
	size_t count;
};

static struct shard shards[V8SCOPE_GLOBAL_SHARDS];

static size_t shard_of(uintptr_t slot)
{
	return v8scope_global_hash(slot) >> 32 & (V8SCOPE_GLOBAL_SHARDS - 1);
}

/* The entry of `slot`, or the free one where it belongs. There is always a free one. */
static struct entry *probe(const struct shard *shard, uintptr_t slot)
{
	size_t mask = shard->capacity - 1;
	size_t i = v8scope_global_hash(slot) & mask;

	while (shard->entries[i].slot != 0 && shard->entries[i].slot != slot) {
		i = (i + 1) & mask;
	}
	return &shard->entries[i];
}

static bool grow(struct shard *shard)
{
	struct shard larger = {
		.capacity = shard->capacity > 0 ? shard->capacity * 2 : SHARD_INITIAL_CAPACITY,
		.count = shard->count,
	};

	larger.entries = calloc(larger.capacity, sizeof(*larger.entries));
	if (larger.entries == NULL) {
		return false;
	}
	for (size_t i = 0; i < shard->capacity; i++) {
		if (shard->entries[i].slot != 0) {
			*probe(&larger, shard->entries[i].slot) = shard->entries[i];
		}
	}
	free(shard->entries);
	*shard = larger;
	return true;
}

/*
 * A site's counters are changed by the thread that uses its isolate, and V8 sees to
 * it that there is one at a time: no locked instruction is needed.
 */
static void change_counter(uint64_t *counter, int64_t change)
{
	uint64_t value = __atomic_load_n(counter, __ATOMIC_RELAXED);

	__atomic_store_n(counter, value + (uint64_t)change, __ATOMIC_RELAXED);
}

static void count(struct entry *entry, int64_t change)
{
	struct v8scope_global_site *site = v8scope_global_site_at(entry->site);

	change_counter(entry->weak ? &site->weak : &site->live, change);
}

/* Takes an entry out and closes the gap, so that probing never meets a grave. */
static void erase(struct shard *shard, struct entry *entry)
{
	size_t mask = shard->capacity - 1;
	size_t gap = (size_t)(entry - shard->entries);
	size_t i = gap;

	count(entry, -1);
	for (;;) {
		size_t home;

		i = (i + 1) & mask;
		if (shard->entries[i].slot == 0) {
			break;
		}
		home = v8scope_global_hash(shard->entries[i].slot) & mask;
		/* Move it back only if its home does not lie in (gap, i]. */
		if (((i - home) & mask) >= ((i - gap) & mask)) {
			shard->entries[gap] = shard->entries[i];
			gap = i;
		}
	}
	shard->entries[gap] = (struct entry){0};
	shard->count--;
}

/* Under the shard's lock. An entry that was there is of a global V8 itself freed. */
static bool insert(struct shard *shard, uintptr_t slot, uint32_t site)
{
	struct entry *entry;

	if (shard->count * 4 >= shard->capacity * 3 && !grow(shard)) {
		return false;
	}
	entry = probe(shard, slot);
	if (entry->slot != 0) {
		count(entry, -1);
	} else {
		shard->count++;
	}
	*entry = (struct entry){.slot = slot, .site = site};
	count(entry, 1);
	return true;
}

const struct v8scope_global_site *v8scope_globals_add(struct v8scope_site_cache *cache,
	uint64_t isolate, uintptr_t slot, enum v8scope_global_kind kind, uintptr_t ip,
	uint64_t stack_id, uint64_t js_stack_id)
{
	size_t shard = shard_of(slot);
	int64_t site;
	bool inserted;

	if (slot == 0) {
		return NULL;
	}
	site = v8scope_global_site_find(cache, isolate, kind, ip, stack_id);
	if (site < 0) {
		return NULL;
	}
	v8scope_short_lock_take(&v8scope_global_locks[shard]);
	inserted = insert(&shards[shard], slot, (uint32_t)site);
	v8scope_short_lock_give(&v8scope_global_locks[shard]);
	if (!inserted) {
		return NULL;
	}
	change_counter(&v8scope_global_site_at((uint32_t)site)->created, 1);
	if (js_stack_id != 0) {
		__atomic_store_n(&v8scope_global_site_at((uint32_t)site)->js_stack_id, js_stack_id,
			__ATOMIC_RELAXED);
	}
	return v8scope_global_site_at((uint32_t)site);
}

/* Locks the shard of `slot`; its entry, or NULL. */
static struct entry *lock_entry(uintptr_t slot, size_t *shard)
{
	struct entry *entry;

	*shard = shard_of(slot);
	v8scope_short_lock_take(&v8scope_global_locks[*shard]);
	if (slot == 0 || shards[*shard].capacity == 0) {
		return NULL;
	}
	entry = probe(&shards[*shard], slot);
	return entry->slot != 0 ? entry : NULL;
}

/* Its counters belong to another thread, perhaps. */
static struct v8scope_global_site copy_identity(const struct v8scope_global_site *site)
{
	return (struct v8scope_global_site){
		.isolate = site->isolate,
		.kind = site->kind,
		.ip = site->ip,
		.stack_id = v8scope_global_site_stack(site),
		.js_stack_id = __atomic_load_n(&site->js_stack_id, __ATOMIC_RELAXED),
	};
}

bool v8scope_globals_find(uintptr_t slot, struct v8scope_global_site *site)
{
	size_t shard;
	const struct entry *entry = lock_entry(slot, &shard);

	if (entry != NULL) {
		*site = copy_identity(v8scope_global_site_at(entry->site));
	}
	v8scope_short_lock_give(&v8scope_global_locks[shard]);
	return entry != NULL;
}

void v8scope_globals_remove(uintptr_t slot)
{
	size_t shard;
	struct entry *entry = lock_entry(slot, &shard);

	if (entry != NULL) {
		erase(&shards[shard], entry);
	}
	v8scope_short_lock_give(&v8scope_global_locks[shard]);
}

void v8scope_globals_set_weak(uintptr_t slot, bool weak)
{
	size_t shard;
	struct entry *entry = lock_entry(slot, &shard);

	if (entry != NULL && (entry->weak != 0) != weak) {
		count(entry, -1);
		entry->weak = weak;
		count(entry, 1);
	}
	v8scope_short_lock_give(&v8scope_global_locks[shard]);
}

size_t v8scope_globals_strong(
	uint64_t isolate, struct v8scope_global_slot *globals, size_t capacity)
{
	size_t count = 0;

	for (size_t i = 0; i < V8SCOPE_GLOBAL_SHARDS; i++) {
		v8scope_short_lock_take(&v8scope_global_locks[i]);
		for (size_t j = 0; j < shards[i].capacity; j++) {
			const struct entry *entry = &shards[i].entries[j];

			if (entry->slot == 0 || entry->weak != 0 ||
				v8scope_global_site_isolate(v8scope_global_site_at(entry->site)) !=
					isolate) {
				continue;
			}
			if (count < capacity) {
				globals[count] = (struct v8scope_global_slot){
					.slot = entry->slot, .site = entry->site};
			}
			count++;
		}
		v8scope_short_lock_give(&v8scope_global_locks[i]);
	}
	return count;
}

struct cells {
	size_t capacity[V8SCOPE_GLOBAL_SHARDS];
	size_t all;
	size_t used; /* by any isolate */
};

static struct cells count_cells(void)
{
	struct cells cells = {.all = 0};

	for (size_t i = 0; i < V8SCOPE_GLOBAL_SHARDS; i++) {
		v8scope_short_lock_take(&v8scope_global_locks[i]);
		cells.capacity[i] = shards[i].capacity;
		cells.all += shards[i].capacity;
		cells.used += shards[i].count;
		v8scope_short_lock_give(&v8scope_global_locks[i]);
	}
	return cells;
}

/* What is in the cell of that number, counted over all shards. */
static struct entry look_at_cell(const struct cells *cells, size_t number)
{
	struct entry entry = {0};
	size_t shard = 0;

	while (number >= cells->capacity[shard]) {
		number -= cells->capacity[shard];
		shard++;
	}
	v8scope_short_lock_take(&v8scope_global_locks[shard]);
	if (number < shards[shard].capacity) {
		entry = shards[shard].entries[number];
	}
	v8scope_short_lock_give(&v8scope_global_locks[shard]);
	return entry;
}

enum { CELLS_LOOKED_AT_MAX = 1 << 17 };

/* In how many cells to look so that what is found fits, all but by chance. */
static size_t cells_to_look_at(const struct cells *cells, size_t capacity)
{
	const double safety = 0.95;
	double enough = safety * (double)capacity / (double)cells->used * (double)cells->all;
	size_t most = cells->all < CELLS_LOOKED_AT_MAX ? cells->all : CELLS_LOOKED_AT_MAX;

	return cells->used <= capacity || enough >= (double)most ? most : (size_t)enough;
}

/* One cell at a random place in each equal part of all: no cell is looked at twice. */
size_t v8scope_globals_pick(uint64_t isolate, struct v8scope_global_slot *globals, size_t capacity,
	uint64_t (*random)(void))
{
	struct cells cells = count_cells();
	size_t parts = cells.used > 0 ? cells_to_look_at(&cells, capacity) : 0;
	size_t count = 0;

	for (size_t i = 0; i < parts && count < capacity; i++) {
		size_t begin = (size_t)((unsigned __int128)cells.all * i / parts);
		size_t end = (size_t)((unsigned __int128)cells.all * (i + 1) / parts);
		struct entry entry = look_at_cell(&cells, begin + random() % (end - begin));

		if (entry.slot != 0 && entry.weak == 0 &&
			v8scope_global_site_isolate(v8scope_global_site_at(entry.site)) ==
				isolate) {
			globals[count++] = (struct v8scope_global_slot){
				.slot = entry.slot, .site = entry.site};
		}
	}
	return count;
}

static void forget_entries(struct shard *shard, uint64_t isolate)
{
	size_t i = 0;

	while (i < shard->capacity) {
		struct entry *entry = &shard->entries[i];

		/* Erasing can move another entry here: look at the same place again. */
		if (entry->slot != 0 && v8scope_global_site_isolate(
						v8scope_global_site_at(entry->site)) == isolate) {
			erase(shard, entry);
		} else {
			i++;
		}
	}
}

void v8scope_globals_forget_isolate(uint64_t isolate)
{
	for (size_t i = 0; i < V8SCOPE_GLOBAL_SHARDS; i++) {
		v8scope_short_lock_take(&v8scope_global_locks[i]);
		forget_entries(&shards[i], isolate);
		v8scope_short_lock_give(&v8scope_global_locks[i]);
	}
	v8scope_global_sites_free(isolate);
}

void v8scope_globals_forked(void)
{
	for (size_t i = 0; i < V8SCOPE_GLOBAL_SHARDS; i++) {
		if (!v8scope_locks_was_at_rest(i)) {
			shards[i] = (struct shard){0};
		}
	}
}
