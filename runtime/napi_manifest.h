/* SPDX-License-Identifier: MIT */
/*
 * Every Node-API function that v8scope intercepts: a row as in manifest.h, named
 * like the function. All types of Node-API are opaque pointers; a napi_status of 0
 * is success. node itself calls V8, not these, so only addons come here.
 */
#ifndef V8SCOPE_NAPI_MANIFEST_H
#define V8SCOPE_NAPI_MANIFEST_H

#include <stddef.h>
#include <stdint.h>

/* clang-format off */
#define V8SCOPE_NAPI_HOOKS(HOOK) \
	/* scopes */ \
	HOOK(napi_open_handle_scope, (void *env, void **result)) \
	HOOK(napi_close_handle_scope, (void *env, void *scope)) \
	HOOK(napi_open_escapable_handle_scope, (void *env, void **result)) \
	HOOK(napi_close_escapable_handle_scope, (void *env, void *scope)) \
	HOOK(napi_escape_handle, (void *env, void *scope, void *escapee, void **result)) \
	/* references; a count of 0 makes one weak */ \
	HOOK(napi_create_reference, \
		(void *env, void *value, uint32_t initial_refcount, void **result)) \
	HOOK(napi_delete_reference, (void *env, void *ref)) \
	HOOK(napi_reference_ref, (void *env, void *ref, uint32_t *result)) \
	HOOK(napi_reference_unref, (void *env, void *ref, uint32_t *result)) \
	/* deferreds */ \
	HOOK(napi_create_promise, (void *env, void **deferred, void **promise)) \
	HOOK(napi_resolve_deferred, (void *env, void *deferred, void *resolution)) \
	HOOK(napi_reject_deferred, (void *env, void *deferred, void *rejection)) \
	/* calls into JavaScript: no event, but a safe point */ \
	HOOK(napi_call_function, (void *env, void *recv, void *func, size_t argc, \
		void *const *argv, void **result))
/* clang-format on */

#define V8SCOPE_NAPI_DECLARE_REAL(id, params) int(*id) params;
struct v8scope_napi_functions {
	V8SCOPE_NAPI_HOOKS(V8SCOPE_NAPI_DECLARE_REAL)
};
#undef V8SCOPE_NAPI_DECLARE_REAL

/* The functions behind the hooks; NULL where this process has no Node-API. */
extern struct v8scope_napi_functions v8scope_napi_real;

#define V8SCOPE_NAPI_DECLARE_HOOK(id, params) int v8scope_hook_##id params;
V8SCOPE_NAPI_HOOKS(V8SCOPE_NAPI_DECLARE_HOOK)
#undef V8SCOPE_NAPI_DECLARE_HOOK

/* Looks them up where V8 was found, and hooks them. */
void v8scope_napi_resolve(void);

#endif
