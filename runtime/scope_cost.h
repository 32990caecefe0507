/* SPDX-License-Identifier: MIT */
/*
 * What a nested scope would cost: an empty HandleScope is opened and closed some
 * thousand times, which takes some ten microseconds and leaves nothing behind.
 */
#ifndef V8SCOPE_SCOPE_COST_H
#define V8SCOPE_SCOPE_COST_H

#include "isolate.h"

/*
 * Only right after the host itself has opened a scope: V8 ends the program if a thread opens
 * one that does not hold the isolate's lock, and at no other point is it known to. Tells
 * nothing where this V8's scopes are inlined into its callers.
 */
void v8scope_scope_cost_tell(const struct v8scope_thread *thread);

#endif
