/* SPDX-License-Identifier: MIT */
/*
 * What a nested scope would cost: an empty HandleScope is opened and closed some
 * thousand times, which takes some ten microseconds and leaves nothing behind.
 */
#ifndef V8SCOPE_SCOPE_COST_H
#define V8SCOPE_SCOPE_COST_H

#include "isolate.h"

/* At a safe point. Tells nothing where this V8's scopes are inlined into its callers. */
void v8scope_scope_cost_tell(const struct v8scope_thread *thread);

#endif
