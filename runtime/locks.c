/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "locks.h"

#include <errno.h>
#include <stddef.h>
#include <time.h>

#include "clock.h"

enum {
	LOCKS = sizeof(struct v8scope_locks) / sizeof(pthread_mutex_t),
	PATIENCE_NS = 500 * 1000000, /* of one fork, for all locks together */
};

struct v8scope_locks v8scope_locks;
struct v8scope_short_lock v8scope_global_locks[V8SCOPE_GLOBAL_SHARDS];

/* By the thread that forks, from before until after. */
static __thread bool held[LOCKS] __attribute__((tls_model("initial-exec")));
static __thread bool held_globals[V8SCOPE_GLOBAL_SHARDS] __attribute__((tls_model("initial-exec")));

/* The struct is nothing but locks. */
static pthread_mutex_t *lock_at(size_t i)
{
	return (pthread_mutex_t *)(void *)&v8scope_locks + i;
}

static bool try_mutex(void *lock)
{
	return pthread_mutex_trylock(lock) == 0;
}

static bool try_short(void *lock)
{
	return v8scope_short_lock_try(lock);
}

/* ThreadSanitizer does not know pthread_mutex_clocklock(). */
static bool lock_until(bool (*try)(void *lock), void *lock, uint64_t deadline)
{
	const struct timespec a_moment = {.tv_nsec = 50000};

	while (!try(lock)) {
		if (v8scope_clock_exact() >= deadline) {
			return false;
		}
		nanosleep(&a_moment, NULL);
	}
	return true;
}

/*
 * Nothing is half done at the moment of the fork. A host is not made to wait for ever:
 * the holder of a lock may wait for one of the forking thread's.
 */
static void before_fork(void)
{
	int saved_errno = errno;
	uint64_t deadline = v8scope_clock_exact() + PATIENCE_NS;

	for (size_t i = 0; i < LOCKS; i++) {
		held[i] = lock_until(try_mutex, lock_at(i), deadline);
	}
	for (size_t i = 0; i < V8SCOPE_GLOBAL_SHARDS; i++) {
		held_globals[i] = lock_until(try_short, &v8scope_global_locks[i], deadline);
	}
	errno = saved_errno;
}

static void in_parent(void)
{
	for (size_t i = 0; i < V8SCOPE_GLOBAL_SHARDS; i++) {
		if (held_globals[i]) {
			v8scope_short_lock_give(&v8scope_global_locks[i]);
		}
	}
	for (size_t i = LOCKS; i > 0; i--) {
		if (held[i - 1]) {
			pthread_mutex_unlock(lock_at(i - 1));
		}
	}
}

/* The thread that holds the others is not in this process. */
static void in_child(void)
{
	for (size_t i = 0; i < V8SCOPE_GLOBAL_SHARDS; i++) {
		v8scope_short_lock_give(&v8scope_global_locks[i]);
	}
	for (size_t i = 0; i < LOCKS; i++) {
		if (held[i]) {
			pthread_mutex_unlock(lock_at(i));
		} else {
			pthread_mutex_init(lock_at(i), NULL);
		}
	}
}

bool v8scope_locks_was_at_rest(size_t shard)
{
	return held_globals[shard];
}

void v8scope_locks_init(void)
{
	for (size_t i = 0; i < LOCKS; i++) {
		pthread_mutex_init(lock_at(i), NULL);
	}
	pthread_atfork(before_fork, in_parent, in_child);
}
