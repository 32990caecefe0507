/* SPDX-License-Identifier: MIT */
/*
 * Node-API: handle scopes, references and deferreds. A napi_handle_scope is a heap
 * object around a V8 scope: it counts in V8's level like any other, and its address
 * is on no stack, so the frames of the shadow stack are never asked about it.
 */
#include "napi_manifest.h"

#include <string.h>

#include "got.h"
#include "hooks.h"
#include "log.h"
#include "session.h"
#include "v8_api.h"

struct v8scope_napi_functions v8scope_napi_real;

enum { NAPI_OK = 0 };

static void resolve(void *function_pointer, const char *symbol, void *hook)
{
	void *real = v8scope_v8_symbol(symbol);

	if (real != NULL) {
		v8scope_got_add_hook(symbol, real, hook);
	} else {
		v8scope_log("not hooked, there is no %s", symbol);
	}
	memcpy(function_pointer, &real, sizeof(real));
}

void v8scope_napi_resolve(void)
{
#define RESOLVE(id, params) resolve(&v8scope_napi_real.id, #id, (void *)v8scope_hook_##id);
	V8SCOPE_NAPI_HOOKS(RESOLVE)
#undef RESOLVE
}

int v8scope_hook_napi_open_handle_scope(void *env, void **result)
{
	void *v8 = v8scope_v8_current_isolate();
	int status;

	v8scope_scopes_opening(v8);
	status = v8scope_napi_real.napi_open_handle_scope(env, result);
	if (status == NAPI_OK) {
		v8scope_scopes_opened(v8, *result, V8SCOPE_SCOPE_KIND_NAPI, V8SCOPE_CALLER_IP,
			V8SCOPE_CALLER_CFA);
	}
	return status;
}

int v8scope_hook_napi_close_handle_scope(void *env, void *scope)
{
	void *v8 = v8scope_v8_current_isolate();
	bool weigh = v8scope_scopes_closing(v8, scope);
	int status = v8scope_napi_real.napi_close_handle_scope(env, scope);

	if (weigh) {
		v8scope_scopes_closed(v8);
	}
	return status;
}

int v8scope_hook_napi_open_escapable_handle_scope(void *env, void **result)
{
	void *v8 = v8scope_v8_current_isolate();
	int status;

	v8scope_scopes_opening(v8);
	status = v8scope_napi_real.napi_open_escapable_handle_scope(env, result);
	if (status == NAPI_OK) {
		v8scope_scopes_opened(v8, *result, V8SCOPE_SCOPE_KIND_NAPI_ESCAPABLE,
			V8SCOPE_CALLER_IP, V8SCOPE_CALLER_CFA);
	}
	return status;
}

int v8scope_hook_napi_close_escapable_handle_scope(void *env, void *scope)
{
	void *v8 = v8scope_v8_current_isolate();
	bool weigh = v8scope_scopes_closing(v8, scope);
	int status = v8scope_napi_real.napi_close_escapable_handle_scope(env, scope);

	if (weigh) {
		v8scope_scopes_closed(v8);
	}
	return status;
}

int v8scope_hook_napi_escape_handle(void *env, void *scope, void *escapee, void **result)
{
	int status = v8scope_napi_real.napi_escape_handle(env, scope, escapee, result);

	if (status == NAPI_OK) {
		v8scope_scopes_escaped(v8scope_v8_current_isolate(), scope);
	}
	return status;
}

int v8scope_hook_napi_create_reference(
	void *env, void *value, uint32_t initial_refcount, void **result)
{
	int status = v8scope_napi_real.napi_create_reference(env, value, initial_refcount, result);

	if (status == NAPI_OK) {
		v8scope_globals_created(v8scope_v8_current_isolate(), *result,
			V8SCOPE_GLOBAL_KIND_NAPI_REF, V8SCOPE_CALLER_IP, V8SCOPE_CALLER_CFA);
		if (initial_refcount == 0) {
			v8scope_globals_weakened(*result);
		}
	}
	return status;
}

/* Fails only for arguments that are NULL. */
int v8scope_hook_napi_delete_reference(void *env, void *ref)
{
	v8scope_globals_disposing(ref);
	return v8scope_napi_real.napi_delete_reference(env, ref);
}

int v8scope_hook_napi_reference_ref(void *env, void *ref, uint32_t *result)
{
	int status = v8scope_napi_real.napi_reference_ref(env, ref, result);

	if (status == NAPI_OK) {
		v8scope_globals_set_weak((uintptr_t)ref, false);
	}
	return status;
}

int v8scope_hook_napi_reference_unref(void *env, void *ref, uint32_t *result)
{
	uint32_t refcount;
	int status = v8scope_napi_real.napi_reference_unref(
		env, ref, result != NULL ? result : &refcount);

	if (status == NAPI_OK && (result != NULL ? *result : refcount) == 0) {
		v8scope_globals_weakened(ref);
	}
	return status;
}

int v8scope_hook_napi_create_promise(void *env, void **deferred, void **promise)
{
	int status = v8scope_napi_real.napi_create_promise(env, deferred, promise);

	if (status == NAPI_OK) {
		v8scope_globals_created(v8scope_v8_current_isolate(), *deferred,
			V8SCOPE_GLOBAL_KIND_NAPI_DEFERRED, V8SCOPE_CALLER_IP, V8SCOPE_CALLER_CFA);
	}
	return status;
}

/*
 * Concluding fails, and leaves the deferred as it was, where an exception is
 * pending; then it is known no more.
 */
int v8scope_hook_napi_resolve_deferred(void *env, void *deferred, void *resolution)
{
	v8scope_globals_disposing(deferred);
	return v8scope_napi_real.napi_resolve_deferred(env, deferred, resolution);
}

int v8scope_hook_napi_reject_deferred(void *env, void *deferred, void *rejection)
{
	v8scope_globals_disposing(deferred);
	return v8scope_napi_real.napi_reject_deferred(env, deferred, rejection);
}

/* Its arguments are all handles: a collection may happen here. */
int v8scope_hook_napi_call_function(
	void *env, void *recv, void *func, size_t argc, void *const *argv, void **result)
{
	if (v8scope_session_is_there()) {
		struct v8scope_thread *thread = v8scope_isolate_enter_current();

		if (thread != NULL) {
			v8scope_session_poll(thread);
		}
	}
	return v8scope_napi_real.napi_call_function(env, recv, func, argc, argv, result);
}
