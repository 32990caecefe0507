/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"

static void mark(struct test_isolate *isolate, const char *name)
{
	struct v8scope_event event = {.type = V8SCOPE_EVENT_MARK};

	event.u.mark.name = name;
	test_send(isolate, &event);
}

/* A scope that gains 1,000 handles of 100 bytes before each of `count` full collections. */
static void grow(struct test_isolate *isolate, int count)
{
	struct test_scope *outer = test_open(isolate, 1, 5);

	isolate->used = 4 * MIB;
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	for (int i = 1; i < count; i++) {
		test_loop(isolate, outer, 1000, 1, 100);
		test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	}
}

static void a_holder_has_its_handles_over_time(void **state)
{
	struct fixture *fixture = *state;
	const struct v8scope_report_isolate *report;
	const struct v8scope_holder *holder;

	grow(&fixture->isolate, 10);
	report = report_of(fixture);
	holder = test_find_scope(report, 1);
	assert_int_equal(holder->series_handles_count, 10);
	assert_int_equal(holder->series_ns_count, 10);
	for (uint32_t i = 0; i < 10; i++) {
		const struct v8scope_moment *moment = g_ptr_array_index(report->moments, i);

		assert_int_equal(holder->series_handles[i], i * 1000);
		assert_int_equal(holder->series_ns[i], moment->ts_ns);
		assert_int_equal(moment->used_bytes, 4 * MIB + i * 100000);
		assert_true(moment->full_gc);
	}
	assert_int_equal(report->moments->len, 10);
}

static void a_long_curve_keeps_its_ends(void **state)
{
	struct fixture *fixture = *state;
	const struct v8scope_holder *holder;

	grow(&fixture->isolate, 700);
	holder = test_find_scope(report_of(fixture), 1);
	assert_int_equal(holder->series_handles_count, V8SCOPE_MAX_SERIES);
	assert_in_range(holder->series_handles[0], 0, 7000); /* the baseline: of 1 % at most */
	assert_int_equal(holder->series_handles[V8SCOPE_MAX_SERIES - 1], 699000);
	for (uint32_t i = 1; i < holder->series_handles_count; i++) {
		assert_true(holder->series_handles[i] > holder->series_handles[i - 1]);
		assert_true(holder->series_ns[i] > holder->series_ns[i - 1]);
	}
}

static void minor_collections_are_moments_too(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	const struct v8scope_moment *moment;

	isolate->used = 5 * MIB;
	test_gc_begin(isolate, V8SCOPE_GC_TYPE_SCAVENGE, V8SCOPE_CAUSE_HOST);
	isolate->used = 4 * MIB;
	test_gc_end(isolate, V8SCOPE_GC_TYPE_SCAVENGE, V8SCOPE_CAUSE_HOST);
	test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	assert_int_equal(report_of(fixture)->moments->len, 2);
	moment = g_ptr_array_index(report_of(fixture)->moments, 0);
	assert_int_equal(moment->used_bytes, 4 * MIB);
	assert_false(moment->full_gc);
}

static void marks_are_those_of_their_process(void **state)
{
	struct fixture *fixture = *state;
	const struct v8scope_report_process *process;
	const struct v8scope_report_mark *found;

	test_full_gc(&fixture->isolate, V8SCOPE_CAUSE_START);
	mark(&fixture->isolate, "warm");
	for (int i = 0; i < 1000; i++) {
		mark(&fixture->isolate, "work");
	}
	report_of(fixture);
	process = g_ptr_array_index(fixture->report->processes, 0);
	assert_int_equal(process->marks->len, 256);
	found = g_ptr_array_index(process->marks, 0);
	assert_string_equal(found->name, "warm");
	assert_true(found->ts_ns > 0);
	found = g_ptr_array_index(process->marks, 255);
	assert_string_equal(found->name, "work");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		model_test(a_holder_has_its_handles_over_time),
		model_test(a_long_curve_keeps_its_ends),
		model_test(minor_collections_are_moments_too),
		model_test(marks_are_those_of_their_process),
	};

	return cmocka_run_group_tests_name("curves", tests, NULL, NULL);
}
