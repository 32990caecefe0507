/* SPDX-License-Identifier: MIT */
#ifndef V8SCOPE_ADDON_H
#define V8SCOPE_ADDON_H

/*
 * The init function of a Node-API module, whose entry point calls it: attaches the
 * isolate, learns of the environment's end, and gives `exports` a function
 * `finish`, to be called when the program or the worker exits.
 */
__attribute__((visibility("default"))) void *v8scope_addon_init(void *env, void *exports);

#endif
