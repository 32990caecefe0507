/* SPDX-License-Identifier: MIT */
#ifndef V8SCOPE_RECORD_SUPERVISE_H
#define V8SCOPE_RECORD_SUPERVISE_H

#include "child.h"
#include "control.h"
#include "signals.h"

/* How long a tick may be away where nothing is due sooner. */
#define V8SCOPE_SUPERVISE_INTERVAL_MS 500

/* Called after whatever happened. Returns in how many milliseconds to call it again. */
typedef int (*v8scope_supervise_tick_fn)(void *data);

/*
 * Serves the control socket and forwards signals until the command has ended.
 * Returns its wait status.
 */
int v8scope_supervise(struct v8scope_child *child, struct v8scope_control *control,
	struct v8scope_signals *signals, v8scope_supervise_tick_fn tick, void *data);

/*
 * Does what there is to do of that without waiting. False: the command has ended, and
 * `wait_status` is set.
 */
bool v8scope_supervise_serve(struct v8scope_child *child, struct v8scope_control *control,
	struct v8scope_signals *signals, int *wait_status);

#endif
