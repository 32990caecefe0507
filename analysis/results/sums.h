/* SPDX-License-Identifier: MIT */
#ifndef V8SCOPE_RESULTS_SUMS_H
#define V8SCOPE_RESULTS_SUMS_H

#include "report.h"

/* The nearest number to the sum that there is: reports of damaged traces have any. */
static inline int64_t v8scope_bounded_sum(int64_t a, int64_t b)
{
	int64_t sum;

	if (!__builtin_add_overflow(a, b, &sum)) {
		return sum;
	}
	return a < 0 ? -INT64_MAX : INT64_MAX;
}

/* Adds `value` to `sum`, which is known if any that was added is. */
static inline void v8scope_optional_add(struct v8scope_optional *sum, struct v8scope_optional value)
{
	if (value.known) {
		sum->known = true;
		sum->value = v8scope_bounded_sum(sum->value, value.value);
	}
}

#endif
