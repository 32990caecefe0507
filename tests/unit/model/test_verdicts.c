/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"

static void one_scope_around_an_async_loop_leaks(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	const struct v8scope_report_isolate *report;
	const struct v8scope_holder *holder;
	struct test_scope *outer;

	test_attach(isolate);
	test_stack(isolate, 5, 0xa000);
	outer = test_open(isolate, 1, 5);
	test_checkpoints(isolate, 1);
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, outer, 100000, 19, 300);
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);

	report = report_of(fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_LEAK);
	assert_int_equal(report->evidence, V8SCOPE_EVIDENCE_ESTIMATED);
	assert_int_equal(report->growth_bytes.value, 100000 * 300);
	assert_int_equal(report->baseline_bytes.value, 4 * MIB);
	assert_int_equal(report->assessed_checkpoints.value, 100000);
	assert_true(report->assessed_ns.known && report->assessed_ns.value > 0);
	assert_int_equal(report->full_gcs, 2);
	assert_int_equal(report->handles.value, 1900000);
	assert_string_equal(report->v8_version, "10.2.154.26");
	holder = test_first_holder(report);
	assert_int_equal(holder->kind, V8SCOPE_HOLDER_KIND_HANDLE_SCOPE);
	assert_int_equal(holder->scope_id, 1);
	assert_true(holder->live);
	assert_int_equal(holder->handles.value, 1900000);
	assert_int_equal(holder->handle_growth.value, 1900000);
	assert_int_equal(holder->growth_bytes.value, 100000 * 300);
	assert_true(holder->share > 0.95);
	assert_int_equal(holder->checkpoints.value, 100001);
	assert_int_equal(holder->ip_count, 3);
	assert_int_equal(holder->ips[0], 0xa000);
	assert_int_equal(holder->frame_count, 3);
	assert_non_null(strstr(holder->advice, "19.0 handles per microtask checkpoint"));
}

static void opening_time_is_on_the_clock_of_the_events(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	int64_t opened_ns = fixture->trace.clock_ns + CLOCK_OFFSET;

	test_open(isolate, 1, 5);
	test_wait(isolate, SECOND);
	test_census(isolate, V8SCOPE_CAUSE_START);
	assert_int_equal(test_find_scope(report_of(fixture), 1)->opened_at_ns.value, opened_ns);
}

static void scope_in_each_iteration_is_ok(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer;

	test_attach(isolate);
	outer = test_open(isolate, 1, 5);
	outer->handles = 4;
	for (uint64_t i = 0; i < 5; i++) {
		struct test_scope *inner = test_open(isolate, 10 + i, 6);

		inner->handles = 19;
		test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
		test_close(isolate, 10 + i);
		test_loop(isolate, outer, 1000, 0, 0);
		isolate->used += i % 2 ? 900 : -400;
	}
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);

	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_OK);
	assert_non_null(test_find_scope(report_of(fixture), 1));
	assert_null(test_find_scope(report_of(fixture), 10));
}

static void handles_that_keep_nothing_are_latent(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	const struct v8scope_report_isolate *report;
	struct test_scope *outer;

	test_attach(isolate);
	outer = test_open(isolate, 1, 5);
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, outer, 100000, 19, 0);
	isolate->used += 90 * 1024;
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);

	report = report_of(fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_LATENT);
	assert_int_equal(test_find_scope(report, 1)->growth_bytes.value, 0);
	assert_int_equal(test_find_scope(report, 1)->handle_growth.value, 1900000);
}

static void heap_that_shrinks_under_piling_handles_is_latent(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	const struct v8scope_report_isolate *report;
	struct test_scope *outer = test_open(isolate, 1, 5);

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, outer, 10000, 1, 0);
	isolate->used -= MIB;
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);

	report = report_of(fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_LATENT);
	assert_int_equal(report->growth_bytes.value, -MIB);
	assert_true(test_find_scope(report, 1)->share == 0);
}

static void globals_of_one_place_leak(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_global *global;
	const struct v8scope_report_isolate *report;
	const struct v8scope_holder *holder;

	test_attach(isolate);
	test_stack(isolate, 9, 0xb000);
	global = test_global(isolate, V8SCOPE_GLOBAL_KIND_GLOBAL, 9);
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	for (int i = 0; i < 3; i++) {
		test_loop(isolate, NULL, 1000, 0, 200);
		global->live += 1000;
		test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
	}

	report = report_of(fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_LEAK);
	holder = test_first_holder(report);
	assert_int_equal(holder->kind, V8SCOPE_HOLDER_KIND_GLOBAL);
	assert_int_equal(holder->handles.value, 3000);
	assert_int_equal(holder->ips[0], 0xb000);
	assert_true(holder->live);
	assert_non_null(strstr(holder->advice, "Reset"));
}

