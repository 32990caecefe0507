/* SPDX-License-Identifier: MIT */
/*
 * Every open global handle and the place that created it: a table from slot to
 * creation site, and the sites with their balance.
 */
#ifndef V8SCOPE_GLOBALS_H
#define V8SCOPE_GLOBALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hidden.h"
#include "v8_events.h"

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

/*
 * Counts a new global; the site, or NULL if memory is short (then it is not
 * counted). `isolate` is the serial number of the isolate. `js_stack_id` is 0 if
 * JavaScript's stack was not looked at.
 */
const struct v8scope_global_site *v8scope_globals_add(struct v8scope_site_cache *cache,
	uint64_t isolate, uintptr_t slot, enum v8scope_global_kind kind, uintptr_t ip,
	uint64_t stack_id, uint64_t js_stack_id);

/* As many as there ever were at a time: it does not fall. Written under a lock of globals.c. */
extern V8SCOPE_HIDDEN uint32_t v8scope_global_site_count;

/* Whether any global ever was added; while none was, no slot is known. */
static inline bool v8scope_globals_are_known(void)
{
	return __atomic_load_n(&v8scope_global_site_count, __ATOMIC_RELAXED) > 0;
}

/* What identifies the site of the global in `slot`; false if it is not known. */
bool v8scope_globals_find(uintptr_t slot, struct v8scope_global_site *site);

/* The global in `slot` is gone. Unknown slots are ignored. */
void v8scope_globals_remove(uintptr_t slot);

/* It no longer (or again) keeps its object alive. */
void v8scope_globals_set_weak(uintptr_t slot, bool weak);

/* Sites of the isolate that have live or weak globals. */
void v8scope_globals_for_each_site(uint64_t isolate,
	void (*visit)(const struct v8scope_global_site *site, void *data), void *data);

/* A global and the number of its site. */
struct v8scope_global_slot {
	uintptr_t slot;
	uint32_t site;
};

/*
 * Copies up to `capacity` of the isolate's strong globals, in no order; returns how
 * many there are.
 */
size_t v8scope_globals_strong(
	uint64_t isolate, struct v8scope_global_slot *globals, size_t capacity);

/*
 * Picks strong globals of the isolate at random, each at most once and each as likely as
 * any other; of a few all. Returns how many. Takes a bounded time, however many there are.
 */
size_t v8scope_globals_pick(uint64_t isolate, struct v8scope_global_slot *globals, size_t capacity,
	uint64_t (*random)(void));

/* The site with the number of a v8scope_global_slot. */
const struct v8scope_global_site *v8scope_globals_site(uint32_t number);

/* The stack by which a site is known to the trace. */
static inline uint64_t v8scope_global_site_stack(const struct v8scope_global_site *site)
{
	uint64_t unloaded = __atomic_load_n(&site->unloaded_stack_id, __ATOMIC_RELAXED);

	return unloaded != 0 ? unloaded : site->stack_id;
}

/*
 * The code in [begin, end) is gone; it was there at `clock_ns`. What creates globals at
 * the same addresses from now on are other sites.
 */
void v8scope_globals_unloaded(uintptr_t begin, uintptr_t end, uint64_t clock_ns);

/* In the child of a fork: what another thread left half done is not used. */
void v8scope_globals_forked(void);

/* The isolate is gone, and its globals with it. */
void v8scope_globals_forget_isolate(uint64_t isolate);

#endif
