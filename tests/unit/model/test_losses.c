/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"

static struct test_scope *start_leak(struct test_isolate *isolate)
{
	struct test_scope *outer = test_open(isolate, 1, 5);

	test_attach(isolate);
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	return outer;
}

static void incomplete_census_is_ignored(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_open(isolate, 1, 5)->handles = 500;
	test_open(isolate, 2, 5)->handles = 500;
	test_census(isolate, V8SCOPE_CAUSE_START);
	isolate->lose_scopes = 1;
	isolate->scopes[1].handles = 9000;
	test_census(isolate, V8SCOPE_CAUSE_GC);

	assert_true(test_find_scope(report_of(fixture), 1)->live);
	assert_int_equal(test_find_scope(report_of(fixture), 2)->handles.value, 500);
	assert_int_equal(report_of(fixture)->handles.value, 1000);
}

static void census_without_its_end_is_ignored(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct v8scope_event event = {
		.type = V8SCOPE_EVENT_CENSUS_SCOPE,
		.u.census_scope = {.census_id = 900, .scope_id = 9, .handles = 700},
	};

	test_open(isolate, 1, 5)->handles = 500;
	test_send(isolate, &event);
	test_census(isolate, V8SCOPE_CAUSE_START);
	assert_null(test_find_scope(report_of(fixture), 9));
	assert_non_null(test_find_scope(report_of(fixture), 1));
}

static void collection_with_an_incomplete_census_is_not_compared(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = start_leak(isolate);

	test_loop(isolate, outer, 10000, 2, 100);
	test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
	test_loop(isolate, outer, 10000, 2, 100);
	isolate->lose_scopes = 1;
	test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);

	assert_int_equal(report_of(fixture)->full_gcs, 3);
	assert_int_equal(report_of(fixture)->growth_bytes.value, 1000000);
}

static void later_census_is_not_taken_for_a_lost_one(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = start_leak(isolate);

	test_gc_end(isolate, V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT, V8SCOPE_CAUSE_INTERVAL);
	test_loop(isolate, outer, 10000, 2, 100);
	test_census(isolate, V8SCOPE_CAUSE_SCOPE_CLOSE);
	assert_false(report_of(fixture)->growth_bytes.known);
}

static void leak_between_complete_censuses_outlives_lost_events(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = start_leak(isolate);

	test_loop(isolate, outer, 10000, 2, 100);
	v8scope_model_handle_discarded(fixture->trace.model, 1234);
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);

	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_LEAK);
	assert_non_null(strstr(report_of(fixture)->reason, "1234 events were lost"));
	assert_int_equal(fixture->report->discarded, 1234);
	assert_false(fixture->report->discarded_unknown);
}

static void lost_census_at_the_end_is_inconclusive(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	start_leak(isolate);
	test_loop(isolate, NULL, 10000, 0, 0);
	test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_OK);
	test_loop(isolate, NULL, 10000, 0, 0);
	isolate->lose_scopes = 1;
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);
	v8scope_model_handle_discarded(fixture->trace.model, 0);

	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_INCONCLUSIVE);
	assert_non_null(strstr(report_of(fixture)->reason, "unknown number"));
	assert_true(fixture->report->discarded_unknown);
}

static void truncated_trace_with_too_few_collections_is_inconclusive(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = start_leak(isolate);

	test_loop(isolate, outer, 10000, 2, 100);
	test_census(isolate, V8SCOPE_CAUSE_GC);
	v8scope_model_handle_truncated(fixture->trace.model);
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_INCONCLUSIVE);
	assert_true(fixture->report->truncated);
}

static void truncated_trace_keeps_the_leak_that_it_shows(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = start_leak(isolate);

	test_loop(isolate, outer, 10000, 2, 100);
	test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
	v8scope_model_handle_truncated(fixture->trace.model);
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_LEAK);
	assert_non_null(strstr(report_of(fixture)->reason, "cut short"));
}

static void empty_trace_gives_an_empty_report(void **state)
{
	struct fixture *fixture = *state;

	fixture->report = v8scope_model_build_report(fixture->trace.model);
	assert_int_equal(fixture->report->processes->len, 0);
	assert_int_equal(fixture->report->event_schema, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		model_test(incomplete_census_is_ignored),
		model_test(census_without_its_end_is_ignored),
		model_test(collection_with_an_incomplete_census_is_not_compared),
		model_test(later_census_is_not_taken_for_a_lost_one),
		model_test(leak_between_complete_censuses_outlives_lost_events),
		model_test(lost_census_at_the_end_is_inconclusive),
		model_test(truncated_trace_with_too_few_collections_is_inconclusive),
		model_test(truncated_trace_keeps_the_leak_that_it_shows),
		model_test(empty_trace_gives_an_empty_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
