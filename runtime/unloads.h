/* SPDX-License-Identifier: MIT */
/*
 * Code that was unloaded. What comes to its addresses next is other code: call stacks
 * and sites that were recorded there must not be taken for it.
 */
#ifndef V8SCOPE_UNLOADS_H
#define V8SCOPE_UNLOADS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Looks which objects are gone since the last call; stacks and sites of theirs are
 * closed. Stacks are reopened where the same object is back at the same place, as its build-id
 * tells: plugins that come and go would fill the table. They were there at `clock_ns`
 * (CLOCK_MONOTONIC); 0: when last looked at. To be called after dlclose, and before the imports of
 * a new object are hooked: it cannot call a hook before, so nothing of it has been recorded yet.
 * Returns whether any is gone.
 */
bool v8scope_unloads_look(uint64_t clock_ns);

#endif
