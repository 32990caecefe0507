/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "units.h"

static void assert_duration(const char *text, uint64_t expected_ms)
{
	uint64_t ms = 0;

	assert_true(v8scope_parse_duration(text, &ms));
	assert_int_equal(ms, expected_ms);
}

static void durations_have_a_unit(void **state)
{
	(void)state;
	assert_duration("500ms", 500);
	assert_duration("10s", 10000);
	assert_duration("2m", 120000);
	assert_duration("1440m", 86400000);
}

static void other_durations_are_refused(void **state)
{
	static const char *const bad[] = {"", "10", "s", "0s", "-1s", "+1s", " 1s", "1 s", "1.5s",
		"1h", "1sx", "1441m", "86400001ms", "99999999999999999999s",
		"18446744073709551616ms"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		uint64_t ms;

		if (v8scope_parse_duration(bad[i], &ms)) {
			fail_msg("'%s' was taken for a duration", bad[i]);
		}
	}
}

static void assert_size(uint64_t bytes, const char *expected)
{
	char *text = v8scope_format_size(bytes);

	assert_string_equal(text, expected);
	g_free(text);
}

static void sizes_are_shown_in_the_largest_unit_below_1000(void **state)
{
	(void)state;
	assert_size(0, "0 bytes");
	assert_size(999, "999 bytes");
	assert_size(1000, "1.0 kB");
	assert_size(999949, "999.9 kB");
	assert_size(999960, "1.0 MB");
	assert_size(1234567890, "1.2 GB");
	assert_size(UINT64_MAX, "18446744.1 TB");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations_have_a_unit),
		cmocka_unit_test(other_durations_are_refused),
		cmocka_unit_test(sizes_are_shown_in_the_largest_unit_below_1000),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
