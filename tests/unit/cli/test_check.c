/* SPDX-License-Identifier: MIT */
/* The parts of `v8scope check` that need no trace. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <glib.h>

#include "check/results.h"
#include "units.h"

static void each_isolate_has_one_line_whatever_its_name(void **state)
{
	const struct v8scope_limits limits = {0};
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_report_process *process = v8scope_report_add_process(report, 7);
	struct v8scope_check_results results;
	char *text;

	(void)state;
	process->command = g_strdup("a\nb\x1b[2J\xc3\xa9");
	v8scope_report_process_add_isolate(process, 0x10)->verdict = V8SCOPE_VERDICT_OK;
	v8scope_report_process_add_isolate(process, 0x20);
	v8scope_check_results_init(&results, "dir");
	v8scope_check_results_add(&results, &limits, report);
	assert_int_equal(v8scope_check_results_get(&results), V8SCOPE_CHECK_RESULT_UNKNOWN);
	text = v8scope_check_results_to_text(&results, true);
	assert_string_equal(text,
		"passed   a\\x0ab\\x1b[2J? (pid 7) isolate 0x10; passed: verdict ok\n"
		"unknown  a\\x0ab\\x1b[2J? (pid 7) isolate 0x20; cannot tell: verdict "
		"inconclusive\n");
	g_free(text);
	v8scope_check_results_fini(&results);
	v8scope_report_destroy(report);
}

static void nothing_is_said_of_a_trace_without_isolates(void **state)
{
	const struct v8scope_limits limits = {0};
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_check_results results;

	(void)state;
	v8scope_check_results_init(&results, "dir");
	v8scope_check_results_add(&results, &limits, report);
	assert_int_equal(v8scope_check_results_get(&results), V8SCOPE_CHECK_RESULT_UNKNOWN);
	assert_non_null(results.problem);
	v8scope_check_results_fini(&results);
	v8scope_report_destroy(report);
}

static void assert_bytes(const char *text, uint64_t expected)
{
	uint64_t bytes = 0;

	assert_true(v8scope_parse_bytes(text, &bytes));
	assert_int_equal(bytes, expected);
}

static void bytes_have_units_of_1024(void **state)
{
	static const char *const bad[] = {
		"", "K", "-1", "+1", " 1", "1.5M", "1KB", "1T", "1k", "9223372036854775808", "9G9"};
	uint64_t bytes;

	(void)state;
	assert_bytes("0", 0);
	assert_bytes("4096", 4096);
	assert_bytes("500K", 512000);
	assert_bytes("16M", 16 << 20);
	assert_bytes("2G", UINT64_C(2) << 30);
	assert_bytes("9223372036854775807", INT64_MAX);
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		assert_false(v8scope_parse_bytes(bad[i], &bytes));
	}
	assert_false(v8scope_parse_bytes("8589934592G", &bytes));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_isolate_has_one_line_whatever_its_name),
		cmocka_unit_test(nothing_is_said_of_a_trace_without_isolates),
		cmocka_unit_test(bytes_have_units_of_1024),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
