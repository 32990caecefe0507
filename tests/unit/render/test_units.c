/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glib.h>

#include "units.h"

static void assert_text(char *text, const char *expected)
{
	assert_non_null(text);
	assert_string_equal(text, expected);
	g_free(text);
}

static void bytes_have_one_decimal_and_a_binary_unit(void **state)
{
	(void)state;
	assert_text(v8scope_format_bytes(0), "0 B");
	assert_text(v8scope_format_bytes(1023), "1023 B");
	assert_text(v8scope_format_bytes(1024), "1.0 KiB");
	assert_text(v8scope_format_bytes(1024 * 1024 - 1), "1.0 MiB");
	assert_text(v8scope_format_bytes(24536678), "23.4 MiB");
	assert_text(v8scope_format_bytes(-1536), "-1.5 KiB");
	assert_text(v8scope_format_bytes(INT64_MIN), "-8.0 EiB");
}

static void thousands_are_separated(void **state)
{
	(void)state;
	assert_text(v8scope_format_count(0), "0");
	assert_text(v8scope_format_count(999), "999");
	assert_text(v8scope_format_count(1000), "1,000");
	assert_text(v8scope_format_count(-123456), "-123,456");
	assert_text(v8scope_format_count(1000213), "1,000,213");
}

static void one_is_singular(void **state)
{
	(void)state;
	assert_text(v8scope_format_counted(1, "handle"), "1 handle");
	assert_text(v8scope_format_counted(0, "handle"), "0 handles");
	assert_text(v8scope_format_counted(2000, "handle"), "2,000 handles");
}

static void times_are_local(void **state)
{
	(void)state;
	assert_text(v8scope_format_time(INT64_C(1767225845999999999)), "2026-01-01 00:04:05");
}

static void durations_have_the_largest_unit_that_fits(void **state)
{
	static const struct {
		uint64_t ns;
		const char *text;
	} cases[] = {
		{0, "0 ns"},
		{999, "999 ns"},
		{1000, "1.0 us"},
		{16384, "16.4 us"},
		{999999, "1.0 ms"},
		{1500000000, "1.5 s"},
		{90000000000, "1.5 min"},
		{UINT64_C(5400000000000), "1.5 h"},
		{UINT64_MAX, "5124095.6 h"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = v8scope_format_duration(cases[i].ns);

		assert_string_equal(text, cases[i].text);
		g_free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations_have_the_largest_unit_that_fits),
		cmocka_unit_test(bytes_have_one_decimal_and_a_binary_unit),
		cmocka_unit_test(thousands_are_separated),
		cmocka_unit_test(one_is_singular),
		cmocka_unit_test(times_are_local),
	};

	g_setenv("TZ", "UTC", TRUE);
	return cmocka_run_group_tests_name("units", tests, NULL, NULL);
}
