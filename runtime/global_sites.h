/* SPDX-License-Identifier: MIT */
/*
 * The places that create global handles, with the balance of each. Sites live in chunks that
 * never move; a global knows its site by number (globals.h).
 */
#ifndef V8SCOPE_GLOBAL_SITES_H
#define V8SCOPE_GLOBAL_SITES_H

#include <stdbool.h>
#include <stdint.h>

#include "hidden.h"
#include "v8_events.h"

/* 65536 sites at a time; globals of more are not counted. */
enum { V8SCOPE_GLOBAL_SITE_CHUNK = 256, V8SCOPE_GLOBAL_SITE_CHUNKS = 256 };

/* One creation site in one isolate. Used again for another once the isolate is gone. */
struct v8scope_global_site {
	uint64_t isolate; /* its serial number; 0: free */
	enum v8scope_global_kind kind;
	uintptr_t ip;
	uint64_t stack_id;
	/* Without a stack: one of its own since its code was unloaded, closed to new globals. */
	uint64_t unloaded_stack_id;
	uint64_t js_stack_id; /* of the last creation that was sampled; 0: none was */
	uint64_t live;	      /* strong */
	uint64_t weak;
	uint64_t created;
};

/* The sites that a thread used lately: spares it the search and its lock. */
enum { V8SCOPE_SITE_CACHE_SIZE = 64 }; /* a power of two */
struct v8scope_site_cache {
	uint32_t sites[V8SCOPE_SITE_CACHE_SIZE]; /* number + 1; 0: free */
};

/* As many as there ever were at a time: it does not fall. Written under the lock of sites. */
extern V8SCOPE_HIDDEN uint32_t v8scope_global_site_count;

/* Whether any global ever was added; while none was, no slot is known. */
static inline bool v8scope_globals_are_known(void)
{
	return __atomic_load_n(&v8scope_global_site_count, __ATOMIC_RELAXED) > 0;
}

/* Owned, each of V8SCOPE_GLOBAL_SITE_CHUNK sites; NULL: not yet. */
extern struct v8scope_global_site *v8scope_global_site_chunks[V8SCOPE_GLOBAL_SITE_CHUNKS];

/* The site of that number, which must have been told. */
static inline struct v8scope_global_site *v8scope_global_site_at(uint32_t number)
{
	return &v8scope_global_site_chunks[number / V8SCOPE_GLOBAL_SITE_CHUNK]
					  [number % V8SCOPE_GLOBAL_SITE_CHUNK];
}

/* 0: the site is free. */
static inline uint64_t v8scope_global_site_isolate(const struct v8scope_global_site *site)
{
	return __atomic_load_n(&site->isolate, __ATOMIC_RELAXED);
}

/* The stack by which a site is known to the trace. */
static inline uint64_t v8scope_global_site_stack(const struct v8scope_global_site *site)
{
	uint64_t unloaded = __atomic_load_n(&site->unloaded_stack_id, __ATOMIC_RELAXED);

	return unloaded != 0 ? unloaded : site->stack_id;
}

/* What tables of globals and of their sites spread their keys with. */
static inline uint64_t v8scope_global_hash(uint64_t value)
{
	value *= 0x9E3779B97F4A7C15u;
	return value ^ (value >> 32);
}

/*
 * The number of the site, which is a new one if there is none yet; -1 if memory is short.
 * `isolate` is the serial number of the isolate.
 */
int64_t v8scope_global_site_find(struct v8scope_site_cache *cache, uint64_t isolate,
	enum v8scope_global_kind kind, uintptr_t ip, uint64_t stack_id);

/* The isolate has no globals any more: others may have its sites. */
void v8scope_global_sites_free(uint64_t isolate);

/* Sites of the isolate that have live or weak globals. */
void v8scope_globals_for_each_site(uint64_t isolate,
	void (*visit)(const struct v8scope_global_site *site, void *data), void *data);

/*
 * The code in [begin, end) is gone; it was there at `clock_ns`. What creates globals at
 * the same addresses from now on are other sites.
 */
void v8scope_globals_unloaded(uintptr_t begin, uintptr_t end, uint64_t clock_ns);

#endif
