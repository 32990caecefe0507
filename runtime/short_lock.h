/* SPDX-License-Identifier: MIT */
/*
 * A lock for what takes nanoseconds but for rare occasions: one atomic instruction takes
 * it, a plain store gives it back. Who finds it taken looks again, then sleeps for a moment
 * at a time, so that its holder gets on even where that has a lower priority or there is one CPU.
 * Its holder takes no other lock of the runtime.
 */
#ifndef V8SCOPE_SHORT_LOCK_H
#define V8SCOPE_SHORT_LOCK_H

#include <stdbool.h>
#include <stdint.h>

/* All zero: free. A cache line each: threads with isolates of their own do not meet. */
struct v8scope_short_lock {
	uint32_t taken;
} __attribute__((aligned(64)));

void v8scope_short_lock_wait(struct v8scope_short_lock *lock);

static inline bool v8scope_short_lock_try(struct v8scope_short_lock *lock)
{
	return __atomic_exchange_n(&lock->taken, 1, __ATOMIC_ACQUIRE) == 0;
}

static inline void v8scope_short_lock_take(struct v8scope_short_lock *lock)
{
	if (__builtin_expect(!v8scope_short_lock_try(lock), 0)) {
		v8scope_short_lock_wait(lock);
	}
}

static inline void v8scope_short_lock_give(struct v8scope_short_lock *lock)
{
	__atomic_store_n(&lock->taken, 0, __ATOMIC_RELEASE);
}

#endif
