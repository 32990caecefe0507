/* SPDX-License-Identifier: MIT */
/* The LTTng session daemon of this user. */
#ifndef V8SCOPE_RECORD_DAEMON_H
#define V8SCOPE_RECORD_DAEMON_H

#include <glib.h>
#include <stdbool.h>

/*
 * Returns once a session daemon answers: the one that runs (a member of the
 * tracing group reaches root's), or one started now and left running, as
 * `lttng create` does it. Call it before signals are blocked: the daemon would
 * inherit that.
 */
bool v8scope_daemon_ensure(GError **error);

/* The first "Error: ..." of a daemon's stderr without that word, else its first line; owned. */
char *v8scope_daemon_first_error(const char *output);

#endif
