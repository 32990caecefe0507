/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"

static const struct v8scope_report *whole_report(struct fixture *fixture)
{
	v8scope_report_destroy(fixture->report);
	fixture->report = v8scope_model_build_report(fixture->trace.model);
	return fixture->report;
}

static const struct v8scope_report_isolate *isolate_at(
	const struct v8scope_report *report, guint process, guint isolate)
{
	const struct v8scope_report_process *at = g_ptr_array_index(report->processes, process);

	return g_ptr_array_index(at->isolates, isolate);
}

/* A leak and a sound loop whose events alternate. */
static void interleave(struct test_isolate *leaking, struct test_isolate *sound)
{
	struct test_scope *leak = test_open(leaking, 1, 5);
	struct test_scope *fine = test_open(sound, 2, 5);

	test_attach(leaking);
	test_attach(sound);
	for (int i = 0; i < 3; i++) {
		test_gc_begin(leaking, V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT, V8SCOPE_CAUSE_INTERVAL);
		test_gc_begin(sound, V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT, V8SCOPE_CAUSE_INTERVAL);
		test_gc_end(sound, V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT, V8SCOPE_CAUSE_INTERVAL);
		test_gc_end(leaking, V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT, V8SCOPE_CAUSE_INTERVAL);
		test_census(leaking, V8SCOPE_CAUSE_GC);
		test_census(sound, V8SCOPE_CAUSE_GC);
		test_loop(leaking, leak, 10000, 2, 100);
		test_loop(sound, fine, 10000, 0, 0);
	}
}

static void isolates_of_two_threads_do_not_mix(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate other;
	const struct v8scope_report *report;

	test_isolate_init(&other, &fixture->trace, 42, 0x6600);
	interleave(&fixture->isolate, &other);
	report = whole_report(fixture);
	assert_int_equal(report->processes->len, 1);
	assert_int_equal(isolate_at(report, 0, 0)->verdict, V8SCOPE_VERDICT_LEAK);
	assert_int_equal(isolate_at(report, 0, 1)->verdict, V8SCOPE_VERDICT_OK);
	assert_int_equal(isolate_at(report, 0, 1)->isolate, 0x6600);
	assert_null(test_find_scope(isolate_at(report, 0, 1), 1));
}

static void census_events_of_two_isolates_may_alternate(void **state)
{
	struct fixture *fixture = *state;
	struct v8scope_event scope = {
		.type = V8SCOPE_EVENT_CENSUS_SCOPE,
		.u.census_scope = {.census_id = 1, .scope_id = 1, .handles = 500},
	};
	struct v8scope_event end = {
		.type = V8SCOPE_EVENT_CENSUS_END,
		.u.census_end = {.census_id = 1, .scopes = 1},
	};
	struct test_isolate other;

	test_isolate_init(&other, &fixture->trace, 42, 0x6600);
	test_send(&fixture->isolate, &scope);
	scope.u.census_scope.census_id = end.u.census_end.census_id = 2;
	scope.u.census_scope.scope_id = 2;
	test_send(&other, &scope);
	test_send(&other, &end);
	end.u.census_end.census_id = 1;
	test_send(&fixture->isolate, &end);

	assert_non_null(test_find_scope(isolate_at(whole_report(fixture), 0, 0), 1));
	assert_non_null(test_find_scope(isolate_at(whole_report(fixture), 0, 1), 2));
}

static void isolate_at_the_address_of_a_disposed_one_is_new(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *first = &fixture->isolate;
	struct test_isolate second;
	struct test_scope *leak = test_open(first, 1, 5);
	const struct v8scope_report *report;

	test_attach(first);
	test_full_gc(first, V8SCOPE_CAUSE_START);
	test_loop(first, leak, 10000, 2, 100);
	test_full_gc(first, V8SCOPE_CAUSE_DISPOSE);
	test_dispose(first);
	test_isolate_init(&second, &fixture->trace, 42, first->address);
	test_attach(&second);
	test_open(&second, 3, 5);
	test_full_gc(&second, V8SCOPE_CAUSE_START);
	test_loop(&second, NULL, 10000, 0, 0);
	test_full_gc(&second, V8SCOPE_CAUSE_EXIT);

	report = whole_report(fixture);
	assert_int_equal(isolate_at(report, 0, 0)->verdict, V8SCOPE_VERDICT_LEAK);
	assert_int_equal(isolate_at(report, 0, 1)->verdict, V8SCOPE_VERDICT_OK);
	assert_int_equal(isolate_at(report, 0, 1)->full_gcs, 2);
	assert_false(test_find_scope(isolate_at(report, 0, 0), 1)->live);
	assert_true(test_find_scope(isolate_at(report, 0, 1), 3)->live);
}

static void what_ends_after_dispose_makes_no_isolate(void **state)
{
	struct fixture *fixture = *state;
	struct v8scope_event event = {.type = V8SCOPE_EVENT_GLOBAL_DISPOSE};

	test_attach(&fixture->isolate);
	test_dispose(&fixture->isolate);
	test_send(&fixture->isolate, &event);
	event.type = V8SCOPE_EVENT_HANDLE_SCOPE_CLOSE;
	test_send(&fixture->isolate, &event);
	report_of(fixture);
}

