/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"

/* The program marks, and the runtime does not look. */
static void mark(struct test_isolate *isolate, const char *name)
{
	struct v8scope_event event = {.type = V8SCOPE_EVENT_MARK};

	event.u.mark.name = name;
	test_send(isolate, &event);
}

static void mark_and_look(struct test_isolate *isolate, const char *name)
{
	mark(isolate, name);
	test_full_gc(isolate, V8SCOPE_CAUSE_MARK);
}

static const struct v8scope_phase *phase_at(
	const struct v8scope_report_isolate *report, guint index)
{
	assert_true(index < report->phases->len);
	return g_ptr_array_index(report->phases, index);
}

static void assert_grew(const struct v8scope_report_isolate *report, guint index, const char *name,
	int64_t bytes, int64_t handles)
{
	const struct v8scope_phase *phase = phase_at(report, index);

	assert_string_equal(phase->name, name);
	assert_true(phase->growth_bytes.known);
	assert_int_equal(phase->growth_bytes.value, bytes);
	assert_int_equal(phase->handle_growth.value, handles);
	assert_int_equal((int64_t)test_find_scope(report, 1)->phase_handles[index], handles);
}

static struct test_scope *start(struct test_isolate *isolate)
{
	struct test_scope *outer;

	test_attach(isolate);
	outer = test_open(isolate, 1, 5);
	isolate->used = 4 * MIB;
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	return outer;
}

static void each_phase_has_what_it_left_behind(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = start(isolate);
	const struct v8scope_report_isolate *report;
	int64_t bytes = 0, handles = 0;

	mark_and_look(isolate, "quiet");
	test_loop(isolate, outer, 1000, 0, 1);
	test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	test_loop(isolate, outer, 1000, 0, 1);
	mark_and_look(isolate, "load");
	test_loop(isolate, outer, 3000, 2, 100);
	test_full_gc(isolate, V8SCOPE_CAUSE_GROWTH);
	test_loop(isolate, outer, 1000, 2, 100);
	mark_and_look(isolate, "rest");
	test_loop(isolate, outer, 1000, 1, 10);
	test_full_gc(isolate, V8SCOPE_CAUSE_DISPOSE);
	report = report_of(fixture);
	assert_int_equal(report->phases->len, 4);
	assert_null(phase_at(report, 0)->name);
	assert_grew(report, 1, "quiet", 2000, 0);
	assert_grew(report, 2, "load", 400000, 8000);
	assert_grew(report, 3, "rest", 10000, 1000);
	for (guint i = 0; i < report->phases->len; i++) {
		const struct v8scope_phase *phase = phase_at(report, i);

		bytes += phase->growth_bytes.value;
		handles += phase->handle_growth.value;
		assert_true(phase->end_ns > phase->begin_ns);
		assert_true(i == 0 || phase_at(report, i - 1)->end_ns == phase->begin_ns);
	}
	assert_int_equal(bytes, report->growth_bytes.value);
	assert_int_equal(handles, test_find_scope(report, 1)->handle_growth.value);
}

static void where_nobody_looked_nothing_is_guessed(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = start(isolate);
	const struct v8scope_report_isolate *report;

	mark_and_look(isolate, "a");
	test_loop(isolate, outer, 1000, 1, 10);
	mark(isolate, "b");
	test_loop(isolate, outer, 1000, 1, 10);
	test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	mark_and_look(isolate, "c");
	test_loop(isolate, outer, 1000, 1, 10);
	test_full_gc(isolate, V8SCOPE_CAUSE_DISPOSE);
	report = report_of(fixture);
	assert_int_equal(report->phases->len, 4);
	assert_false(phase_at(report, 1)->growth_bytes.known);
	assert_false(phase_at(report, 2)->growth_bytes.known);
	assert_true(test_find_scope(report, 1)->phase_handles[1] == V8SCOPE_UNKNOWN_GROWTH);
	assert_grew(report, 3, "c", 10000, 1000);
}

/* The collection that the second mark asked for says nothing of the first. */
static void a_mark_right_after_another_has_the_look(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = start(isolate);
	const struct v8scope_report_isolate *report;

	test_loop(isolate, outer, 1000, 1, 10);
	mark(isolate, "first");
	mark_and_look(isolate, "second");
	test_loop(isolate, outer, 1000, 1, 10);
	test_full_gc(isolate, V8SCOPE_CAUSE_DISPOSE);
	report = report_of(fixture);
	assert_false(phase_at(report, 1)->growth_bytes.known);
	assert_grew(report, 2, "second", 10000, 1000);
}

static void marks_of_one_name_are_one_phase(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = start(isolate);
	const struct v8scope_report_isolate *report;

	mark_and_look(isolate, "request");
	for (int i = 0; i < 1000; i++) {
		test_loop(isolate, outer, 10, 1, 10);
		mark(isolate, "request");
	}
	mark_and_look(isolate, "idle");
	test_loop(isolate, outer, 100, 0, 0);
	test_full_gc(isolate, V8SCOPE_CAUSE_DISPOSE);
	report = report_of(fixture);
	assert_int_equal(report->phases->len, 3);
	assert_grew(report, 1, "request", 100000, 10000);
	assert_grew(report, 2, "idle", 0, 0);
}

/* Beyond, nobody knows which phase it is. */
static void of_many_phases_the_last_ends_where_the_next_began(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = start(isolate);
	const struct v8scope_report_isolate *report;

	for (int i = 0; i < 600; i++) {
		mark(isolate, i % 2 ? "odd" : "even");
		test_loop(isolate, outer, 10, 1, 10);
	}
	test_full_gc(isolate, V8SCOPE_CAUSE_DISPOSE);
	report = report_of(fixture);
	assert_int_equal(report->phases->len, 257);
	assert_true(phase_at(report, 256)->end_ns - phase_at(report, 256)->begin_ns < SECOND);
}

static void without_marks_there_are_no_phases(void **state)
{
	struct fixture *fixture = *state;

	start(&fixture->isolate);
	assert_int_equal(report_of(fixture)->phases->len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		model_test(each_phase_has_what_it_left_behind),
		model_test(where_nobody_looked_nothing_is_guessed),
		model_test(a_mark_right_after_another_has_the_look),
		model_test(marks_of_one_name_are_one_phase),
		model_test(of_many_phases_the_last_ends_where_the_next_began),
		model_test(without_marks_there_are_no_phases),
	};

	return cmocka_run_group_tests_name("phases", tests, NULL, NULL);
}
