/* SPDX-License-Identifier: MIT */
#include "bindings.h"

#include <string.h>

#include "attach.h"
#include "hooks.h"
#include "v8_api.h"

struct v8scope_binding_functions v8scope_binding;

void v8scope_bindings_resolve(void)
{
	void *address;

/* A function pointer and the void pointer have one size. */
#define RESOLVE(id, ret, params, symbol)                                                           \
	address = v8scope_attach_find(NULL, symbol);                                               \
	memcpy(&v8scope_binding.id, &address, sizeof(address));
	V8SCOPE_BINDINGS(RESOLVE)
#undef RESOLVE
}

/*
 * Until speak(), the hooks below take `v8` for an isolate that is none of theirs.
 * Only around functions that run no JavaScript and no host code.
 */
static struct v8scope_thread_cache hush(void *v8)
{
	struct v8scope_thread_cache saved = v8scope_thread_cache;

	v8scope_thread_cache = (struct v8scope_thread_cache){.ignored = v8};
	return saved;
}

static void speak(struct v8scope_thread_cache saved)
{
	v8scope_thread_cache = saved;
}

void v8scope_hook_binding_scope_construct(void *scope, void *isolate)
{
	struct v8scope_thread_cache saved;

	v8scope_scopes_opening(isolate);
	saved = hush(isolate);
	v8scope_binding.binding_scope_construct(scope, isolate);
	speak(saved);
	v8scope_scopes_opened(
		isolate, scope, V8SCOPE_SCOPE_KIND_HANDLE, V8SCOPE_CALLER_IP, V8SCOPE_CALLER_CFA);
}

/* The inner hook finds no scope there any more. */
void v8scope_hook_binding_scope_destruct(void *scope)
{
	void *v8 = *(void **)scope;
	bool weigh = v8scope_scopes_closing(v8, scope);

	v8scope_binding.binding_scope_destruct(scope);
	if (weigh) {
		v8scope_scopes_closed(v8);
	}
}

void v8scope_hook_binding_escapable_construct(void *scope, void *isolate)
{
	struct v8scope_thread_cache saved;

	v8scope_scopes_opening(isolate);
	saved = hush(isolate);
	v8scope_binding.binding_escapable_construct(scope, isolate);
	speak(saved);
	v8scope_scopes_opened(isolate, scope, V8SCOPE_SCOPE_KIND_ESCAPABLE, V8SCOPE_CALLER_IP,
		V8SCOPE_CALLER_CFA);
}

void v8scope_hook_binding_escapable_destruct(void *scope)
{
	void *v8 = *(void **)scope;
	bool weigh = v8scope_scopes_closing(v8, scope);

	v8scope_binding.binding_escapable_destruct(scope);
	if (weigh) {
		v8scope_scopes_closed(v8);
	}
}

void *v8scope_hook_binding_local_new(void *isolate, void *other)
{
	struct v8scope_thread_cache saved = hush(isolate);
	void *slot = v8scope_binding.binding_local_new(isolate, other);

	speak(saved);
	v8scope_scopes_handle_created(isolate, slot, V8SCOPE_CALLER_IP);
	return slot;
}

void *v8scope_hook_binding_global_new(void *isolate, void *data)
{
	struct v8scope_thread_cache saved = hush(isolate);
	void *slot = v8scope_binding.binding_global_new(isolate, data);

	speak(saved);
	v8scope_globals_created(
		isolate, slot, V8SCOPE_GLOBAL_KIND_GLOBAL, V8SCOPE_CALLER_IP, V8SCOPE_CALLER_CFA);
	return slot;
}

void *v8scope_hook_binding_global_new_weak(
	void *isolate, void *data, void *parameter, void *callback)
{
	struct v8scope_thread_cache saved = hush(isolate);
	void *slot = v8scope_binding.binding_global_new_weak(isolate, data, parameter, callback);

	speak(saved);
	v8scope_globals_created(
		isolate, slot, V8SCOPE_GLOBAL_KIND_GLOBAL, V8SCOPE_CALLER_IP, V8SCOPE_CALLER_CFA);
	v8scope_globals_weakened(slot);
	return slot;
}

/* The inner hook finds no global there any more. */
void v8scope_hook_binding_global_reset(void *slot)
{
	v8scope_globals_disposing(slot);
	v8scope_binding.binding_global_reset(slot);
}

/* An isolate can have more queues than its own. */
void v8scope_hook_binding_queue_checkpoint(void *first, void *second)
{
	struct v8scope_checkpoint checkpoint;

	v8scope_checkpoint_begin(&checkpoint, v8scope_v8_current_isolate());
	v8scope_binding.binding_queue_checkpoint(first, second);
	v8scope_checkpoint_end(&checkpoint, false);
}
