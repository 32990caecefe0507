/* SPDX-License-Identifier: MIT */
/*
 * All locks of the runtime, in the order in which they may be nested, so that
 * fork() can be survived: it takes all of them.
 */
#ifndef V8SCOPE_LOCKS_H
#define V8SCOPE_LOCKS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "short_lock.h"

enum { V8SCOPE_GLOBAL_SHARDS = 32 }; /* a power of two */

struct v8scope_locks {
	pthread_mutex_t objects;  /* which objects are loaded */
	pthread_mutex_t got;	  /* the hooks, and rewriting GOT entries */
	pthread_mutex_t isolates; /* the registry of isolates */
	pthread_mutex_t sites;	  /* the list of creation sites */
	pthread_mutex_t stacks;	  /* publishing a call stack */
};

/* Of the table of globals, one a shard; inside any other, and never two but in a fork. */
extern struct v8scope_short_lock v8scope_global_locks[V8SCOPE_GLOBAL_SHARDS];

extern struct v8scope_locks v8scope_locks;

/*
 * Makes all locks, and sees to it that what they guard is complete in the child of a
 * fork. Where another thread keeps a lock for longer than a moment the fork goes ahead.
 */
void v8scope_locks_init(void);

/*
 * In the child of a fork: whether that shard of the globals is complete. If not, every
 * update that was complete before it was linked is there; others may be half done.
 */
bool v8scope_locks_was_at_rest(size_t shard);

#endif
