/* SPDX-License-Identifier: MIT */
/*
 * Telling `v8scope record` of this process, through the socket that
 * V8SCOPE_CONTROL names: one byte a connection, the rest is in the socket's own
 * credentials.
 */
#ifndef V8SCOPE_CONTROL_H
#define V8SCOPE_CONTROL_H

/*
 * The process has started: waits, at most some seconds, until the recorder has
 * included it in its session. Returns at once without a recorder.
 */
void v8scope_control_report_process(void);

/* An isolate was attached; only the first is reported. */
void v8scope_control_report_isolate(void);

/* V8 is about to reach its heap limit, and the events that tell of it are emitted. */
void v8scope_control_report_heap_limit(void);

#endif
