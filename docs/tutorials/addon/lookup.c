/* SPDX-License-Identifier: MIT */
/*
 * A Node-API addon: lookup(key, done) works on another thread and calls done(length) when it is
 * through. The work is made up here, the rest is as in an addon that reads files or asks servers.
 */
#include <node_api.h>

#include <stdlib.h>
#include <string.h>

struct request {
	char key[64];
	size_t length;
	napi_ref done;
	napi_async_work work;
};

static void work(napi_env env, void *data)
{
	struct request *request = data;

	(void)env;
	request->length = strlen(request->key);
}

static void answer(napi_env env, struct request *request)
{
	napi_value undefined, done, length;

	napi_get_undefined(env, &undefined);
	napi_get_reference_value(env, request->done, &done);
	napi_create_double(env, (double)request->length, &length);
	napi_call_function(env, undefined, done, 1, &length, NULL);
}

static void finish(napi_env env, napi_status status, void *data)
{
	struct request *request = data;

	if (status == napi_ok) {
		answer(env, request);
	}
	napi_delete_async_work(env, request->work);
	free(request);
}

static napi_value lookup(napi_env env, napi_callback_info info)
{
	struct request *request = calloc(1, sizeof(*request));
	napi_value argv[2], name;
	size_t argc = 2;

	if (!request) {
		napi_throw_error(env, NULL, "out of memory");
		return NULL;
	}
	napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
	napi_get_value_string_utf8(env, argv[0], request->key, sizeof(request->key), NULL);
	napi_create_reference(env, argv[1], 1, &request->done);
	napi_create_string_utf8(env, "lookup", NAPI_AUTO_LENGTH, &name);
	napi_create_async_work(env, NULL, name, work, finish, request, &request->work);
	napi_queue_async_work(env, request->work);
	return NULL;
}

NAPI_MODULE_INIT()
{
	napi_value function;

	napi_create_function(env, "lookup", NAPI_AUTO_LENGTH, lookup, NULL, &function);
	napi_set_named_property(env, exports, "lookup", function);
	return exports;
}
