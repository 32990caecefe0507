/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <glib.h>

#include "exit_status.h"
#include "message.h"

static void statuses_are_distinct_and_ascend(void **state)
{
	(void)state;
	for (size_t i = 1; i < v8scope_exit_status_count; i++) {
		assert_true(v8scope_exit_statuses[i - 1].status < v8scope_exit_statuses[i].status);
	}
}

static void statuses_fit_into_what_wait_gives(void **state)
{
	(void)state;
	for (size_t i = 0; i < v8scope_exit_status_count; i++) {
		assert_in_range(v8scope_exit_statuses[i].status, 0, 128);
	}
}

static void errors_carry_their_status(void **state)
{
	GError *error = g_error_new(V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACE_EMPTY, "x");

	(void)state;
	assert_int_equal(v8scope_exit_status_of(error), 11);
	g_error_free(error);
}

static void errors_of_option_parsing_are_usage(void **state)
{
	GError *error = g_error_new(G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION, "x");

	(void)state;
	assert_int_equal(v8scope_exit_status_of(error), V8SCOPE_EXIT_STATUS_USAGE);
	g_error_free(error);
}

static void help_lists_a_subcommands_own_statuses(void **state)
{
	GString *text = g_string_new(NULL);

	(void)state;
	v8scope_exit_status_describe(text, "record");
	assert_non_null(strstr(text->str, "  127  "));
	assert_non_null(strstr(text->str, "    2  "));
	assert_null(strstr(text->str, "   16  "));
	assert_null(strstr(text->str, "   21  "));
	g_string_truncate(text, 0);
	v8scope_exit_status_describe(text, "doctor");
	assert_non_null(strstr(text->str, "  127  "));
	assert_non_null(strstr(text->str, "   21  "));
	assert_null(strstr(text->str, "  123  "));
	g_string_free(text, TRUE);
}

static void messages_are_one_printable_line(void **state)
{
	char *line = v8scope_one_line("a\nb\tc\x1b[31md\n");

	(void)state;
	assert_string_equal(line, "a b c?[31md");
	g_free(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statuses_are_distinct_and_ascend),
		cmocka_unit_test(statuses_fit_into_what_wait_gives),
		cmocka_unit_test(errors_carry_their_status),
		cmocka_unit_test(errors_of_option_parsing_are_usage),
		cmocka_unit_test(help_lists_a_subcommands_own_statuses),
		cmocka_unit_test(messages_are_one_printable_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