static void references_and_deferreds_are_named_as_such(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_global(isolate, V8SCOPE_GLOBAL_KIND_NAPI_REF, 9)->live = 5000;
	test_global(isolate, V8SCOPE_GLOBAL_KIND_NAPI_DEFERRED, 9)->live = 7000;
	test_loop(isolate, NULL, 5000, 0, 100);
	test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);

	assert_int_equal(
		test_find_kind(report_of(fixture), V8SCOPE_HOLDER_KIND_NAPI_REF)->handles.value,
		5000);
	assert_int_equal(test_find_kind(report_of(fixture), V8SCOPE_HOLDER_KIND_NAPI_DEFERRED)
				 ->handles.value,
		7000);
}

static void weak_globals_hold_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_global(isolate, V8SCOPE_GLOBAL_KIND_GLOBAL, 9)->weak = 50000;
	test_loop(isolate, NULL, 2500, 0, 200);
	test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
	test_loop(isolate, NULL, 2500, 0, 200);
	test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);

	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_NOT_HANDLES);
	assert_null(test_find_kind(report_of(fixture), V8SCOPE_HOLDER_KIND_GLOBAL));
}

static void globals_that_were_looked_at_twice_may_be_a_full_cache(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_global *global = test_global(isolate, V8SCOPE_GLOBAL_KIND_GLOBAL, 9);

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, NULL, 5000, 0, 200);
	global->live = 5000;
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);

	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_GROWTH);
	assert_non_null(strstr(report_of(fixture)->reason, "too few collections"));
}

/* So many turns, a global in each of the first, and a minor collection now and then. */
static void make_globals(struct test_isolate *isolate, uint64_t turns, uint64_t first)
{
	struct test_global *global = test_global(isolate, V8SCOPE_GLOBAL_KIND_GLOBAL, 9);

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	for (uint64_t i = 0; i < turns; i += 100) {
		test_loop(isolate, NULL, 100, 0, i < first ? 200 : 0);
		global->live += i < first ? 100 : 0;
		test_gc_end(isolate, V8SCOPE_GC_TYPE_SCAVENGE, V8SCOPE_CAUSE_HOST);
	}
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);
}

static void minor_collections_tell_that_globals_keep_coming(void **state)
{
	struct fixture *fixture = *state;

	make_globals(&fixture->isolate, 8000, 8000);
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_LEAK);
}

static void minor_collections_tell_that_a_cache_of_globals_is_full(void **state)
{
	struct fixture *fixture = *state;

	make_globals(&fixture->isolate, 8000, 2000);
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_GROWTH);
	assert_non_null(strstr(report_of(fixture)->reason, "no longer pile up"));
}

/*
 * Without checkpoints, time tells how handles came. Of many handles a census takes longer than
 * what the program does between two of them: that is no time in which none came.
 */
static void time_of_censuses_is_not_the_programs(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *scope = test_open(isolate, 1, 7);

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	for (int i = 0; i < 10; i++) {
		test_wait(isolate, SECOND / 20);
		scope->handles += 1000;
		isolate->used += MIB;
		test_gc_begin(isolate, V8SCOPE_GC_TYPE_SCAVENGE, V8SCOPE_CAUSE_HOST);
		test_gc_end(isolate, V8SCOPE_GC_TYPE_SCAVENGE, V8SCOPE_CAUSE_HOST);
		test_slow_census(isolate, V8SCOPE_CAUSE_GC, i < 9 ? 0 : SECOND / 2);
	}
	test_gc_begin(isolate, V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT, V8SCOPE_CAUSE_GROWTH);
	test_gc_end(isolate, V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT, V8SCOPE_CAUSE_GROWTH);
	test_slow_census(isolate, V8SCOPE_CAUSE_GROWTH, SECOND);
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);

	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_LEAK);
}

static void javascript_that_was_looked_at_twice_may_be_bounded(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, NULL, 5000, 0, 200);
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);

	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_GROWTH);
	assert_non_null(strstr(report_of(fixture)->reason, "too few collections"));
}

