/* SPDX-License-Identifier: MIT */
/* What an embedder sets up once: V8 itself, and one isolate that is entered. */
#ifndef V8SCOPE_DEMOS_HOST_H
#define V8SCOPE_DEMOS_HOST_H

#include <stddef.h>

struct v8__ArrayBuffer__Allocator;
struct v8__Isolate;
struct v8__Platform;

struct host {
	struct v8__Platform *platform;		      /* owned */
	struct v8__ArrayBuffer__Allocator *allocator; /* owned */
	struct v8__Isolate *isolate;		      /* owned, entered on this thread */
};

/*
 * Initializes V8 with its default platform and makes the isolate. V8 can be
 * initialized once in a process. `heap_limit` in bytes; 0 is V8's default.
 */
void host_init(struct host *host, size_t heap_limit);

/* All scopes must be closed and all contexts exited. */
void host_fini(struct host *host);

#endif
