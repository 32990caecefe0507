/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "short_lock.h"

#include <errno.h>
#include <time.h>

/* Looks a few times first: mostly the holder is about to give it back. */
enum { LOOKS = 100, NAP_NS = 50000 };

static bool looks_free(const struct v8scope_short_lock *lock)
{
	return __atomic_load_n(&lock->taken, __ATOMIC_RELAXED) == 0;
}

void v8scope_short_lock_wait(struct v8scope_short_lock *lock)
{
	const struct timespec nap = {.tv_nsec = NAP_NS};
	int saved_errno = errno;

	for (uint32_t looks = 1;; looks++) {
		if (looks_free(lock) && v8scope_short_lock_try(lock)) {
			break;
		}
		if (looks >= LOOKS) {
			nanosleep(&nap, NULL);
		}
	}
	errno = saved_errno;
}
