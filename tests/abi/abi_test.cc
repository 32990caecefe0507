/* SPDX-License-Identifier: MIT */
#include <v8.h>

#include <dlfcn.h>

#include <csetjmp>
#include <cstdarg>
#include <cstddef>
#include <cstdint>

extern "C" {
#include <cmocka.h>
}

#include "symbols.h"

static bool is_exported(const char *name, void *)
{
	return dlsym(RTLD_DEFAULT, name) != nullptr;
}

static void every_function_is_exported_under_one_of_its_names(void **)
{
	/* Keeps libnode among the libraries that are really linked. */
	assert_non_null(v8::V8::GetVersion());
	assert_int_equal(v8scope_test_count_missing(is_exported, nullptr), 0);
}

static void aliases_name_one_function(void **)
{
	for (size_t i = 0; i < v8scope_test_hook_count; i++) {
		const char *const *name = v8scope_test_hooks[i].names;
		void *first = dlsym(RTLD_DEFAULT, *name);

		for (; *name != nullptr; name++) {
			void *address = dlsym(RTLD_DEFAULT, *name);

			assert_true(address == nullptr || address == first);
		}
	}
}

int main()
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_function_is_exported_under_one_of_its_names),
		cmocka_unit_test(aliases_name_one_function),
	};

	return cmocka_run_group_tests(tests, nullptr, nullptr);
}
