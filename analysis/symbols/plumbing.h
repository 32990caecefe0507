/* SPDX-License-Identifier: MIT */
/* Which frames belong to V8's API and its bindings, and are no answer to "who opened it?". */
#ifndef V8SCOPE_PLUMBING_H
#define V8SCOPE_PLUMBING_H

#include <stdbool.h>

/* Each may be NULL: not known. `file` and `module` are paths. */
bool v8scope_is_plumbing(const char *function, const char *file, const char *module);

#endif
