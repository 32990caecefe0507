/* SPDX-License-Identifier: MIT */
/*
 * Collections: telling of those that happen, and asking for the few full ones
 * that attribution needs (V8SCOPE_GC). A collection is asked for only on the
 * isolate's own thread, outside V8's own collections, at a safe point.
 */
#ifndef V8SCOPE_GC_H
#define V8SCOPE_GC_H

#include "isolate.h"

/* Installs GC callbacks on a new isolate; in the main thread, the one below, too. */
void v8scope_gc_watch(struct v8scope_isolate *isolate);

/*
 * Installs the near-heap-limit callback. Not on an isolate of another thread that no
 * hook saw made: V8 asks one callback only, and node's workers have theirs.
 */
void v8scope_gc_watch_heap_limit(struct v8scope_isolate *isolate);

/*
 * Takes all of them back. False if some stay, and with them the record that they are given:
 * this V8 cannot, or hosts' own near-heap-limit callbacks are behind ours.
 */
bool v8scope_gc_unwatch(struct v8scope_isolate *isolate);

/* The collection that a session's start asked for, and the census after it. */
void v8scope_gc_start(struct v8scope_thread *thread);

/* The collection after a scope that held many handles has closed. */
void v8scope_gc_release(struct v8scope_thread *thread);

/* The collection that growing numbers of handles asked for. */
void v8scope_gc_growth(struct v8scope_thread *thread);

/*
 * The program has marked a moment: the heap is to be looked at when its thread next
 * stands at a safe point, unless marks come so often that this would take up the time.
 */
void v8scope_gc_want_mark(struct v8scope_isolate *isolate);
void v8scope_gc_mark(struct v8scope_thread *thread);

/* A microtask checkpoint is complete: V8's own word for a safe point. */
void v8scope_gc_checkpoint_completed(struct v8scope_thread *thread);

/*
 * The innermost scope, which `ip` opened and which holds `handles`, is about to
 * close: what it held is written down while it can be, if it is large. True: a
 * collection was asked for, and v8scope_gc_release() is to ask for the other when
 * the scope has closed.
 */
bool v8scope_gc_large_scope_closing(struct v8scope_thread *thread, uintptr_t ip, uint32_t handles);

/* The last word on an isolate (cause: DISPOSE, EXIT or LAST_TURN). */
void v8scope_gc_finish(struct v8scope_thread *thread, enum v8scope_cause cause);

/* A scope with fewer handles than a block of V8's holds closes without a look. */
enum { V8SCOPE_LARGE_SCOPE = 1024 };

#endif
