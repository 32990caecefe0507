/* SPDX-License-Identifier: MIT */
/* The promises that were not yet seen fulfilled, each kept in a Global. */
#ifndef V8SCOPE_DEMOS_PENDING_PROMISES_H
#define V8SCOPE_DEMOS_PENDING_PROMISES_H

#include <stdbool.h>
#include <stddef.h>

struct v8__Context;
struct v8__Data;
struct v8__Isolate;
struct v8__Promise;

struct pending_promises {
	const struct v8__Data **globals; /* owned array of owned Globals */
	size_t count;
	size_t capacity;
};

/* Keeps `promise` in a new Global. Returns false if memory ran out. */
bool pending_promises_push(struct pending_promises *pending, struct v8__Isolate *isolate,
	const struct v8__Promise *promise);

/*
 * Drops every promise that is fulfilled, after comparing its result with
 * `expected`. Makes locals in the innermost scope: one for each promise, one for
 * each result. `context` is entered. Returns false, with a message on stderr, on
 * another result; what was not yet looked at is kept.
 */
bool pending_promises_settle(struct pending_promises *pending, struct v8__Isolate *isolate,
	const struct v8__Context *context, const char *expected);

void pending_promises_fini(struct pending_promises *pending);

#endif
