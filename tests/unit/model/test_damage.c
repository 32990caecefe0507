/* SPDX-License-Identifier: MIT */
/* Traces that show a part: what is known is told, and what is not is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"

/* Six collections of a scope that gathers 20,000 handles and 1 MB between two. */
static void run_leak(struct test_isolate *isolate, struct test_scope *outer)
{
	for (int i = 0; i < 6; i++) {
		test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
		test_loop(isolate, outer, 10000, 2, 100);
	}
	test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
}

static const struct v8scope_report_process *process_at(struct fixture *fixture, guint index)
{
	v8scope_report_destroy(fixture->report);
	fixture->report = v8scope_model_build_report(fixture->trace.model);
	assert_true(index < fixture->report->processes->len);
	return g_ptr_array_index(fixture->report->processes, index);
}

static const struct v8scope_report_isolate *isolate_at(
	const struct v8scope_report_process *process, guint index)
{
	assert_true(index < process->isolates->len);
	return g_ptr_array_index(process->isolates, index);
}

/* NULL: the report does not lack that. */
static const struct v8scope_gap *find_gap(
	const struct v8scope_report_isolate *report, enum v8scope_gap_kind kind)
{
	for (guint i = 0; i < report->gaps->len; i++) {
		const struct v8scope_gap *gap = g_ptr_array_index(report->gaps, i);

		if (gap->kind == kind) {
			return gap;
		}
	}
	return NULL;
}

/* Where what is known begins or ends, or how many lack something. */
static void check_gap(
	const struct v8scope_report_isolate *report, enum v8scope_gap_kind kind, int64_t value)
{
	const struct v8scope_gap *gap = find_gap(report, kind);

	assert_non_null(gap);
	assert_true(gap->at_ns.known != gap->count.known);
	assert_int_equal(gap->at_ns.known ? gap->at_ns.value : gap->count.value, value);
}

/* A flight recorder kept the last part only: no attach, no stacks, no scope's opening. */
static void a_leak_whose_beginning_was_overwritten_is_found_at_the_next_census(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);
	struct v8scope_event half = {
		.type = V8SCOPE_EVENT_CENSUS_END,
		.u.census_end = {.census_id = 1, .scopes = 3, .handles = 3, .level = 3},
	};

	int64_t begin_ns = fixture->trace.clock_ns + CLOCK_OFFSET + TEST_EVENT_NS;

	outer->handles = 40000;
	fixture->trace.next_census_id = 1;
	test_send(isolate, &half); /* the end of a census whose scopes are gone */
	run_leak(isolate, outer);

	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_LEAK);
	assert_int_equal(test_find_scope(report_of(fixture), 1)->handle_growth.value, 120000);
	assert_int_equal(test_find_scope(report_of(fixture), 1)->ips[0], 0x1000);
	assert_null(report_of(fixture)->v8_version);
	check_gap(report_of(fixture), V8SCOPE_GAP_KIND_NO_BEGINNING, begin_ns);
	check_gap(report_of(fixture), V8SCOPE_GAP_KIND_CENSUSES_INCOMPLETE, 1);
	assert_non_null(strstr(report_of(fixture)->reason, "1 of its censuses is incomplete"));
}

static void a_whole_trace_is_not_said_to_lack_anything(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_attach(isolate);
	isolate->attached_at = (uint64_t)fixture->trace.clock_ns;
	test_attach(isolate);
	test_stack(isolate, 5, 0x1000);
	test_census(isolate, V8SCOPE_CAUSE_START);
	run_leak(isolate, test_open(isolate, 1, 5));
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_LEAK);
	assert_null(strstr(report_of(fixture)->reason, "incomplete"));
	assert_int_equal(report_of(fixture)->gaps->len, 0);
}

