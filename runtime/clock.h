/* SPDX-License-Identifier: MIT */
#ifndef V8SCOPE_CLOCK_H
#define V8SCOPE_CLOCK_H

#include <stdint.h>
#include <time.h>

/*
 * Nanoseconds of CLOCK_MONOTONIC, the clock of the trace, with the resolution of
 * the scheduler's tick (1 to 10 ms): several times cheaper than the exact one,
 * and what it is used for are ages of scopes and intervals.
 */
static inline uint64_t v8scope_clock_coarse(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* The same, exact: to compare with the times of events. */
static inline uint64_t v8scope_clock_exact(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

#endif
