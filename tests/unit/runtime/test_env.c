/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "env.h"

static int reset(void **state)
{
	(void)state;
	clearenv();
	v8scope_env = (struct v8scope_env){.stack_depth = 16, .census_interval_ms = 100};
	return 0;
}

static void gc_is_off_unless_asked_for(void **state)
{
	(void)state;
	v8scope_env_read();
	assert_int_equal(v8scope_env.gc_policy, V8SCOPE_GC_POLICY_OFF);
	assert_string_equal(v8scope_env_gc_policy_text(), "off");
}

static void gc_can_be_asked_for_at_the_ends(void **state)
{
	(void)state;
	setenv("V8SCOPE_GC", "ends", 1);
	v8scope_env_read();
	assert_int_equal(v8scope_env.gc_policy, V8SCOPE_GC_POLICY_ENDS);
}

static void gc_can_be_asked_for_at_intervals(void **state)
{
	(void)state;
	setenv("V8SCOPE_GC", "every:250", 1);
	v8scope_env_read();
	assert_int_equal(v8scope_env.gc_policy, V8SCOPE_GC_POLICY_EVERY);
	assert_int_equal(v8scope_env.gc_interval_ms, 250);
	assert_string_equal(v8scope_env_gc_policy_text(), "every:250");
}

static void bad_values_leave_the_default(void **state)
{
	static const char *const bad[] = {
		"", "on", "every:", "every:0", "every:-1", "every:9x", "every:99999999999"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		setenv("V8SCOPE_GC", bad[i], 1);
		setenv("V8SCOPE_STACK_DEPTH", "65", 1);
		setenv("V8SCOPE_CENSUS_INTERVAL", "soon", 1);
		v8scope_env_read();
		assert_int_equal(v8scope_env.gc_policy, V8SCOPE_GC_POLICY_OFF);
		assert_int_equal(v8scope_env.stack_depth, 16);
		assert_int_equal(v8scope_env.census_interval_ms, 100);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(gc_is_off_unless_asked_for, reset),
		cmocka_unit_test_setup(gc_can_be_asked_for_at_the_ends, reset),
		cmocka_unit_test_setup(gc_can_be_asked_for_at_intervals, reset),
		cmocka_unit_test_setup(bad_values_leave_the_default, reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
