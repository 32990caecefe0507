/* SPDX-License-Identifier: MIT */
#include "global_values.h"

#include "memory.h"

v8scope_read_references_fn *v8scope_read_references;

bool v8scope_global_values_read(const struct v8scope_isolate *isolate,
	enum v8scope_global_kind kind, const uintptr_t *slots, uintptr_t *values, uint32_t count)
{
	switch (kind) {
	case V8SCOPE_GLOBAL_KIND_NAPI_REF:
		return isolate->napi_env != NULL && v8scope_read_references != NULL &&
		       v8scope_read_references(isolate->napi_env, slots, values, count);
	case V8SCOPE_GLOBAL_KIND_NAPI_DEFERRED:
		/* The address of a Global of the promise. */
		return v8scope_memory_read_each(values, slots, count, sizeof(uintptr_t)) &&
		       v8scope_memory_read_each(values, values, count, sizeof(uintptr_t));
	default:
		return v8scope_memory_read_each(values, slots, count, sizeof(uintptr_t));
	}
}
