/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <signal.h>
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

static void snapshots_are_taken_only_if_asked_for(void **state)
{
	(void)state;
	v8scope_env_read();
	assert_int_equal(v8scope_env.snapshot, V8SCOPE_SNAPSHOT_NEVER);
	setenv("V8SCOPE_SNAPSHOT", "end", 1);
	setenv("V8SCOPE_SNAPSHOT_DIR", "/tmp/some where", 1);
	v8scope_env_read();
	assert_int_equal(v8scope_env.snapshot, V8SCOPE_SNAPSHOT_END);
	assert_string_equal(v8scope_env.snapshot_dir, "/tmp/some where");
	setenv("V8SCOPE_SNAPSHOT", "heap-limit", 1);
	v8scope_env_read();
	assert_int_equal(v8scope_env.snapshot, V8SCOPE_SNAPSHOT_HEAP_LIMIT);
}

static void a_snapshot_can_be_asked_for_by_a_signal(void **state)
{
	const struct {
		const char *text;
		int number;
	} signals[] = {{"USR1", SIGUSR1}, {"SIGUSR2", SIGUSR2}, {"12", SIGUSR2},
		{"RTMIN", SIGRTMIN}, {"SIGRTMIN+3", SIGRTMIN + 3}, {"64", 64}};

	(void)state;
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		reset(NULL);
		setenv("V8SCOPE_SNAPSHOT", signals[i].text, 1);
		v8scope_env_read();
		assert_int_equal(v8scope_env.snapshot, V8SCOPE_SNAPSHOT_SIGNAL);
		assert_int_equal(v8scope_env.snapshot_signal, signals[i].number);
	}
}

static void signals_that_programs_need_are_refused(void **state)
{
	static const char *const bad[] = {"", "INT", "TERM", "9", "2", "0", "32", "65", "-12",
		"RTMIN+", "RTMIN+99", "usr2", "USR3", "end "};

	(void)state;
	setenv("V8SCOPE_SNAPSHOT_DIR", "relative", 1);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		setenv("V8SCOPE_SNAPSHOT", bad[i], 1);
		v8scope_env_read();
		assert_int_equal(v8scope_env.snapshot, V8SCOPE_SNAPSHOT_NEVER);
		assert_null(v8scope_env.snapshot_dir);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(gc_is_off_unless_asked_for, reset),
		cmocka_unit_test_setup(gc_can_be_asked_for_at_the_ends, reset),
		cmocka_unit_test_setup(gc_can_be_asked_for_at_intervals, reset),
		cmocka_unit_test_setup(bad_values_leave_the_default, reset),
		cmocka_unit_test_setup(snapshots_are_taken_only_if_asked_for, reset),
		cmocka_unit_test_setup(a_snapshot_can_be_asked_for_by_a_signal, reset),
		cmocka_unit_test_setup(signals_that_programs_need_are_refused, reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
