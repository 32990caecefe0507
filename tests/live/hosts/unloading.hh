/* SPDX-License-Identifier: MIT */
/* What a plugin of unloading.cc is. */
#ifndef V8SCOPE_TEST_UNLOADING_HH
#define V8SCOPE_TEST_UNLOADING_HH

#include <v8.h>

/* Leaks `count` Globals, and as many handles in a HandleScope at `scope` that it leaves open. */
using leak_function = void(v8::Isolate *isolate, void *scope, long count);

extern "C" leak_function leak;

#endif
