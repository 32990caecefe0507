/* SPDX-License-Identifier: MIT */
/*
 * All locks of the runtime, in the order in which they may be nested, so that
 * fork() can be survived: the child gets fresh ones.
 */
#ifndef V8SCOPE_LOCKS_H
#define V8SCOPE_LOCKS_H

#include <pthread.h>

enum { V8SCOPE_GLOBAL_SHARDS = 64 };

struct v8scope_locks {
	pthread_mutex_t objects;  /* which objects are loaded */
	pthread_mutex_t got;	  /* the hooks, and rewriting GOT entries */
	pthread_mutex_t isolates; /* the registry of isolates */
	pthread_mutex_t sites;	  /* the list of creation sites */
	pthread_mutex_t globals[V8SCOPE_GLOBAL_SHARDS];
	pthread_mutex_t stacks; /* publishing a call stack */
};

extern struct v8scope_locks v8scope_locks;

/* Makes all locks fresh, and again in the child of every fork. */
void v8scope_locks_init(void);

#endif
