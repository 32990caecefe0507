/* SPDX-License-Identifier: MIT */
#include "global_sites.h"

#include <pthread.h>
#include <stdlib.h>

#include "locks.h"
#include "stacks.h"

enum { SITE_INDEX_SIZE = 2 * V8SCOPE_GLOBAL_SITE_CHUNK * V8SCOPE_GLOBAL_SITE_CHUNKS };

struct v8scope_global_site *v8scope_global_site_chunks[V8SCOPE_GLOBAL_SITE_CHUNKS];
uint32_t v8scope_global_site_count;
static uint32_t first_free; /* no site below it is free; below v8scope_global_site_count some may be
			       above it */
static uint32_t *site_index; /* site number + 1; 0: free. Open-addressed; owned. */

static bool is_site(const struct v8scope_global_site *site, uint64_t isolate,
	enum v8scope_global_kind kind, uintptr_t ip, uint64_t stack_id)
{
	return v8scope_global_site_isolate(site) == isolate && site->kind == kind &&
	       site->ip == ip && site->stack_id == stack_id &&
	       __atomic_load_n(&site->unloaded_stack_id, __ATOMIC_RELAXED) == 0;
}

/* Where the index is searched for a site from. */
static uint64_t home_of(const struct v8scope_global_site *site)
{
	return v8scope_global_hash(
		site->ip ^ v8scope_global_hash(site->stack_id ^ site->isolate << 8 ^ site->kind));
}

/* Under the sites' lock. Room for one more; its number, or -1 if memory is short. */
static int64_t find_room(void)
{
	uint32_t chunk;

	while (first_free < v8scope_global_site_count &&
		v8scope_global_site_isolate(v8scope_global_site_at(first_free)) != 0) {
		first_free++;
	}
	chunk = first_free / V8SCOPE_GLOBAL_SITE_CHUNK;
	if (chunk == V8SCOPE_GLOBAL_SITE_CHUNKS) {
		return -1;
	}
	if (v8scope_global_site_chunks[chunk] == NULL) {
		struct v8scope_global_site *sites =
			calloc(V8SCOPE_GLOBAL_SITE_CHUNK, sizeof(*sites));

		if (sites == NULL) {
			return -1;
		}
		__atomic_store_n(&v8scope_global_site_chunks[chunk], sites, __ATOMIC_RELEASE);
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
	site = v8scope_global_site_at((uint32_t)number);
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
		if (is_site(v8scope_global_site_at(*index - 1), isolate, kind, ip, stack_id)) {
			return *index - 1;
		}
	}
}

/* Under the sites' lock. Takes a site out of the index and closes the gap. */
static void erase_from_index(uint32_t number)
{
	uint64_t gap = home_of(v8scope_global_site_at(number)) % SITE_INDEX_SIZE;
	uint64_t i;

	while (site_index[gap] != number + 1) {
		gap = (gap + 1) % SITE_INDEX_SIZE;
	}
	for (i = (gap + 1) % SITE_INDEX_SIZE; site_index[i] != 0; i = (i + 1) % SITE_INDEX_SIZE) {
		uint64_t home = home_of(v8scope_global_site_at(site_index[i] - 1));

		/* Move it back only if its home does not lie in (gap, i]. */
		if ((i - home) % SITE_INDEX_SIZE >= (i - gap) % SITE_INDEX_SIZE) {
			site_index[gap] = site_index[i];
			gap = i;
		}
	}
	site_index[gap] = 0;
}

int64_t v8scope_global_site_find(struct v8scope_site_cache *cache, uint64_t isolate,
	enum v8scope_global_kind kind, uintptr_t ip, uint64_t stack_id)
{
	uint32_t *cached = &cache->sites[v8scope_global_hash(ip ^ stack_id) >> 32 &
					 (V8SCOPE_SITE_CACHE_SIZE - 1)];
	int64_t site;

	if (*cached != 0 &&
		is_site(v8scope_global_site_at(*cached - 1), isolate, kind, ip, stack_id)) {
		return *cached - 1;
	}
	pthread_mutex_lock(&v8scope_locks.sites);
	site = intern_site(isolate, kind, ip, stack_id);
	pthread_mutex_unlock(&v8scope_locks.sites);
	*cached = (uint32_t)(site + 1);
	return site;
}

void v8scope_global_sites_free(uint64_t isolate)
{
	pthread_mutex_lock(&v8scope_locks.sites);
	for (uint32_t i = 0; i < v8scope_global_site_count; i++) {
		struct v8scope_global_site *site = v8scope_global_site_at(i);

		if (v8scope_global_site_isolate(site) == isolate) {
			erase_from_index(i);
			__atomic_store_n(&site->isolate, 0, __ATOMIC_RELAXED);
			first_free = i < first_free ? i : first_free;
		}
	}
	pthread_mutex_unlock(&v8scope_locks.sites);
}

void v8scope_globals_for_each_site(uint64_t isolate,
	void (*visit)(const struct v8scope_global_site *site, void *data), void *data)
{
	uint32_t sites = __atomic_load_n(&v8scope_global_site_count, __ATOMIC_ACQUIRE);

	for (uint32_t i = 0; i < sites; i++) {
		const struct v8scope_global_site *site = v8scope_global_site_at(i);

		if (v8scope_global_site_isolate(site) == isolate &&
			(site->live > 0 || site->weak > 0)) {
			visit(site, data);
		}
	}
}

/* Those with a stack are other sites anyway: their callers' is another stack then. */
void v8scope_globals_unloaded(uintptr_t begin, uintptr_t end, uint64_t clock_ns)
{
	pthread_mutex_lock(&v8scope_locks.sites);
	for (uint32_t i = 0; i < v8scope_global_site_count; i++) {
		struct v8scope_global_site *site = v8scope_global_site_at(i);

		if (v8scope_global_site_isolate(site) != 0 && site->stack_id == 0 &&
			site->unloaded_stack_id == 0 && site->ip - 1 >= begin &&
			site->ip - 1 < end) {
			__atomic_store_n(&site->unloaded_stack_id,
				v8scope_stack_add_unloaded(site->ip, clock_ns), __ATOMIC_RELAXED);
		}
	}
	pthread_mutex_unlock(&v8scope_locks.sites);
}
