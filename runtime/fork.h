/* SPDX-License-Identifier: MIT */
#ifndef V8SCOPE_FORK_H
#define V8SCOPE_FORK_H

/*
 * Arranges that the child of every fork() from now on goes on with the state of
 * the thread that forked, as a process of its own. LTTng-UST does the same for its
 * part if liblttng-ust-fork is preloaded. After v8scope_locks_init().
 */
void v8scope_fork_watch(void);

#endif
