/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"

static void round_of_full_gc(struct test_isolate *isolate, int64_t freed)
{
	test_gc_begin(isolate, V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT, V8SCOPE_CAUSE_START);
	isolate->used -= (uint64_t)freed;
	test_gc_end(isolate, V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT, V8SCOPE_CAUSE_START);
}

static void rounds_of_one_request_are_one_epoch(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	const struct v8scope_report_isolate *report;
	struct test_scope *outer = test_open(isolate, 1, 5);

	isolate->used = 6 * MIB;
	round_of_full_gc(isolate, MIB);
	round_of_full_gc(isolate, MIB / 2);
	round_of_full_gc(isolate, 0);
	test_census(isolate, V8SCOPE_CAUSE_GC);
	test_loop(isolate, outer, 10000, 1, 100);
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);

	report = report_of(fixture);
	assert_int_equal(report->full_gcs, 4);
	assert_int_equal(report->baseline_bytes.value, 6 * MIB - MIB - MIB / 2);
	assert_int_equal(report->growth_bytes.value, 1000000);
}

/* Bytes that the report says the heap grew by, where the last turn leaves `left`. */
static int64_t growth_with_last_turn(struct fixture *fixture, uint64_t left)
{
	struct test_isolate *isolate = &fixture->isolate;

	isolate->used = 4 * MIB;
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_checkpoints(isolate, 100);
	isolate->used = 5 * MIB;
	test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	isolate->used = left;
	test_full_gc(isolate, V8SCOPE_CAUSE_LAST_TURN);
	return report_of(fixture)->growth_bytes.value;
}

static void last_turn_shows_what_is_there_without_any_scope(void **state)
{
	assert_int_equal(growth_with_last_turn(*state, 9 * MIB), 5 * MIB);
}

/* It is full after a third of the way; the last collection finds a little code gone. */
static void noise_at_tear_down_does_not_hide_the_end(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	isolate->used = 4 * MIB;
	test_checkpoints(isolate, 1);
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_checkpoints(isolate, 1000);
	isolate->used = 5 * MIB;
	test_full_gc(isolate, V8SCOPE_CAUSE_GROWTH);
	test_checkpoints(isolate, 1000);
	isolate->used = 9 * MIB;
	test_full_gc(isolate, V8SCOPE_CAUSE_GROWTH);
	test_checkpoints(isolate, 2000);
	isolate->used -= 600;
	test_full_gc(isolate, V8SCOPE_CAUSE_LAST_TURN);

	assert_int_equal(report_of(fixture)->growth_bytes.value, 5 * MIB - 600);
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_GROWTH);
}

static void what_only_the_last_turn_held_was_there_before(void **state)
{
	assert_int_equal(growth_with_last_turn(*state, 4 * MIB), MIB);
}

static void collections_of_the_program_stay_apart(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	isolate->used -= 1000;
	test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	assert_int_equal(report_of(fixture)->growth_bytes.value, -1000);
}

static void creeping_growth_does_not_melt_into_one_epoch(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	for (int i = 0; i < 100; i++) {
		test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
		isolate->used += 10000;
	}
	assert_true(report_of(fixture)->growth_bytes.value > 900000);
}

static void warm_up_before_the_first_checkpoint_does_not_count(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	isolate->used += MIB;
	test_loop(isolate, outer, 10, 1, 0);
	test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
	test_loop(isolate, outer, 10000, 1, 100);
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);
	assert_int_equal(report_of(fixture)->growth_bytes.value, 1000000);
}

static void warm_up_right_after_the_first_checkpoint_does_not_count(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);

	test_checkpoints(isolate, 1);
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	isolate->used += MIB / 8;
	test_loop(isolate, outer, 1, 1, 0);
	test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	test_loop(isolate, outer, 10000, 1, 100);
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);
	assert_int_equal(report_of(fixture)->growth_bytes.value, 1000000);
}

static void collection_late_in_the_run_is_no_baseline(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, outer, 10000, 1, 100);
	test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	test_loop(isolate, outer, 10000, 1, 100);
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);
	assert_int_equal(report_of(fixture)->growth_bytes.value, 2000000);
}

static void a_batch_before_the_first_checkpoint_is_no_baseline(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);

	isolate->used = 9 * MIB;
	test_full_gc(isolate, V8SCOPE_CAUSE_SCOPE_CLOSE);
	isolate->used = 4 * MIB;
	test_full_gc(isolate, V8SCOPE_CAUSE_RELEASE);
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, outer, 10000, 1, 100);
	test_full_gc(isolate, V8SCOPE_CAUSE_GROWTH);
	test_loop(isolate, outer, 10000, 1, 100);
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);
	assert_int_equal(report_of(fixture)->baseline_bytes.value, 4 * MIB);
	assert_int_equal(report_of(fixture)->growth_bytes.value, 2000000);
}

