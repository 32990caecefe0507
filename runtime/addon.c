/* SPDX-License-Identifier: MIT */
/*
 * As a node addon: for isolates that node makes and disposes where no hook can see
 * it, those of workers and of programs in JavaScript alone.
 */
#include "addon.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "gc.h"
#include "globals.h"
#include "hooks.h"
#include "local_form.h"
#include "log.h"
#include "session.h"
#include "global_values.h"
#include "v8_api.h"

typedef void *(*callback_fn)(void *env, void *info);

/* Node-API that is called, not hooked. Any thread may fill it in: with the same. */
static struct {
	int (*add_env_cleanup_hook)(void *env, void (*hook)(void *data), void *data);
	int (*create_function)(void *env, const char *name, size_t length, callback_fn callback,
		void *data, void **result);
	int (*open_handle_scope)(void *env, void **scope);
	int (*close_handle_scope)(void *env, void *scope);
	int (*get_reference_value)(void *env, void *reference, void **value);
	int (*set_named_property)(void *env, void *object, const char *name, void *value);
} napi;

static bool find(void *function_pointer, const char *symbol)
{
	void *address = v8scope_v8_symbol(symbol);

	memcpy(function_pointer, &address, sizeof(address));
	return address != NULL;
}

static bool find_all(void)
{
	return find(&napi.add_env_cleanup_hook, "napi_add_env_cleanup_hook") &&
	       find(&napi.create_function, "napi_create_function") &&
	       find(&napi.open_handle_scope, "napi_open_handle_scope") &&
	       find(&napi.close_handle_scope, "napi_close_handle_scope") &&
	       find(&napi.get_reference_value, "napi_get_reference_value") &&
	       find(&napi.set_named_property, "napi_set_named_property");
}

/* Handles are made on the way: a scope takes them away again. No value moves meanwhile. */
static bool read_references(
	void *env, const uintptr_t *references, uintptr_t *values, uint32_t count)
{
	void *scope;

	if (napi.open_handle_scope(env, &scope) != 0) {
		return false;
	}
	for (uint32_t i = 0; i < count; i++) {
		void *value = NULL;

		values[i] = 0;
		if (napi.get_reference_value(env, (void *)references[i], &value) == 0 &&
			value != NULL) {
			values[i] = v8scope_local_value(value);
		}
	}
	napi.close_handle_scope(env, scope);
	return true;
}

/*
 * The process emits "exit": nothing is torn down yet, and what holds objects still
 * does. Afterwards node may take its platform down and call exit().
 */
static void *on_exit_event(void *env, void *info)
{
	struct v8scope_thread *thread = v8scope_isolate_enter_current();

	(void)env;
	(void)info;
	if (thread != NULL) {
		v8scope_isolate_finish(thread->isolate->v8, V8SCOPE_CAUSE_LAST_TURN);
		thread->isolate->finished = true;
	}
	return NULL;
}

/*
 * The environment goes, and the isolate with it. A worker that was terminated has
 * emitted no "exit".
 */
static void on_env_cleanup(void *v8)
{
	struct v8scope_thread *thread = v8scope_isolate_enter(v8);
	int saved_errno = errno;

	if (thread == NULL) {
		return;
	}
	if (!thread->isolate->finished) {
		v8scope_isolate_finish(v8, V8SCOPE_CAUSE_DISPOSE);
	}
	thread->isolate->napi_env = NULL;
	lttng_ust_tracepoint(v8, isolate_dispose, (uintptr_t)v8);
	v8scope_globals_forget_isolate(thread->isolate->serial);
	v8scope_promises_stop(thread->isolate);
	v8scope_isolate_retire(thread->isolate);
	errno = saved_errno;
}

/* Called by JavaScript that loads us: a safe point, and often the first one. */
static void begin(void *env, void *v8)
{
	struct v8scope_thread *thread = v8scope_isolate_begin(v8);

	if (thread == NULL) {
		return;
	}
	if (napi.add_env_cleanup_hook(env, on_env_cleanup, v8) == 0) {
		thread->isolate->end_is_seen = true;
		thread->isolate->napi_env = env;
		v8scope_read_references = read_references;
	}
	v8scope_session_poll(thread);
}

void *v8scope_addon_init(void *env, void *exports)
{
	void *v8 = v8scope_v8_current_isolate();
	void *finish;

	if (v8 == NULL || !find_all()) {
		v8scope_log("loaded as an addon, but there is no Node-API here");
		return exports;
	}
	begin(env, v8);
	if (napi.create_function(env, "finish", strlen("finish"), on_exit_event, NULL, &finish) ==
		0) {
		napi.set_named_property(env, exports, "finish", finish);
	}
	return exports;
}