/* A flight recorder kept what it has a channel for, and the last part of the rest. */
static void a_hole_after_the_announcement_is_a_missing_beginning(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);
	int64_t begin_ns;

	isolate->attached_at = (uint64_t)fixture->trace.clock_ns;
	test_attach(isolate);
	test_stack(isolate, 5, 0x1000);
	outer->handles = 50000;
	test_wait(isolate, 10 * SECOND);
	begin_ns = fixture->trace.clock_ns + CLOCK_OFFSET + TEST_EVENT_NS;
	run_leak(isolate, outer);

	check_gap(report_of(fixture), V8SCOPE_GAP_KIND_NO_BEGINNING, begin_ns);
	assert_null(find_gap(report_of(fixture), V8SCOPE_GAP_KIND_STACKS_MISSING));
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_LEAK);
	assert_int_equal(report_of(fixture)->growth_bytes.value, 6000000);
	assert_non_null(report_of(fixture)->v8_version);
}

/* The scope has been open for ten seconds, and holds 50,000 handles, when somebody listens. */
static void a_session_that_begins_late_says_so_and_counts_from_there(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);
	int64_t opened_ns = fixture->trace.clock_ns + CLOCK_OFFSET, begin_ns;

	isolate->attached_at = (uint64_t)fixture->trace.clock_ns;
	outer->handles = 50000;
	test_wait(isolate, 10 * SECOND);
	begin_ns = fixture->trace.clock_ns + CLOCK_OFFSET + TEST_EVENT_NS;
	test_attach(isolate);
	test_census(isolate, V8SCOPE_CAUSE_START);
	run_leak(isolate, outer);

	check_gap(report_of(fixture), V8SCOPE_GAP_KIND_BEGINS_LATE, begin_ns);
	assert_null(find_gap(report_of(fixture), V8SCOPE_GAP_KIND_NO_BEGINNING));
	assert_null(find_gap(report_of(fixture), V8SCOPE_GAP_KIND_OPENINGS_UNKNOWN));
	assert_int_equal(report_of(fixture)->growth_bytes.value, 6000000);
	assert_int_equal(test_first_holder(report_of(fixture))->opened_at_ns.value, opened_ns);
	assert_int_equal(test_first_holder(report_of(fixture))->handle_growth.value, 120000);
}

/* Only a scan of the stack found it: V8 inlines its constructor, or it was there before. */
static void a_scope_that_nobody_saw_open_is_said_to_be_of_unknown_age(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);

	outer->opened_at = 0;
	test_attach(isolate);
	run_leak(isolate, outer);

	check_gap(report_of(fixture), V8SCOPE_GAP_KIND_OPENINGS_UNKNOWN, 1);
	assert_false(test_find_scope(report_of(fixture), 1)->opened_at_ns.known);
}

/* SIGKILL: the trace ends after some census_scope events. */
static void a_process_killed_in_a_census_keeps_what_it_showed_before(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);
	int64_t end_ns;

	test_attach(isolate);
	run_leak(isolate, outer);
	test_loop(isolate, outer, 10000, 2, 100);
	test_gc_begin(isolate, V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT, V8SCOPE_CAUSE_INTERVAL);
	test_gc_end(isolate, V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT, V8SCOPE_CAUSE_INTERVAL);
	end_ns = fixture->trace.clock_ns + CLOCK_OFFSET;
	fixture->trace.stop_after = fixture->trace.events + 1;
	test_census(isolate, V8SCOPE_CAUSE_GC);

	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_LEAK);
	assert_int_equal(report_of(fixture)->growth_bytes.value, 6000000);
	assert_true(test_find_scope(report_of(fixture), 1)->live);
	check_gap(report_of(fixture), V8SCOPE_GAP_KIND_NO_END, end_ns);
}

/* The `stack` event was overwritten, the address in each census was not. */
static void a_stack_that_is_missing_leaves_its_innermost_address(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_attach(isolate);
	run_leak(isolate, test_open(isolate, 1, 5));
	check_gap(report_of(fixture), V8SCOPE_GAP_KIND_STACKS_MISSING, 1);
	assert_int_equal(test_find_scope(report_of(fixture), 1)->ip_count, 1);
	test_stack(isolate, 5, 0x1000);
	assert_null(find_gap(report_of(fixture), V8SCOPE_GAP_KIND_STACKS_MISSING));
	assert_int_equal(test_find_scope(report_of(fixture), 1)->ip_count, 3);
}

