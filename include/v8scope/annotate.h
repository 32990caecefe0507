/* SPDX-License-Identifier: MIT */
/*
 * Annotations for programs that v8scope records. The symbols are weak: a program
 * built with this header needs no library of v8scope's and runs unchanged without.
 */
#ifndef V8SCOPE_ANNOTATE_H
#define V8SCOPE_ANNOTATE_H

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Marks a moment in the recording (event `v8:mark`), e.g. the beginning of a phase.
 * `name` is copied. Any thread, any time. On the thread of an isolate it also has the heap
 * looked at (a full collection, unless V8SCOPE_GC is off) when that thread next opens a scope,
 * calls JavaScript or completes a checkpoint: what each phase left behind can be told then.
 * Of more than a few marks those go without that would take up more than a tenth of the time.
 */
void v8scope_mark(const char *name) __attribute__((weak));

/* The same for programs that may run without v8scope: does nothing then. */
#define V8SCOPE_MARK(name) (v8scope_mark ? v8scope_mark(name) : (void)0)

#ifdef __cplusplus
}
#endif

#endif
