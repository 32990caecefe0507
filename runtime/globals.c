/* SPDX-License-Identifier: MIT */
#include "globals.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#include "locks.h"
#include "stacks.h"

/*
 * Sites live in chunks that never move and are found through an open-addressed
 * index. 16 bytes an open global: its slot and its site.
 */
enum {
	SITE_CHUNK = 256,
	SITE_CHUNKS_MAX = 256, /* 65536 sites at a time; globals of more are not counted */
	SITE_INDEX_SIZE = 2 * SITE_CHUNK * SITE_CHUNKS_MAX,
	SHARD_INITIAL_CAPACITY = 64,
};

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
static struct v8scope_global_site *site_chunks[SITE_CHUNKS_MAX];
uint32_t v8scope_global_site_count;
static uint32_t first_free; /* no site below it is free; below v8scope_global_site_count some may be
			       above it */
static uint32_t *site_index; /* site number + 1; 0: free. Owned. */

static uint64_t hash(uint64_t value)
{
	value *= 0x9E3779B97F4A7C15u;
	return value ^ (value >> 32);
}

static struct v8scope_global_site *site_at(uint32_t number)
{
	return &site_chunks[number / SITE_CHUNK][number % SITE_CHUNK];
}

/* 0: the site is free. */
static uint64_t isolate_of(const struct v8scope_global_site *site)
{
	return __atomic_load_n(&site->isolate, __ATOMIC_RELAXED);
}

static bool is_site(const struct v8scope_global_site *site, uint64_t isolate,
	enum v8scope_global_kind kind, uintptr_t ip, uint64_t stack_id)
{
	return isolate_of(site) == isolate && site->kind == kind && site->ip == ip &&
	       site->stack_id == stack_id &&
	       __atomic_load_n(&site->unloaded_stack_id, __ATOMIC_RELAXED) == 0;
}

/* Where the index is searched for a site from. */
static uint64_t home_of(const struct v8scope_global_site *site)
{
	return hash(site->ip ^ hash(site->stack_id ^ site->isolate << 8 ^ site->kind));
}

/* Under the sites' lock. Room for one more; its number, or -1 if memory is short. */
static int64_t find_room(void)
{
	uint32_t chunk;

	while (first_free < v8scope_global_site_count && isolate_of(site_at(first_free)) != 0) {
		first_free++;
	}
	chunk = first_free / SITE_CHUNK;
	if (chunk == SITE_CHUNKS_MAX) {
		return -1;
	}
	if (site_chunks[chunk] == NULL) {
		struct v8scope_global_site *sites = calloc(SITE_CHUNK, sizeof(*sites));

		if (sites == NULL) {
			return -1;
		}
		__atomic_store_n(&site_chunks[chunk], sites, __ATOMIC_RELEASE);
	}
	return first_free;
}

/*
 * Under the sites' lock. A site becomes visible to others by its isolate, which comes last:
 * only that one's own thread looks at the rest.
 */
static int64_t add_site(const struct v8scope_global_site *fresh)
{
	int64_t number = find_room();
	struct v8scope_global_site *site;

	if (number < 0) {
		return -1;
	}
	site = site_at((uint32_t)number);
	site->kind = fresh->kind;
	site->ip = fresh->ip;
	site->stack_id = fresh->stack_id;
	site->unloaded_stack_id = 0;
	site->js_stack_id = 0;
	site->live = 0;
	site->weak = 0;
	site->created = 0;
	__atomic_store_n(&site->isolate, fresh->isolate, __ATOMIC_RELEASE);
	if (number == v8scope_global_site_count) {
		__atomic_store_n(&v8scope_global_site_count, v8scope_global_site_count + 1,
			__ATOMIC_RELEASE);
	}
	return number;
}

/* Under the sites' lock. The number of the site, or -1. */
static int64_t intern_site(
	uint64_t isolate, enum v8scope_global_kind kind, uintptr_t ip, uint64_t stack_id)
{
	const struct v8scope_global_site fresh = {
		.isolate = isolate, .kind = kind, .ip = ip, .stack_id = stack_id};
	uint64_t position = home_of(&fresh);
	int64_t number;

	if (site_index == NULL) {
		site_index = calloc(SITE_INDEX_SIZE, sizeof(*site_index));
		if (site_index == NULL) {
			return -1;
		}
	}
	for (;; position++) {
		uint32_t *index = &site_index[position % SITE_INDEX_SIZE];

		if (*index == 0) {
			number = add_site(&fresh);
			*index = (uint32_t)(number + 1);
			return number;
		}
		if (is_site(site_at(*index - 1), isolate, kind, ip, stack_id)) {
			return *index - 1;
		}
	}
}

/* Under the sites' lock. Takes a site out of the index and closes the gap. */
static void erase_from_index(uint32_t number)
{
	uint64_t gap = home_of(site_at(number)) % SITE_INDEX_SIZE;
	uint64_t i;

	while (site_index[gap] != number + 1) {
		gap = (gap + 1) % SITE_INDEX_SIZE;
	}
	for (i = (gap + 1) % SITE_INDEX_SIZE; site_index[i] != 0; i = (i + 1) % SITE_INDEX_SIZE) {
		uint64_t home = home_of(site_at(site_index[i] - 1));

		/* Move it back only if its home does not lie in (gap, i]. */
		if ((i - home) % SITE_INDEX_SIZE >= (i - gap) % SITE_INDEX_SIZE) {
			site_index[gap] = site_index[i];
			gap = i;
		}
	}
	site_index[gap] = 0;
}

