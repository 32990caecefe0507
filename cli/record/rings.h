/* SPDX-License-Identifier: MIT */
/*
 * How the memory of a flight recorder is divided. A ring overwrites its oldest sub-buffer; what
 * is told once, and what comes rarely, has rings of its own, in which nothing else overwrites it.
 */
#ifndef V8SCOPE_RECORD_RINGS_H
#define V8SCOPE_RECORD_RINGS_H

#include <stdint.h>

#include "options.h"

enum v8scope_ring {
	V8SCOPE_RING_LOADED, /* which objects are loaded where, which V8 it is: names */
	V8SCOPE_RING_STACKS, /* call stacks, each told once */
	V8SCOPE_RING_STATE,  /* full collections and censuses */
	V8SCOPE_RING_DETAIL, /* an event a scope, promise, handle: above census detail only */
	V8SCOPE_RINGS
};

/* Sub-buffers of a ring, of each CPU. */
uint64_t v8scope_rings_num_subbuf(enum v8scope_ring ring);

/*
 * Bytes of such a sub-buffer, a power of 2, with which all rings of `cpus` CPUs, and the
 * sub-buffer more that LTTng keeps of each to read from, are within `bytes`. 0: less than `page`.
 */
uint64_t v8scope_rings_subbuf_size(enum v8scope_ring ring, enum v8scope_detail detail,
	uint64_t bytes, uint64_t cpus, uint64_t page);

/* The fewest bytes with which each ring has sub-buffers of a page. */
uint64_t v8scope_rings_minimum(enum v8scope_detail detail, uint64_t cpus, uint64_t page);

#endif