static void scavenges_are_no_epochs(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	const struct v8scope_report_isolate *report;

	for (int i = 0; i < 5; i++) {
		test_gc_begin(isolate, V8SCOPE_GC_TYPE_SCAVENGE, V8SCOPE_CAUSE_HOST);
		test_gc_end(isolate, V8SCOPE_GC_TYPE_SCAVENGE, V8SCOPE_CAUSE_HOST);
		test_census(isolate, V8SCOPE_CAUSE_GC);
	}
	report = report_of(fixture);
	assert_int_equal(report->full_gcs, 0);
	assert_false(report->growth_bytes.known);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_INCONCLUSIVE);
}

static void weak_callbacks_do_not_come_between_collection_and_census(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	for (int i = 0; i < 2; i++) {
		test_gc_begin(isolate, V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT, V8SCOPE_CAUSE_HOST);
		test_gc_end(isolate, V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT, V8SCOPE_CAUSE_HOST);
		test_gc_begin(isolate, V8SCOPE_GC_TYPE_WEAK_CALLBACKS, V8SCOPE_CAUSE_HOST);
		test_gc_end(isolate, V8SCOPE_GC_TYPE_WEAK_CALLBACKS, V8SCOPE_CAUSE_HOST);
		test_census(isolate, V8SCOPE_CAUSE_GC);
	}
	assert_true(report_of(fixture)->growth_bytes.known);
}

static void without_full_collections_handles_are_still_counted(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	const struct v8scope_report_isolate *report;
	struct test_scope *outer = test_open(isolate, 1, 5);

	test_census(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, outer, 10000, 2, 100);
	test_census(isolate, V8SCOPE_CAUSE_EXIT);

	report = report_of(fixture);
	assert_int_equal(report->evidence, V8SCOPE_EVIDENCE_COUNTED);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_GROWTH);
	assert_non_null(strstr(report->reason, "--gc=ends"));
	assert_int_equal(test_find_scope(report, 1)->handle_growth.value, 20000);
	assert_false(test_find_scope(report, 1)->growth_bytes.known);
}

static void scavenges_bound_what_counted_handles_hold(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);

	for (int i = 0; i < 3; i++) {
		test_gc_end(isolate, V8SCOPE_GC_TYPE_SCAVENGE, V8SCOPE_CAUSE_HOST);
		test_census(isolate, V8SCOPE_CAUSE_GC);
		test_loop(isolate, outer, 10000, 2, 0);
	}
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_LATENT);
}

static void session_that_starts_late_counts_from_its_start(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	const struct v8scope_report_isolate *report;
	struct test_scope *outer = test_open(isolate, 1, 5);

	test_loop(isolate, outer, 50000, 2, 100);
	test_attach(isolate);
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, outer, 20000, 2, 100);
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);

	report = report_of(fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_LEAK);
	assert_int_equal(report->growth_bytes.value, 2000000);
	assert_int_equal(test_find_scope(report, 1)->handles.value, 140000);
	assert_int_equal(test_find_scope(report, 1)->handle_growth.value, 40000);
}

static void heap_limit_is_told(void **state)
{
	struct fixture *fixture = *state;
	struct v8scope_event event = {.type = V8SCOPE_EVENT_NEAR_HEAP_LIMIT};

	test_attach(&fixture->isolate);
	assert_false(report_of(fixture)->near_heap_limit);
	test_send(&fixture->isolate, &event);
	assert_true(report_of(fixture)->near_heap_limit);
	assert_int_equal(report_of(fixture)->heap_size_limit.value, 2048LL * MIB);
}

static void long_recording_keeps_its_growth(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);
	const struct v8scope_report_isolate *report;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	for (int i = 0; i < 20000; i++) {
		test_loop(isolate, outer, 100, 2, 100);
		test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
	}
	report = report_of(fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_LEAK);
	assert_int_equal(report->full_gcs, 20001);
	/* All but the thousandth that may be taken for warming up. */
	assert_in_range(report->growth_bytes.value, 199700000, 200000000);
	assert_true(test_first_holder(report)->share > 0.99);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		model_test(rounds_of_one_request_are_one_epoch),
		model_test(last_turn_shows_what_is_there_without_any_scope),
		model_test(noise_at_tear_down_does_not_hide_the_end),
		model_test(what_only_the_last_turn_held_was_there_before),
		model_test(collections_of_the_program_stay_apart),
		model_test(creeping_growth_does_not_melt_into_one_epoch),
		model_test(warm_up_before_the_first_checkpoint_does_not_count),
		model_test(warm_up_right_after_the_first_checkpoint_does_not_count),
		model_test(collection_late_in_the_run_is_no_baseline),
		model_test(a_batch_before_the_first_checkpoint_is_no_baseline),
		model_test(scavenges_are_no_epochs),
		model_test(weak_callbacks_do_not_come_between_collection_and_census),
		model_test(without_full_collections_handles_are_still_counted),
		model_test(scavenges_bound_what_counted_handles_hold),
		model_test(session_that_starts_late_counts_from_its_start),
		model_test(heap_limit_is_told),
		model_test(long_recording_keeps_its_growth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
