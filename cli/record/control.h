/* SPDX-License-Identifier: MIT */
/*
 * The socket on which libv8scope.so in the recorded processes talks to
 * `v8scope record`. A process connects and sends one byte:
 *
 *   'p'  I am here; record me. Answer: 'k' as soon as the session does.
 *   'i'  V8 made an isolate in me. No answer.
 *   'l'  V8 is about to reach its heap limit in me, and all about it was recorded. No answer.
 */
#ifndef V8SCOPE_RECORD_CONTROL_H
#define V8SCOPE_RECORD_CONTROL_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

struct v8scope_control;

/* Process `pid` asks to be recorded; it waits until this returns. */
typedef void (*v8scope_control_track_fn)(pid_t pid, void *data);

/* Makes the socket, in a folder of mode 0700 of its own. NULL on error. */
struct v8scope_control *v8scope_control_create(
	v8scope_control_track_fn track, void *data, GError **error);

/* Removes the socket; processes that still wait go on. NULL-safe. */
void v8scope_control_destroy(struct v8scope_control *control);

/* The path for $V8SCOPE_CONTROL; borrowed. */
const char *v8scope_control_path(const struct v8scope_control *control);

/* Readable when v8scope_control_dispatch() has something to do. */
int v8scope_control_fd(const struct v8scope_control *control);

/* Does all that can be done without waiting. */
void v8scope_control_dispatch(struct v8scope_control *control);

/* Whether any process has made an isolate. */
bool v8scope_control_saw_isolate(const struct v8scope_control *control);

/* Whether any process has come near its heap limit since this was last asked. */
bool v8scope_control_take_heap_limit(struct v8scope_control *control);

#endif
