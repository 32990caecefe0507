/* SPDX-License-Identifier: MIT */
#ifndef V8SCOPE_INIT_H
#define V8SCOPE_INIT_H

/*
 * More objects were loaded, by dlopen; `handle` is its result, or RTLD_DEFAULT if
 * that is not known. Finds V8 if it came only now, and hooks what came.
 */
void v8scope_init_loaded(void *handle);

#endif
