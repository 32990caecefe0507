/* SPDX-License-Identifier: MIT */
/*
 * The signal of V8SCOPE_SNAPSHOT. Its handler wakes a thread of ours, which asks V8 to
 * interrupt each isolate: so a loop that never comes to a safe point is reached, too.
 */
#ifndef V8SCOPE_SNAPSHOT_SIGNAL_H
#define V8SCOPE_SNAPSHOT_SIGNAL_H

/*
 * Listens to the signal from now on, unless the program handles or ignores it: the signal
 * is the program's then. Once a process; does nothing if no signal was asked for.
 */
void v8scope_snapshot_signal_watch(void);

/* Why the signal brings no snapshot; NULL: it does. */
const char *v8scope_snapshot_signal_obstacle(void);

/* In the child of a fork: a child that does not use V8 has the signal's default back. */
void v8scope_snapshot_signal_forked(void);

#endif