static void three_turns_do_not_tell_what_a_fourth_would_do(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);

	for (int i = 0; i < 3; i++) {
		outer->handles += 10000;
		isolate->used += 4 * MIB;
		test_checkpoints(isolate, 1);
		test_full_gc(isolate, i > 0 ? V8SCOPE_CAUSE_INTERVAL : V8SCOPE_CAUSE_START);
	}

	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_GROWTH);
}

static void cache_of_globals_that_is_full_is_growth(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_global *global = test_global(isolate, V8SCOPE_GLOBAL_KIND_GLOBAL, 9);

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	for (int i = 0; i < 6; i++) {
		test_loop(isolate, NULL, 1000, 0, i == 0 ? 300 : 0);
		global->live = 1000;
		test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
	}
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_GROWTH);
}

static void growth_without_handles_is_not_of_handles(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	const struct v8scope_report_isolate *report;
	struct test_scope *outer = test_open(isolate, 1, 5);

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	for (int i = 0; i < 4; i++) {
		test_loop(isolate, outer, 1000, 0, 1000);
		test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
	}

	report = report_of(fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_NOT_HANDLES);
	assert_int_equal(test_first_holder(report)->kind, V8SCOPE_HOLDER_KIND_JAVASCRIPT);
	assert_int_equal(test_first_holder(report)->growth_bytes.value, 4000000);
	assert_false(test_first_holder(report)->handles.known);
}

/* A program that loads something and ends. */
static void growth_of_one_moment_is_not_called_steady(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	const struct v8scope_report_isolate *report;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	isolate->used += 1000000;
	test_checkpoints(isolate, 3);
	test_wait(isolate, SECOND);
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);

	report = report_of(fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_GROWTH);
	assert_int_equal(test_first_holder(report)->kind, V8SCOPE_HOLDER_KIND_JAVASCRIPT);
}

static void warm_up_that_ends_is_growth(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	for (int i = 0; i < 6; i++) {
		test_loop(isolate, NULL, 1000, 0, i == 0 ? 2000 : 0);
		test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
	}
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_GROWTH);
}

static void growth_over_too_short_a_time_is_no_leak(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, outer, 3, 1000, 100000);
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_GROWTH);
}

static void handles_in_no_known_scope_are_unexplained(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	const struct v8scope_report_isolate *report;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, NULL, 5000, 0, 100);
	isolate->unaccounted = 5000;
	test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);

	report = report_of(fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_GROWTH);
	assert_int_equal(report->unaccounted.value, 5000);
	assert_int_equal(test_first_holder(report)->kind, V8SCOPE_HOLDER_KIND_UNEXPLAINED);
}

static void sampled_types_come_with_most_slots_first(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);
	struct v8scope_event event = {
		.type = V8SCOPE_EVENT_CENSUS_TYPE,
		.u.census_type = {.census_id = 1,
			.scope_id = 1,
			.sampled = {.type = "String", .slots = 3}},
	};
	const struct v8scope_holder *holder;

	outer->typed_slots = 7;
	outer->shallow_bytes = 280;
	test_send(isolate, &event);
	test_census(isolate, V8SCOPE_CAUSE_START);

	holder = test_find_scope(report_of(fixture), 1);
	assert_int_equal(holder->types->len, 2);
	assert_string_equal(
		((struct v8scope_type_share *)g_ptr_array_index(holder->types, 0))->type,
		"Promise");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		model_test(one_scope_around_an_async_loop_leaks),
		model_test(opening_time_is_on_the_clock_of_the_events),
		model_test(scope_in_each_iteration_is_ok),
		model_test(handles_that_keep_nothing_are_latent),
		model_test(heap_that_shrinks_under_piling_handles_is_latent),
		model_test(globals_of_one_place_leak),
		model_test(references_and_deferreds_are_named_as_such),
		model_test(weak_globals_hold_nothing),
		model_test(globals_that_were_looked_at_twice_may_be_a_full_cache),
		model_test(minor_collections_tell_that_globals_keep_coming),
		model_test(minor_collections_tell_that_a_cache_of_globals_is_full),
		model_test(time_of_censuses_is_not_the_programs),
		model_test(javascript_that_was_looked_at_twice_may_be_bounded),
		model_test(three_turns_do_not_tell_what_a_fourth_would_do),
		model_test(cache_of_globals_that_is_full_is_growth),
		model_test(growth_without_handles_is_not_of_handles),
		model_test(growth_of_one_moment_is_not_called_steady),
		model_test(warm_up_that_ends_is_growth),
		model_test(growth_over_too_short_a_time_is_no_leak),
		model_test(handles_in_no_known_scope_are_unexplained),
		model_test(sampled_types_come_with_most_slots_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
