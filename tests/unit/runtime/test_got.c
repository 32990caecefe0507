/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "got.h"

int _ZN2v84test6answerEv(void);
int provider_calls_itself(void);
int provider_calls_library(void);
int importer_calls(void);
int importer_calls_through_pointer(void);

static int hook(void)
{
	return 43;
}

static void imports_are_sent_to_the_hook_and_the_provider_is_left_alone(void **state)
{
	void *real = dlsym(RTLD_DEFAULT, "_ZN2v84test6answerEv");

	(void)state;
	assert_int_equal(importer_calls(), 42);
	v8scope_got_add_hook("_ZN2v84test6answerEv", real, (void *)hook);
	/* Not before all that the hooks need is there. */
	assert_int_equal(v8scope_got_patch_all(), 0);
	assert_int_equal(importer_calls(), 42);
	v8scope_got_use_hooks();
	assert_int_equal(v8scope_got_imports("_ZN2v84test6answerEv"), 0);
	assert_true(v8scope_got_patch_all() > 0);
	assert_true(v8scope_got_imports("_ZN2v84test6answerEv") > 0);
	assert_int_equal(v8scope_got_imports("no_such_function"), 0);
	assert_int_equal(importer_calls(), 43);
	assert_int_equal(importer_calls_through_pointer(), 43);
	assert_int_equal(provider_calls_itself(), 42);
}

static void patching_again_changes_nothing(void **state)
{
	(void)state;
	assert_int_equal(v8scope_got_patch_all(), 0);
	assert_int_equal(importer_calls(), 43);
}

static int other_hook(void)
{
	return -7;
}

static void hooks_for_everywhere_reach_the_provider_too(void **state)
{
	(void)state;
	v8scope_got_add_hook_everywhere("getppid", (void *)other_hook);
	v8scope_got_use_hooks();
	assert_true(v8scope_got_patch_all() > 0);
	assert_int_equal(provider_calls_library(), -7);
	assert_int_equal(provider_calls_itself(), 42);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(imports_are_sent_to_the_hook_and_the_provider_is_left_alone),
		cmocka_unit_test(patching_again_changes_nothing),
		cmocka_unit_test(hooks_for_everywhere_reach_the_provider_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
