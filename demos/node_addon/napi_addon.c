/* SPDX-License-Identifier: MIT */
/*
 * The twin of v8_addon.cc that speaks Node-API: the same functions, and one that
 * makes promises and never concludes them.
 */
#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>

struct task {
	napi_env env;
	napi_value receiver;
	napi_value function;
	int32_t times;
};

static bool read_task(napi_env env, napi_callback_info info, struct task *task)
{
	napi_value arguments[2];
	size_t count = 2;

	task->env = env;
	return napi_get_cb_info(env, info, &count, arguments, NULL, NULL) == napi_ok &&
	       count == 2 && napi_get_value_int32(env, arguments[1], &task->times) == napi_ok &&
	       napi_get_null(env, &task->receiver) == napi_ok &&
	       (task->function = arguments[0]) != NULL;
}

static napi_value call(const struct task *task)
{
	napi_value result = NULL;

	napi_call_function(task->env, task->receiver, task->function, 0, NULL, &result);
	return result;
}

/* One scope around the loop: every promise stays reachable until the loop ends. */
static napi_value run_with_outer_scope(napi_env env, napi_callback_info info)
{
	napi_handle_scope scope;
	struct task task;

	if (!read_task(env, info, &task)) {
		return NULL;
	}
	napi_open_handle_scope(env, &scope); /* LEAK: the scope that outlives the iterations */
	for (int32_t i = 0; i < task.times; i++) {
		call(&task);
	}
	napi_close_handle_scope(env, scope);
	return NULL;
}

/* The fix: one scope an iteration. */
static napi_value run_with_iteration_scope(napi_env env, napi_callback_info info)
{
	napi_handle_scope scope;
	struct task task;

	if (!read_task(env, info, &task)) {
		return NULL;
	}
	for (int32_t i = 0; i < task.times; i++) {
		napi_open_handle_scope(env, &scope);
		call(&task);
		napi_close_handle_scope(env, scope);
	}
	return NULL;
}

/* A reference each, and no napi_delete_reference(). */
static napi_value keep_references(napi_env env, napi_callback_info info)
{
	napi_handle_scope scope;
	napi_ref reference;
	struct task task;

	if (!read_task(env, info, &task)) {
		return NULL;
	}
	for (int32_t i = 0; i < task.times; i++) {
		napi_open_handle_scope(env, &scope);
		napi_create_reference(env, call(&task), 1, &reference); /* LEAK: reference */
		napi_close_handle_scope(env, scope);
	}
	return NULL;
}

/* A promise each, that is neither resolved nor rejected. */
static napi_value never_conclude(napi_env env, napi_callback_info info)
{
	napi_handle_scope scope;
	napi_deferred deferred;
	napi_value promise;
	struct task task;

	if (!read_task(env, info, &task)) {
		return NULL;
	}
	for (int32_t i = 0; i < task.times; i++) {
		napi_open_handle_scope(env, &scope);
		napi_create_promise(env, &deferred, &promise); /* LEAK: deferred */
		napi_close_handle_scope(env, scope);
	}
	return NULL;
}

static void escape_one(const struct task *task)
{
	napi_escapable_handle_scope scope;
	napi_value escaped;

	napi_open_escapable_handle_scope(task->env, &scope);
	napi_escape_handle(task->env, scope, call(task), &escaped);
	napi_close_escapable_handle_scope(task->env, scope);
}

/* What escapes goes into the scope around it, which ends with the iteration. */
static napi_value run_with_escape(napi_env env, napi_callback_info info)
{
	napi_handle_scope scope;
	struct task task;

	if (!read_task(env, info, &task)) {
		return NULL;
	}
	for (int32_t i = 0; i < task.times; i++) {
		napi_open_handle_scope(env, &scope);
		escape_one(&task);
		napi_close_handle_scope(env, scope);
	}
	return NULL;
}

static void export_function(
	napi_env env, napi_value exports, const char *name, napi_callback callback)
{
	napi_value function;

	if (napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, NULL, &function) ==
		napi_ok) {
		napi_set_named_property(env, exports, name, function);
	}
}

NAPI_MODULE_INIT()
{
	export_function(env, exports, "outerScope", run_with_outer_scope);
	export_function(env, exports, "iterationScope", run_with_iteration_scope);
	export_function(env, exports, "reference", keep_references);
	export_function(env, exports, "deferred", never_conclude);
	export_function(env, exports, "escape", run_with_escape);
	return exports;
}
