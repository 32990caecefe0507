/* SPDX-License-Identifier: MIT */
/*
 * What handle_scope.hh tells v8scope of a scope, in four steps around the real
 * constructor and destructor. Not meant for other callers. All on the isolate's own
 * thread; `scope` is the address of the v8::HandleScope. Weak: NULL without v8scope,
 * and then all four are.
 */
#ifndef V8SCOPE_SCOPE_NOTES_H
#define V8SCOPE_SCOPE_NOTES_H

#include "weak.h"

#ifdef __cplusplus
extern "C" {
#endif

enum v8scope_noted_scope {
	V8SCOPE_NOTED_SCOPE_HANDLE = 0,
	V8SCOPE_NOTED_SCOPE_ESCAPABLE = 1,
};

/* One is about to be constructed. */
void v8scope_note_opening(void *isolate) V8SCOPE_WEAK;

/* It is constructed. The call's return address is in the function that opened it. */
void v8scope_note_opened(void *isolate, void *scope, enum v8scope_noted_scope kind) V8SCOPE_WEAK;

/* It is about to be destroyed. If not 0, note_closed is to be called after it. */
int v8scope_note_closing(void *isolate, void *scope) V8SCOPE_WEAK;
void v8scope_note_closed(void *isolate) V8SCOPE_WEAK;

#ifdef __cplusplus
}
#endif

#endif
