/* SPDX-License-Identifier: MIT */
#ifndef V8SCOPE_INIT_H
#define V8SCOPE_INIT_H

#include <stdint.h>

/*
 * More objects were loaded, by dlopen; `handle` is its result, or RTLD_DEFAULT if
 * that is not known. Finds V8 if it came only now, and hooks what came.
 */
void v8scope_init_loaded(void *handle);

/* dlclose was called at `clock_ns` and has returned: something may be gone. */
void v8scope_init_unloaded(uint64_t clock_ns);

#endif