/* The kernel gave the pid again, and without ASLR the isolate has the same address. */
static void a_pid_that_is_used_again_is_another_process(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *first = &fixture->isolate;
	struct test_isolate second;

	first->attached_at = 1;
	test_attach(first);
	run_leak(first, test_open(first, 1, 5));
	test_isolate_init(&second, &fixture->trace, 42, 0x5500);
	second.attached_at = 2;
	second.used = 90 * MIB;
	fixture->trace.next_census_id = 0;
	test_attach(&second);
	test_open(&second, 1, 5)->handles = 70000;
	test_census(&second, V8SCOPE_CAUSE_START);
	test_stack(&second, 5, 0xb000);
	test_full_gc(&second, V8SCOPE_CAUSE_START);
	test_loop(&second, NULL, 20000, 0, 0);
	test_full_gc(&second, V8SCOPE_CAUSE_EXIT);

	assert_int_equal(process_at(fixture, 0)->pid, 42);
	assert_int_equal(process_at(fixture, 1)->pid, 42);
	assert_string_equal(process_at(fixture, 1)->command, "./program");
	assert_int_equal(isolate_at(process_at(fixture, 0), 0)->verdict, V8SCOPE_VERDICT_LEAK);
	assert_int_equal(isolate_at(process_at(fixture, 0), 0)->growth_bytes.value, 6000000);
	assert_int_equal(isolate_at(process_at(fixture, 1), 0)->verdict, V8SCOPE_VERDICT_OK);
	/* The stacks of the one are not those of the other. */
	assert_int_equal(test_find_scope(isolate_at(process_at(fixture, 0), 0), 1)->ips[0], 0x1000);
	assert_int_equal(test_find_scope(isolate_at(process_at(fixture, 1), 0), 1)->ips[0], 0xb000);
}

/*
 * One program executes another, which numbers its isolates, stacks and censuses anew and
 * here has the same addresses, before the first census that tells it from the other.
 */
static void a_program_that_another_executes_has_stacks_of_its_own(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *first = &fixture->isolate;
	struct test_isolate second;

	first->started_at = 1;
	test_attach(first);
	test_stack(first, 5, 0xa000);
	run_leak(first, test_open(first, 1, 5));
	test_isolate_init(&second, &fixture->trace, 42, 0x5500);
	second.started_at = 2;
	fixture->trace.next_census_id = 0;
	test_attach(&second);
	test_stack(&second, 5, 0xb000);
	run_leak(&second, test_open(&second, 1, 5));

	assert_int_equal(test_find_scope(isolate_at(process_at(fixture, 0), 0), 1)->ips[0], 0xa000);
	assert_int_equal(test_find_scope(isolate_at(process_at(fixture, 1), 0), 1)->ips[0], 0xb000);
	assert_false(test_find_scope(isolate_at(process_at(fixture, 0), 0), 1)->live);
	assert_true(test_find_scope(isolate_at(process_at(fixture, 1), 0), 1)->live);
	assert_non_null(find_gap(isolate_at(process_at(fixture, 0), 0), V8SCOPE_GAP_KIND_NO_END));
}

