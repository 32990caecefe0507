/* SPDX-License-Identifier: MIT */
#ifndef V8SCOPE_RESULTS_SUMS_H
#define V8SCOPE_RESULTS_SUMS_H

#include "report.h"

/* Adds `value` to `sum`, which is known if any that was added is. */
static inline void v8scope_optional_add(struct v8scope_optional *sum, struct v8scope_optional value)
{
	if (value.known) {
		sum->known = true;
		sum->value += value.value;
	}
}

#endif
