/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "selection.h"

/* Process 1 with isolates 0x10 and 0x20, process 2 with 0x10. */
static struct v8scope_report *make_report(void)
{
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_report_process *first = v8scope_report_add_process(report, 1);

	v8scope_report_process_add_isolate(first, 0x10);
	v8scope_report_process_add_isolate(first, 0x20);
	v8scope_report_process_add_isolate(v8scope_report_add_process(report, 2), 0x10);
	return report;
}

static void assert_selects(int64_t pid, uintptr_t isolate, guint count, const char *list)
{
	struct v8scope_report *report = make_report();
	const struct v8scope_selection selection = {
		.pid = {.known = pid > 0, .value = pid}, .isolate = isolate};
	char *text;

	assert_int_equal(v8scope_selection_apply(&selection, report), count);
	text = v8scope_selection_list(report);
	assert_string_equal(text, list);
	g_free(text);
	v8scope_report_destroy(report);
}

static void without_a_choice_all_stay(void **state)
{
	(void)state;
	assert_selects(0, 0, 3, "pid 1 (isolate 0x10, 0x20), pid 2 (isolate 0x10)");
}

static void one_process_is_chosen(void **state)
{
	(void)state;
	assert_selects(1, 0, 2, "pid 1 (isolate 0x10, 0x20)");
	assert_selects(2, 0, 1, "pid 2 (isolate 0x10)");
}

static void one_address_is_chosen_in_every_process(void **state)
{
	(void)state;
	assert_selects(0, 0x10, 2, "pid 1 (isolate 0x10), pid 2 (isolate 0x10)");
	assert_selects(1, 0x20, 1, "pid 1 (isolate 0x20)");
}

static void nothing_is_left_where_nothing_matches(void **state)
{
	(void)state;
	assert_selects(3, 0, 0, "none");
	assert_selects(2, 0x20, 0, "none");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_choice_all_stay),
		cmocka_unit_test(one_process_is_chosen),
		cmocka_unit_test(one_address_is_chosen_in_every_process),
		cmocka_unit_test(nothing_is_left_where_nothing_matches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
