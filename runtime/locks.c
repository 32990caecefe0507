/* SPDX-License-Identifier: MIT */
#include "locks.h"

#include <stddef.h>

struct v8scope_locks v8scope_locks;

static void make_fresh(void)
{
	pthread_mutex_init(&v8scope_locks.objects, NULL);
	pthread_mutex_init(&v8scope_locks.got, NULL);
	pthread_mutex_init(&v8scope_locks.isolates, NULL);
	pthread_mutex_init(&v8scope_locks.sites, NULL);
	for (size_t i = 0; i < V8SCOPE_GLOBAL_SHARDS; i++) {
		pthread_mutex_init(&v8scope_locks.globals[i], NULL);
	}
	pthread_mutex_init(&v8scope_locks.stacks, NULL);
}

void v8scope_locks_init(void)
{
	make_fresh();
	/*
	 * Another thread may have held one of them when fork() was called. What
	 * it guarded is at worst missing an entry: every update is complete
	 * before it is linked.
	 */
	pthread_atfork(NULL, NULL, make_fresh);
}
