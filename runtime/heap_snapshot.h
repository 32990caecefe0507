/* SPDX-License-Identifier: MIT */
/*
 * Heap snapshots (V8SCOPE_SNAPSHOT): V8's own, in a file, and for each live scope and
 * each creation site of globals the ids of the nodes that they refer to. Taken on the
 * isolate's own thread at safe points only, where a collection may be asked for.
 */
#ifndef V8SCOPE_HEAP_SNAPSHOT_H
#define V8SCOPE_HEAP_SNAPSHOT_H

#include "isolate.h"

/*
 * Where a collection and a census are due for `cause`: takes a snapshot instead, which
 * includes both, if one is wanted there. False: it was not, or could not be.
 */
bool v8scope_heap_snapshot_take_for(struct v8scope_thread *thread, enum v8scope_cause cause);

/*
 * After the collection and the census at `cause`, where no snapshot was taken because an
 * earlier one has more handles: takes one all the same if it is an end, and the heap is larger.
 */
void v8scope_heap_snapshot_take_larger(struct v8scope_thread *thread, enum v8scope_cause cause);

/* After a collection: notes whether live objects have come close to V8's limit. */
void v8scope_heap_snapshot_notice_gc(struct v8scope_isolate *isolate, bool full);

/* Whether one is to be taken at the next safe point. */
bool v8scope_heap_snapshot_is_due(const struct v8scope_isolate *isolate);

/* Takes the one that is due. At safe points. */
void v8scope_heap_snapshot_take_due(struct v8scope_thread *thread);

/* A signal wants one of this isolate; from any thread, under the registry's lock. */
void v8scope_heap_snapshot_request(struct v8scope_isolate *isolate);

#endif
