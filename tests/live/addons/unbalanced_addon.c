/* SPDX-License-Identifier: MIT */
/*
 * Node-API scopes that are closed in the wrong order, or never. node aborts where a
 * function that JavaScript called leaves one open; what libuv calls it does not check.
 */
#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

struct turns {
	uv_timer_t timer; /* its data is this */
	napi_env env;
	napi_ref function;
	int32_t left;
};

static bool read_arguments(
	napi_env env, napi_callback_info info, napi_value *function, int32_t *times)
{
	napi_value arguments[2];
	size_t count = 2;

	*function = NULL;
	if (napi_get_cb_info(env, info, &count, arguments, NULL, NULL) != napi_ok || count != 2 ||
		napi_get_value_int32(env, arguments[1], times) != napi_ok) {
		return false;
	}
	*function = arguments[0];
	return true;
}

static void call(napi_env env, napi_value function)
{
	napi_value receiver;
	napi_value result;

	napi_get_null(env, &receiver);
	napi_call_function(env, receiver, function, 0, NULL, &result);
}

/* The outer of two goes first; a scope around both bounds what that does. */
static void close_out_of_order(napi_env env, napi_value function)
{
	napi_handle_scope around;
	napi_handle_scope outer;
	napi_handle_scope inner;

	napi_open_handle_scope(env, &around);
	napi_open_handle_scope(env, &outer);
	call(env, function);
	napi_open_handle_scope(env, &inner);
	call(env, function);
	napi_close_handle_scope(env, outer);
	napi_close_handle_scope(env, inner);
	napi_close_handle_scope(env, around);
}

static napi_value out_of_order(napi_env env, napi_callback_info info)
{
	napi_value function;
	int32_t times;

	if (!read_arguments(env, info, &function, &times)) {
		return NULL;
	}
	for (int32_t i = 0; i < times; i++) {
		close_out_of_order(env, function);
	}
	return NULL;
}

/* node aborts when this returns. */
static napi_value left_open(napi_env env, napi_callback_info info)
{
	napi_handle_scope scope;
	napi_value function;
	int32_t times;

	if (!read_arguments(env, info, &function, &times)) {
		return NULL;
	}
	napi_open_handle_scope(env, &scope); /* LEAK: left open by a function */
	for (int32_t i = 0; i < times; i++) {
		call(env, function);
	}
	return NULL;
}

static void on_turn(uv_timer_t *timer)
{
	struct turns *turns = timer->data;
	napi_handle_scope scope;
	napi_value function;

	napi_open_handle_scope(turns->env, &scope); /* LEAK: left open by every turn */
	napi_get_reference_value(turns->env, turns->function, &function);
	for (int i = 0; i < 100; i++) {
		call(turns->env, function);
	}
	if (--turns->left <= 0) {
		uv_close((uv_handle_t *)timer, NULL);
	}
}

/* As many turns of the event loop. */
static napi_value left_open_by_turns(napi_env env, napi_callback_info info)
{
	static struct turns turns;
	uv_loop_t *loop;
	napi_value function;

	if (!read_arguments(env, info, &function, &turns.left) ||
		napi_get_uv_event_loop(env, &loop) != napi_ok) {
		return NULL;
	}
	turns.env = env;
	napi_create_reference(env, function, 1, &turns.function);
	uv_timer_init(loop, &turns.timer);
	turns.timer.data = &turns;
	uv_timer_start(&turns.timer, on_turn, 0, 1);
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
	export_function(env, exports, "outOfOrder", out_of_order);
	export_function(env, exports, "leftOpen", left_open);
	export_function(env, exports, "leftOpenByTurns", left_open_by_turns);
	return exports;
}
