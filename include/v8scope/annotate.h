/* SPDX-License-Identifier: MIT */
/*
 * Annotations for programs that v8scope records, in C or C++. The functions are
 * weak: a program built with this header needs no library of v8scope's and runs
 * unchanged without. With v8scope preloaded, loaded into node, or linked in, the
 * program itself and every shared object that it loads are heard.
 */
#ifndef V8SCOPE_ANNOTATE_H
#define V8SCOPE_ANNOTATE_H

#include "weak.h"

/* So many bytes of a name are recorded; longer ones are cut between two characters. */
#define V8SCOPE_MARK_NAME_MAX 255

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Marks a moment in the recording (event `v8:mark`): a phase or a kind of request
 * begins. `name` is UTF-8 and copied; what is not UTF-8 is recorded as it is and
 * shown with replacement characters. NULL does nothing; "" is "<unnamed>".
 *
 * Any thread, any time, with or without an isolate. In a signal handler only of a
 * thread that has called it before: its first event sets up what the next ones
 * need. errno is kept. Without a session that listens it costs a few nanoseconds.
 *
 * On the thread of an isolate it also has the heap looked at (a full collection, unless
 * V8SCOPE_GC is off) when that thread next opens a scope, calls JavaScript or completes a
 * checkpoint: what each phase left behind can be told then. Of more than a few marks those go
 * without that would take up more than a tenth of the time.
 *
 * May be NULL: use V8SCOPE_MARK.
 */
void v8scope_mark(const char *name) V8SCOPE_WEAK;

#ifdef __cplusplus
}
#endif

/* The same where v8scope may be absent: does nothing then, `name` is not evaluated. */
#define V8SCOPE_MARK(name) (v8scope_mark ? v8scope_mark(name) : (void)0)

#endif