/* The isolate has no globals any more: others may have its sites. */
static void free_sites(uint64_t isolate)
{
	pthread_mutex_lock(&v8scope_locks.sites);
	for (uint32_t i = 0; i < v8scope_global_site_count; i++) {
		struct v8scope_global_site *site = site_at(i);

		if (isolate_of(site) == isolate) {
			erase_from_index(i);
			__atomic_store_n(&site->isolate, 0, __ATOMIC_RELAXED);
			first_free = i < first_free ? i : first_free;
		}
	}
	pthread_mutex_unlock(&v8scope_locks.sites);
}

static size_t shard_of(uintptr_t slot)
{
	return hash(slot) >> 32 & (V8SCOPE_GLOBAL_SHARDS - 1);
}

/* The entry of `slot`, or the free one where it belongs. There is always a free one. */
static struct entry *probe(const struct shard *shard, uintptr_t slot)
{
	size_t mask = shard->capacity - 1;
	size_t i = hash(slot) & mask;

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
	struct v8scope_global_site *site = site_at(entry->site);

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
		home = hash(shard->entries[i].slot) & mask;
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

static int64_t find_site(struct v8scope_site_cache *cache, uint64_t isolate,
	enum v8scope_global_kind kind, uintptr_t ip, uint64_t stack_id)
{
	uint32_t *cached = &cache->sites[hash(ip ^ stack_id) >> 32 & (V8SCOPE_SITE_CACHE_SIZE - 1)];
	int64_t site;

	if (*cached != 0 && is_site(site_at(*cached - 1), isolate, kind, ip, stack_id)) {
		return *cached - 1;
	}
	pthread_mutex_lock(&v8scope_locks.sites);
	site = intern_site(isolate, kind, ip, stack_id);
	pthread_mutex_unlock(&v8scope_locks.sites);
	*cached = (uint32_t)(site + 1);
	return site;
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
	site = find_site(cache, isolate, kind, ip, stack_id);
	if (site < 0) {
		return NULL;
	}
	v8scope_short_lock_take(&v8scope_global_locks[shard]);
	inserted = insert(&shards[shard], slot, (uint32_t)site);
	v8scope_short_lock_give(&v8scope_global_locks[shard]);
	if (!inserted) {
		return NULL;
	}
	change_counter(&site_at((uint32_t)site)->created, 1);
	if (js_stack_id != 0) {
		__atomic_store_n(
			&site_at((uint32_t)site)->js_stack_id, js_stack_id, __ATOMIC_RELAXED);
	}
	return site_at((uint32_t)site);
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
		*site = copy_identity(site_at(entry->site));
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

void v8scope_globals_for_each_site(uint64_t isolate,
	void (*visit)(const struct v8scope_global_site *site, void *data), void *data)
{
	uint32_t sites = __atomic_load_n(&v8scope_global_site_count, __ATOMIC_ACQUIRE);

	for (uint32_t i = 0; i < sites; i++) {
		const struct v8scope_global_site *site = site_at(i);

		if (isolate_of(site) == isolate && (site->live > 0 || site->weak > 0)) {
			visit(site, data);
		}
	}
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
				isolate_of(site_at(entry->site)) != isolate) {
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
			isolate_of(site_at(entry.site)) == isolate) {
			globals[count++] = (struct v8scope_global_slot){
				.slot = entry.slot, .site = entry.site};
		}
	}
	return count;
}

const struct v8scope_global_site *v8scope_globals_site(uint32_t number)
{
	return site_at(number);
}

/* Those with a stack are other sites anyway: their callers' is another stack then. */
void v8scope_globals_unloaded(uintptr_t begin, uintptr_t end, uint64_t clock_ns)
{
	pthread_mutex_lock(&v8scope_locks.sites);
	for (uint32_t i = 0; i < v8scope_global_site_count; i++) {
		struct v8scope_global_site *site = site_at(i);

		if (isolate_of(site) != 0 && site->stack_id == 0 && site->unloaded_stack_id == 0 &&
			site->ip - 1 >= begin && site->ip - 1 < end) {
			__atomic_store_n(&site->unloaded_stack_id,
				v8scope_stack_add_unloaded(site->ip, clock_ns), __ATOMIC_RELAXED);
		}
	}
	pthread_mutex_unlock(&v8scope_locks.sites);
}

static void forget_entries(struct shard *shard, uint64_t isolate)
{
	size_t i = 0;

	while (i < shard->capacity) {
		struct entry *entry = &shard->entries[i];

		/* Erasing can move another entry here: look at the same place again. */
		if (entry->slot != 0 && isolate_of(site_at(entry->site)) == isolate) {
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
	free_sites(isolate);
}

void v8scope_globals_forked(void)
{
	for (size_t i = 0; i < V8SCOPE_GLOBAL_SHARDS; i++) {
		if (!v8scope_locks_was_at_rest(i)) {
			shards[i] = (struct shard){0};
		}
	}
}
