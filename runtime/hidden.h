/* SPDX-License-Identifier: MIT */
/*
 * Data that hooks look at on their fast paths: declared to be of this library, it is addressed
 * directly. -fvisibility=hidden says so of definitions only, and other files would go by the GOT.
 */
#ifndef V8SCOPE_HIDDEN_H
#define V8SCOPE_HIDDEN_H

#define V8SCOPE_HIDDEN __attribute__((visibility("hidden")))

#endif
