/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "plumbing.h"

static void v8_and_its_bindings_are_plumbing(void **state)
{
	static const char *const functions[] = {
		"v8::HandleScope::HandleScope",
		"v8::internal::Factory::NewJSPromise",
		"v8__HandleScope__CONSTRUCT",
		"v8scope::internal::NotedScope<v8::HandleScope, 0>::NotedScope",
		"Nan::HandleScope::HandleScope",
		"Napi::HandleScope::HandleScope",
		"napi_open_handle_scope",
		"node::Start",
		"<v8::scope::HandleScope<C> as core::ops::drop::Drop>::drop",
		"<alloc::boxed::Box<F> as core::ops::function::FnOnce<()>>::call_once",
		"<<v8::Local<T>>::f::Private as core::clone::Clone>::clone",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		assert_true(v8scope_is_plumbing(functions[i], "/src/any.cc", "/usr/bin/any"));
	}
}

static void the_users_code_is_not(void **state)
{
	(void)state;
	assert_false(v8scope_is_plumbing("main", "/src/main.c", "/usr/bin/any"));
	assert_false(v8scope_is_plumbing("napi_register_module_v1", "/src/addon.c", "addon.node"));
	assert_false(v8scope_is_plumbing("serve", "/src/v8-bindings.cc", "/usr/bin/any"));
	assert_false(v8scope_is_plumbing("v8runner::serve", NULL, NULL));
	assert_false(v8scope_is_plumbing("<app::Server as v8::Callback>::call", NULL, NULL));
	assert_false(v8scope_is_plumbing(NULL, NULL, "/usr/bin/any"));
	assert_false(v8scope_is_plumbing(NULL, NULL, NULL));
}

static void headers_of_v8_are_plumbing(void **state)
{
	(void)state;
	assert_true(v8scope_is_plumbing("f", "/usr/include/node/v8-local-handle.h", NULL));
	assert_true(v8scope_is_plumbing("f", "/usr/include/node/v8.h", NULL));
	assert_true(v8scope_is_plumbing("f", "node_modules/nan/nan.h", NULL));
	assert_true(v8scope_is_plumbing("f", "napi-inl.h", NULL));
}

static void objects_without_symbols_are_known_by_name(void **state)
{
	(void)state;
	assert_true(v8scope_is_plumbing(NULL, NULL, "/usr/lib/libnode.so.108"));
	assert_true(v8scope_is_plumbing(NULL, NULL, "/opt/lib/libv8_monolith.so"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(v8_and_its_bindings_are_plumbing),
		cmocka_unit_test(the_users_code_is_not),
		cmocka_unit_test(headers_of_v8_are_plumbing),
		cmocka_unit_test(objects_without_symbols_are_known_by_name),
	};

	return cmocka_run_group_tests_name("plumbing", tests, NULL, NULL);
}
