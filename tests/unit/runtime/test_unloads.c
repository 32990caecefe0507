/* SPDX-License-Identifier: MIT */
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "globals.h"
#include "locks.h"
#include "stacks.h"
#include "unloads.h"

static struct v8scope_site_cache cache;

/* Some code of a library that nothing else has loaded, and a global that it made. */
static void *load(uintptr_t *code)
{
	void *library = dlopen(UNLOADED, RTLD_NOW | RTLD_LOCAL);

	assert_non_null(library);
	*code = (uintptr_t)dlsym(library, "provider_calls_itself");
	assert_true(*code != 0);
	assert_false(v8scope_unloads_look(0));
	assert_non_null(v8scope_globals_add(
		&cache, 1, 0x1000, V8SCOPE_GLOBAL_KIND_GLOBAL, *code + 1, 0, 0));
	return library;
}

static uint64_t unloaded_at(void)
{
	struct v8scope_global_site site;

	assert_true(v8scope_globals_find(0x1000, &site));
	return site.stack_id != 0 ? v8scope_stack_by_id(site.stack_id)->unloaded_at : 0;
}

static void what_dlclose_took_is_noticed_once(void **state)
{
	uintptr_t code;
	void *library = load(&code);

	(void)state;
	dlclose(library);
	assert_true(v8scope_unloads_look(42));
	assert_int_equal(unloaded_at(), 42);
	assert_false(v8scope_unloads_look(43));
	v8scope_globals_forget_isolate(1);
}

static void what_others_still_use_stays(void **state)
{
	uintptr_t code;
	void *library = load(&code);
	void *again = dlopen(UNLOADED, RTLD_NOW | RTLD_LOCAL);

	(void)state;
	dlclose(again);
	assert_false(v8scope_unloads_look(42));
	assert_int_equal(unloaded_at(), 0);
	dlclose(library);
	assert_true(v8scope_unloads_look(43));
	v8scope_globals_forget_isolate(1);
}

/* It closed without us, and came back with the next object that was loaded. */
static void an_unload_that_nobody_told_of_was_after_the_last_look(void **state)
{
	uintptr_t code;
	void *library = load(&code);
	uint64_t noticed;

	(void)state;
	dlclose(library);
	assert_true(v8scope_unloads_look(0));
	noticed = unloaded_at();
	assert_true(noticed != 0);
	v8scope_globals_forget_isolate(1);
	dlclose(load(&code));
	assert_true(v8scope_unloads_look(0));
	assert_true(unloaded_at() > noticed);
	v8scope_globals_forget_isolate(1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_dlclose_took_is_noticed_once),
		cmocka_unit_test(what_others_still_use_stays),
		cmocka_unit_test(an_unload_that_nobody_told_of_was_after_the_last_look),
	};

	v8scope_locks_init();
	v8scope_unloads_look(0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
