/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "locks.h"

#include <errno.h>
#include <stddef.h>
#include <time.h>

enum {
	LOCKS = sizeof(struct v8scope_locks) / sizeof(pthread_mutex_t),
	PATIENCE_NS = 500 * 1000000, /* of one fork, for all locks together */
};

struct v8scope_locks v8scope_locks;

/* By the thread that forks, from before until after. */
static __thread bool held[LOCKS] __attribute__((tls_model("initial-exec")));

/* The struct is nothing but locks. */
static pthread_mutex_t *lock_at(size_t i)
{
	return (pthread_mutex_t *)(void *)&v8scope_locks + i;
}

/*
 * Nothing is half done at the moment of the fork. A host is not made to wait for ever:
 * the holder of a lock may wait for one of the forking thread's.
 */
static void before_fork(void)
{
	int saved_errno = errno;
	struct timespec deadline;

	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_nsec += PATIENCE_NS;
	deadline.tv_sec += deadline.tv_nsec / 1000000000;
	deadline.tv_nsec %= 1000000000;
	for (size_t i = 0; i < LOCKS; i++) {
		held[i] = pthread_mutex_clocklock(lock_at(i), CLOCK_MONOTONIC, &deadline) == 0;
	}
	errno = saved_errno;
}

static void in_parent(void)
{
	for (size_t i = LOCKS; i > 0; i--) {
		if (held[i - 1]) {
			pthread_mutex_unlock(lock_at(i - 1));
		}
	}
}

/* The thread that holds the others is not in this process. */
static void in_child(void)
{
	for (size_t i = 0; i < LOCKS; i++) {
		if (held[i]) {
			pthread_mutex_unlock(lock_at(i));
		} else {
			pthread_mutex_init(lock_at(i), NULL);
		}
	}
}

bool v8scope_locks_was_at_rest(const pthread_mutex_t *lock)
{
	return held[lock - lock_at(0)];
}

void v8scope_locks_init(void)
{
	for (size_t i = 0; i < LOCKS; i++) {
		pthread_mutex_init(lock_at(i), NULL);
	}
	pthread_atfork(before_fork, in_parent, in_child);
}