static void attach_of_a_known_isolate_refreshes_it(void **state)
{
	struct fixture *fixture = *state;

	test_attach(&fixture->isolate);
	test_census(&fixture->isolate, V8SCOPE_CAUSE_START);
	test_attach(&fixture->isolate);
	report_of(fixture);
	assert_int_equal(fixture->report->event_schema, V8SCOPE_EVENT_SCHEMA);
}

static void same_address_in_two_processes_is_two_isolates(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate other;
	const struct v8scope_report *report;

	test_isolate_init(&other, &fixture->trace, 43, fixture->isolate.address);
	interleave(&fixture->isolate, &other);
	report = whole_report(fixture);
	assert_int_equal(report->processes->len, 2);
	assert_int_equal(isolate_at(report, 0, 0)->verdict, V8SCOPE_VERDICT_LEAK);
	assert_int_equal(isolate_at(report, 1, 0)->verdict, V8SCOPE_VERDICT_OK);
}

static const struct v8scope_report_process *only_process(struct fixture *fixture)
{
	assert_int_equal(whole_report(fixture)->processes->len, 1);
	return g_ptr_array_index(fixture->report->processes, 0);
}

static void attach_tells_the_pid_that_events_lack(void **state)
{
	struct fixture *fixture = *state;

	fixture->isolate.pid = -1;
	test_attach(&fixture->isolate);
	test_full_gc(&fixture->isolate, V8SCOPE_CAUSE_START);
	assert_int_equal(only_process(fixture)->pid, 77);
	assert_string_equal(only_process(fixture)->command, "./program");
}

static void attach_tells_the_pid_of_what_came_before_it(void **state)
{
	struct fixture *fixture = *state;

	fixture->isolate.pid = -1;
	test_full_gc(&fixture->isolate, V8SCOPE_CAUSE_START);
	assert_int_equal(only_process(fixture)->pid, -1);
	test_attach(&fixture->isolate);
	test_full_gc(&fixture->isolate, V8SCOPE_CAUSE_EXIT);
	assert_int_equal(only_process(fixture)->pid, 77);
	assert_int_equal(isolate_at(fixture->report, 0, 0)->full_gcs, 2);
}

static void mark_makes_no_isolate(void **state)
{
	struct fixture *fixture = *state;
	struct v8scope_event event = {
		.type = V8SCOPE_EVENT_MARK,
		.u.mark.name = "phase",
	};

	fixture->isolate.address = 0;
	test_send(&fixture->isolate, &event);
	assert_int_equal(whole_report(fixture)->processes->len, 0);
	assert_int_equal(fixture->report->events, 1);
}

static void isolate_of_which_nothing_is_known_is_inconclusive(void **state)
{
	struct fixture *fixture = *state;

	test_attach(&fixture->isolate);
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_INCONCLUSIVE);
	assert_int_equal(report_of(fixture)->holders->len, 0);
}

/* A tap: what comes is from before the window. */
static void send_earlier(void *data, const struct v8scope_event *event)
{
	v8scope_model_handle_earlier_event(data, event);
}

static void begin_window(struct fixture *fixture, bool begins)
{
	fixture->trace.tap = begins ? NULL : send_earlier;
	fixture->trace.tap_data = fixture->trace.model;
}

static void what_was_said_before_the_window_holds_in_it(void **state)
{
	struct fixture *fixture = *state;
	const struct v8scope_report_isolate *isolate;

	begin_window(fixture, false);
	test_attach(&fixture->isolate);
	test_full_gc(&fixture->isolate, V8SCOPE_CAUSE_INTERVAL);
	begin_window(fixture, true);
	test_full_gc(&fixture->isolate, V8SCOPE_CAUSE_INTERVAL);
	isolate = report_of(fixture);
	assert_non_null(isolate->v8_version);
	assert_int_equal(isolate->full_gcs, 1);
	assert_int_equal(isolate->gaps->len, 2);
}

static void isolates_that_the_window_does_not_show_are_left_out(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate idle;

	test_isolate_init(&idle, &fixture->trace, 42, 0x6600);
	begin_window(fixture, false);
	test_attach(&idle);
	test_open(&idle, 1, 5);
	test_attach(&fixture->isolate);
	test_dispose(&fixture->isolate);
	begin_window(fixture, true);
	test_close(&idle, 1);
	assert_int_equal(whole_report(fixture)->processes->len, 0);
	test_full_gc(&fixture->isolate, V8SCOPE_CAUSE_INTERVAL);
	assert_null(report_of(fixture)->v8_version);
	assert_int_equal(isolate_at(fixture->report, 0, 0)->isolate, fixture->isolate.address);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		model_test(isolates_of_two_threads_do_not_mix),
		model_test(census_events_of_two_isolates_may_alternate),
		model_test(isolate_at_the_address_of_a_disposed_one_is_new),
		model_test(what_ends_after_dispose_makes_no_isolate),
		model_test(attach_of_a_known_isolate_refreshes_it),
		model_test(same_address_in_two_processes_is_two_isolates),
		model_test(attach_tells_the_pid_that_events_lack),
		model_test(attach_tells_the_pid_of_what_came_before_it),
		model_test(mark_makes_no_isolate),
		model_test(isolate_of_which_nothing_is_known_is_inconclusive),
		model_test(what_was_said_before_the_window_holds_in_it),
		model_test(isolates_that_the_window_does_not_show_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
