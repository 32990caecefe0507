/* SPDX-License-Identifier: MIT */
/* What globals and references refer to. */
#ifndef V8SCOPE_GLOBAL_VALUES_H
#define V8SCOPE_GLOBAL_VALUES_H

#include <stdbool.h>
#include <stdint.h>

#include "isolate.h"
#include "v8_events.h"

/*
 * Reads what some napi_refs refer to, 0 for nothing, without a collection and without a
 * handle left behind; false: it cannot. NULL where there is no Node-API.
 */
typedef bool v8scope_read_references_fn(
	void *napi_env, const uintptr_t *references, uintptr_t *values, uint32_t count);
extern v8scope_read_references_fn *v8scope_read_references;

/*
 * The tagged values of `count` globals of one kind, 0 for those that cannot be read;
 * `slots` are what they are known by (globals.h). False: they cannot be read. Not during a
 * collection, for napi_refs: Node-API is asked for theirs.
 */
bool v8scope_global_values_read(const struct v8scope_isolate *isolate,
	enum v8scope_global_kind kind, const uintptr_t *slots, uintptr_t *values, uint32_t count);

#endif
