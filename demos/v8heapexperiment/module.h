/* SPDX-License-Identifier: MIT */
#ifndef V8SCOPE_DEMOS_MODULE_H
#define V8SCOPE_DEMOS_MODULE_H

struct v8__Context;
struct v8__Data;
struct v8__Isolate;
struct v8__Module;

/*
 * Compiles `source` as an ES module, in the entered `context`. Returns a local
 * handle, or NULL with V8's message on stderr.
 */
const struct v8__Module *create_module(
	struct v8__Isolate *isolate, const struct v8__Context *context, const char *source);

/*
 * Makes a context, compiles, instantiates and evaluates `source` in it, within a
 * HandleScope of its own. Returns a Global that the caller resets, or NULL with
 * a message on stderr.
 */
const struct v8__Data *create_global_module(struct v8__Isolate *isolate, const char *source);

#endif
