/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"

static void leak_that_closes_before_the_isolate_ends_is_a_leak(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	const struct v8scope_report_isolate *report;
	const struct v8scope_holder *holder;
	struct test_scope *outer;

	test_attach(isolate);
	outer = test_open(isolate, 1, 5);
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, outer, 100000, 19, 300);
	test_full_gc(isolate, V8SCOPE_CAUSE_SCOPE_CLOSE);
	test_close(isolate, 1);
	isolate->used = 4 * MIB;
	test_full_gc(isolate, V8SCOPE_CAUSE_RELEASE);
	test_full_gc(isolate, V8SCOPE_CAUSE_DISPOSE);
	test_dispose(isolate);

	report = report_of(fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_LEAK);
	assert_int_equal(report->growth_bytes.value, 30000000);
	assert_int_equal(report->handles.value, 1900000);
	holder = test_first_holder(report);
	assert_int_equal(holder->scope_id, 1);
	assert_int_equal(holder->handles.value, 1900000);
	assert_false(holder->live);
	assert_true(holder->share > 0.95);
}

/* Its turns took longer than those after it, which were more. */
static void scope_that_is_outlasted_in_turns_is_no_leak(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *first = test_open(isolate, 1, 5);

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, first, 8000, 2, 300);
	test_wait(isolate, 1000 * SECOND);
	test_full_gc(isolate, V8SCOPE_CAUSE_SCOPE_CLOSE);
	test_close(isolate, 1);
	isolate->used = 4 * MIB;
	test_full_gc(isolate, V8SCOPE_CAUSE_RELEASE);
	test_checkpoints(isolate, 12000);
	test_full_gc(isolate, V8SCOPE_CAUSE_DISPOSE);
	test_dispose(isolate);
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_OK);
}

/* What is weighed when it closes takes time, but is no turn. */
static void scope_open_for_most_turns_is_a_leak(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *inner;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_checkpoints(isolate, 4000);
	test_wait(isolate, 100 * SECOND);
	inner = test_open(isolate, 1, 5);
	test_loop(isolate, inner, 8000, 2, 300);
	test_wait(isolate, 80 * SECOND);
	test_full_gc(isolate, V8SCOPE_CAUSE_SCOPE_CLOSE);
	test_close(isolate, 1);
	isolate->used = 4 * MIB;
	test_wait(isolate, 40 * SECOND);
	test_full_gc(isolate, V8SCOPE_CAUSE_RELEASE);
	test_dispose(isolate);
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_LEAK);
}

static void handles_are_those_right_before_the_scope_closes(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, outer, 100000, 19, 300);
	test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	test_loop(isolate, outer, 100, 19, 300);
	test_census(isolate, V8SCOPE_CAUSE_SCOPE_CLOSE);
	test_close(isolate, 1);
	test_full_gc(isolate, V8SCOPE_CAUSE_DISPOSE);

	assert_int_equal(test_find_scope(report_of(fixture), 1)->handles.value, 100100 * 19);
	assert_int_equal(test_find_scope(report_of(fixture), 1)->handle_growth.value, 1900000);
}

static void scope_that_is_absent_from_a_later_census_is_closed(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_open(isolate, 1, 5)->handles = 5000;
	test_census(isolate, V8SCOPE_CAUSE_START);
	assert_true(test_find_scope(report_of(fixture), 1)->live);
	test_close(isolate, 1);
	test_census(isolate, V8SCOPE_CAUSE_GC);
	assert_false(test_find_scope(report_of(fixture), 1)->live);
}

static void close_event_says_that_a_scope_is_closed(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct v8scope_event event = {
		.type = V8SCOPE_EVENT_HANDLE_SCOPE_CLOSE,
		.u.handle_scope_close.scope_id = 1,
	};

	test_open(isolate, 1, 5)->handles = 5000;
	test_census(isolate, V8SCOPE_CAUSE_START);
	test_send(isolate, &event);
	assert_false(test_find_scope(report_of(fixture), 1)->live);
}

/* `closing` and `releasing` tell whether the runtime collects before and after a close. */
static void run_batches(struct test_isolate *isolate, int batches, bool closing, bool releasing)
{
	struct test_scope *outer;

	test_attach(isolate);
	outer = test_open(isolate, 1, 4);
	outer->handles = 3;
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	for (int i = 0; i < batches; i++) {
		uint64_t used = isolate->used;
		struct test_scope *batch = test_open(isolate, 10 + (uint64_t)i, 5);

		test_loop(isolate, batch, 1000, 19, 300);
		if (closing) {
			test_full_gc(isolate, V8SCOPE_CAUSE_SCOPE_CLOSE);
		}
		test_close(isolate, 10 + (uint64_t)i);
		isolate->used = used;
		if (releasing) {
			test_full_gc(isolate, V8SCOPE_CAUSE_RELEASE);
		}
	}
}

static void batches_that_are_released_are_ok(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	run_batches(isolate, 10, true, true);
	test_close(isolate, 1);
	test_full_gc(isolate, V8SCOPE_CAUSE_DISPOSE);
	test_dispose(isolate);
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_OK);
}

static void trace_that_ends_within_a_batch_is_ok(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *batch;

	run_batches(isolate, 10, true, true);
	batch = test_open(isolate, 99, 5);
	test_loop(isolate, batch, 1000, 19, 300);
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_OK);
	assert_null(test_find_scope(report_of(fixture), 99)->advice);
}

static void batches_seen_only_at_their_fullest_are_no_leak(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	run_batches(isolate, 10, true, false);
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_GROWTH);
}

static void two_batches_are_no_leak(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	run_batches(isolate, 2, true, true);
	test_close(isolate, 1);
	test_full_gc(isolate, V8SCOPE_CAUSE_DISPOSE);
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_OK);
}

static void many_batches_are_not_all_kept(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	run_batches(isolate, 5000, true, true);
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_OK);
	assert_int_equal(report_of(fixture)->full_gcs, 10001);
	assert_true(report_of(fixture)->holders->len <= 4);
}

static void scope_that_opened_late_is_growth(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *late;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_wait(isolate, 300 * SECOND);
	late = test_open(isolate, 7, 5);
	test_loop(isolate, late, 1000, 19, 300);
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_GROWTH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		model_test(leak_that_closes_before_the_isolate_ends_is_a_leak),
		model_test(scope_that_is_outlasted_in_turns_is_no_leak),
		model_test(scope_open_for_most_turns_is_a_leak),
		model_test(handles_are_those_right_before_the_scope_closes),
		model_test(scope_that_is_absent_from_a_later_census_is_closed),
		model_test(close_event_says_that_a_scope_is_closed),
		model_test(batches_that_are_released_are_ok),
		model_test(trace_that_ends_within_a_batch_is_ok),
		model_test(batches_seen_only_at_their_fullest_are_no_leak),
		model_test(two_batches_are_no_leak),
		model_test(many_batches_are_not_all_kept),
		model_test(scope_that_opened_late_is_growth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
