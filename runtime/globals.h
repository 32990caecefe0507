/* SPDX-License-Identifier: MIT */
/* Every open global handle: a table from slot to the site that created it. */
#ifndef V8SCOPE_GLOBALS_H
#define V8SCOPE_GLOBALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "global_sites.h"
#include "v8_events.h"

/*
 * Counts a new global; the site, or NULL if memory is short (then it is not
 * counted). `isolate` is the serial number of the isolate. `js_stack_id` is 0 if
 * JavaScript's stack was not looked at.
 */
const struct v8scope_global_site *v8scope_globals_add(struct v8scope_site_cache *cache,
	uint64_t isolate, uintptr_t slot, enum v8scope_global_kind kind, uintptr_t ip,
	uint64_t stack_id, uint64_t js_stack_id);

/* What identifies the site of the global in `slot`; false if it is not known. */
bool v8scope_globals_find(uintptr_t slot, struct v8scope_global_site *site);

/* The global in `slot` is gone. Unknown slots are ignored. */
void v8scope_globals_remove(uintptr_t slot);

/* It no longer (or again) keeps its object alive. */
void v8scope_globals_set_weak(uintptr_t slot, bool weak);

/* A global and the number of its site: v8scope_global_site_at(). */
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

/* In the child of a fork: what another thread left half done is not used. */
void v8scope_globals_forked(void);

/* The isolate is gone, and its globals with it. */
void v8scope_globals_forget_isolate(uint64_t isolate);

#endif
