/* SPDX-License-Identifier: MIT */
/* Who listens to a tracepoint. */
#ifndef V8SCOPE_LISTENERS_H
#define V8SCOPE_LISTENERS_H

#include <stdbool.h>

/*
 * Whether each session that listens to isolate_attach records already. LTTng-UST takes a
 * session's probes one after the other, and what is emitted before the last of them is there
 * does not reach it: it counts as active only then.
 */
bool v8scope_listeners_are_active(void);

#endif