/* Two containers: each has a process 42, and both run. */
static void one_pid_in_two_namespaces_at_a_time_is_two_processes(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *leaking = &fixture->isolate;
	struct test_isolate sound;
	struct test_scope *leak, *fine;

	test_isolate_init(&sound, &fixture->trace, 42, 0x6600);
	leaking->started_at = 1;
	sound.started_at = 2;
	test_attach(leaking);
	test_stack(leaking, 5, 0xa000);
	test_attach(&sound);
	test_stack(&sound, 5, 0xb000);
	leak = test_open(leaking, 1, 5);
	fine = test_open(&sound, 1, 5);
	for (int i = 0; i < 6; i++) {
		fixture->trace.next_census_id = (uint64_t)i * 2;
		test_full_gc(leaking, V8SCOPE_CAUSE_INTERVAL);
		fixture->trace.next_census_id = (uint64_t)i;
		test_full_gc(&sound, V8SCOPE_CAUSE_INTERVAL);
		test_loop(leaking, leak, 10000, 2, 100);
		test_loop(&sound, fine, 10000, 0, 0);
	}

	assert_int_equal(process_at(fixture, 0)->isolates->len, 1);
	assert_int_equal(isolate_at(process_at(fixture, 0), 0)->verdict, V8SCOPE_VERDICT_LEAK);
	assert_int_equal(test_first_holder(isolate_at(process_at(fixture, 0), 0))->ips[0], 0xa000);
	assert_int_equal(process_at(fixture, 1)->isolates->len, 1);
	assert_int_equal(isolate_at(process_at(fixture, 1), 0)->verdict, V8SCOPE_VERDICT_OK);
	assert_int_equal(fixture->report->processes->len, 2);
}

static void two_isolates_that_take_turns_at_an_address_are_told_apart(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *first = &fixture->isolate;
	struct test_isolate second;

	first->attached_at = 1;
	test_attach(first);
	test_loop(first, NULL, 1000, 0, 0);
	test_full_gc(first, V8SCOPE_CAUSE_START);
	test_isolate_init(&second, &fixture->trace, 42, 0x5500);
	second.attached_at = 2; /* the first one's end was lost */
	test_attach(&second);
	test_loop(&second, NULL, 500, 0, 0);
	test_full_gc(&second, V8SCOPE_CAUSE_START);
	/* Here the next one's beginning was lost as well: its checkpoints begin anew. */
	test_isolate_init(&second, &fixture->trace, 42, 0x5500);
	test_full_gc(&second, V8SCOPE_CAUSE_EXIT);

	assert_int_equal(process_at(fixture, 0)->isolates->len, 3);
	assert_int_equal(fixture->report->processes->len, 1);
}

/* Another session announces what lives once more. */
static void an_isolate_that_is_announced_again_is_the_same(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	isolate->attached_at = 1;
	test_attach(isolate);
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_attach(isolate);
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);
	assert_int_equal(report_of(fixture)->full_gcs, 2);
}

static void the_same_pid_on_another_host_is_another_process(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate elsewhere;

	test_isolate_init(&elsewhere, &fixture->trace, 42, 0x5500);
	elsewhere.host = 1;
	test_attach(&fixture->isolate);
	test_attach(&elsewhere);
	test_full_gc(&fixture->isolate, V8SCOPE_CAUSE_START);
	test_full_gc(&elsewhere, V8SCOPE_CAUSE_START);
	test_full_gc(&elsewhere, V8SCOPE_CAUSE_EXIT);
	assert_int_equal(isolate_at(process_at(fixture, 0), 0)->full_gcs, 1);
	assert_int_equal(isolate_at(process_at(fixture, 1), 0)->full_gcs, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		model_test(a_leak_whose_beginning_was_overwritten_is_found_at_the_next_census),
		model_test(a_whole_trace_is_not_said_to_lack_anything),
		model_test(a_process_killed_in_a_census_keeps_what_it_showed_before),
		model_test(a_pid_that_is_used_again_is_another_process),
		model_test(a_hole_after_the_announcement_is_a_missing_beginning),
		model_test(a_session_that_begins_late_says_so_and_counts_from_there),
		model_test(a_scope_that_nobody_saw_open_is_said_to_be_of_unknown_age),
		model_test(a_stack_that_is_missing_leaves_its_innermost_address),
		model_test(a_program_that_another_executes_has_stacks_of_its_own),
		model_test(one_pid_in_two_namespaces_at_a_time_is_two_processes),
		model_test(two_isolates_that_take_turns_at_an_address_are_told_apart),
		model_test(an_isolate_that_is_announced_again_is_the_same),
		model_test(the_same_pid_on_another_host_is_another_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
