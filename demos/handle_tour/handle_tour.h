/* SPDX-License-Identifier: MIT */
/*
 * Three handles and what becomes of the objects they refer to. Each tour prints
 * what a full GC proved, and returns whether that is what V8 promises.
 */
#ifndef V8SCOPE_DEMOS_HANDLE_TOUR_H
#define V8SCOPE_DEMOS_HANDLE_TOUR_H

#include <stdbool.h>
#include <stddef.h>

struct v8__Isolate;

/* A local handle dies with its scope, and its object with it. A context is entered. */
bool tour_local(struct v8__Isolate *isolate);

/* A persistent handle keeps its object until it is reset: here it is. */
bool tour_persistent_with_reset(struct v8__Isolate *isolate);

/*
 * The same without Reset, `count` times: that many objects stay reachable
 * through globals, which is a leak that no HandleScope holds. The globals are
 * left to the isolate's end.
 */
bool tour_persistent_without_reset(struct v8__Isolate *isolate, size_t count);

/* An escaped handle outlives its EscapableHandleScope; the handle beside it does not. */
bool tour_escape(struct v8__Isolate *isolate);

#endif
