/* SPDX-License-Identifier: MIT */
/*
 * All locks of the runtime, in the order in which they may be nested, so that
 * fork() can be survived: it takes all of them.
 */
#ifndef V8SCOPE_LOCKS_H
#define V8SCOPE_LOCKS_H

#include <pthread.h>
#include <stdbool.h>

/* A power of two. A fork holds all locks, and ThreadSanitizer ends who holds more than 64. */
enum { V8SCOPE_GLOBAL_SHARDS = 32 };

struct v8scope_locks {
	pthread_mutex_t objects;  /* which objects are loaded */
	pthread_mutex_t got;	  /* the hooks, and rewriting GOT entries */
	pthread_mutex_t isolates; /* the registry of isolates */
	pthread_mutex_t sites;	  /* the list of creation sites */
	pthread_mutex_t globals[V8SCOPE_GLOBAL_SHARDS];
	pthread_mutex_t stacks; /* publishing a call stack */
};

extern struct v8scope_locks v8scope_locks;

/*
 * Makes all locks, and sees to it that what they guard is complete in the child of a
 * fork. Where another thread keeps a lock for longer than a moment the fork goes ahead.
 */
void v8scope_locks_init(void);

/*
 * In the child of a fork: whether what `lock` guards is complete. If not, every update
 * that was complete before it was linked is there; others may be half done.
 */
bool v8scope_locks_was_at_rest(const pthread_mutex_t *lock);

#endif
