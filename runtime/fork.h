/* SPDX-License-Identifier: MIT */
/*
 * The child of a fork goes on with the state of the thread that forked, as a process of its own.
 *
 * For LTTng-UST it begins to be one only when it uses V8. Nearly all children execute another
 * program, and put descriptors where that one wants them before: one of LTTng-UST's, opened in
 * the child meanwhile, could be among those that they replace, and then it writes into a pipe
 * of the program's.
 */
#ifndef V8SCOPE_FORK_H
#define V8SCOPE_FORK_H

#include <stdbool.h>

#include "hidden.h"

/* In a child of which LTTng-UST does not know yet. Next to never true: read without a lock. */
extern V8SCOPE_HIDDEN bool v8scope_fork_is_unsettled;

/*
 * From every fork() from now on; after v8scope_locks_init(). Where liblttng-ust-fork is
 * preloaded, LTTng-UST's part is left to it, which does it at once.
 */
void v8scope_fork_watch(void);

void v8scope_fork_settle_now(void);

/* Before anything is recorded, where v8scope_isolate_enter() has not come before. */
static inline void v8scope_fork_settle(void)
{
	if (__builtin_expect(__atomic_load_n(&v8scope_fork_is_unsettled, __ATOMIC_RELAXED), 0)) {
		v8scope_fork_settle_now();
	}
}

#endif
