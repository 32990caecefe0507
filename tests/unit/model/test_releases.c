/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"

#define BYTES_A_HANDLE 100
#define NOISE (20 * 1024)

/* A scope, a global and a JavaScript collection that grow in step: 10,000 turns. */
static struct test_scope *grow_in_step(struct fixture *fixture)
{
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);
	struct test_global *global = test_global(isolate, V8SCOPE_GLOBAL_KIND_GLOBAL, 8);

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	for (int i = 0; i < 5; i++) {
		test_loop(isolate, outer, 2000, 1, 3 * BYTES_A_HANDLE);
		global->live += 2000;
		test_full_gc(isolate, V8SCOPE_CAUSE_GROWTH);
	}
	test_full_gc(isolate, V8SCOPE_CAUSE_SCOPE_CLOSE);
	return outer;
}

static void close_releasing(struct fixture *fixture, uint64_t bytes)
{
	test_close(&fixture->isolate, 1);
	fixture->isolate.used -= bytes;
	test_full_gc(&fixture->isolate, V8SCOPE_CAUSE_RELEASE);
}

static void what_a_closing_scope_releases_is_its_own(void **state)
{
	struct fixture *fixture = *state;
	const int64_t own = 10000 * BYTES_A_HANDLE;
	const struct v8scope_report_isolate *report;
	const struct v8scope_holder *scope;
	const struct v8scope_holder *global;

	grow_in_step(fixture);
	close_releasing(fixture, (uint64_t)own);
	report = report_of(fixture);
	scope = test_find_scope(report, 1);
	assert_int_equal(report->growth_bytes.value, 3 * own);
	assert_int_equal(scope->growth_bytes.value, own);
	assert_in_range(scope->growth_low.value, own - 2 * NOISE, own);
	assert_in_range(scope->growth_high.value, own, own + 2 * NOISE);
	global = test_find_kind(report, V8SCOPE_HOLDER_KIND_GLOBAL);
	assert_in_range(global->growth_high.value, 2 * own, 2 * own + 2 * NOISE);
}

static void objects_that_something_else_holds_as_well_are_not_its_own(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);
	const struct v8scope_report_isolate *report;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, outer, 5000, 1, BYTES_A_HANDLE);
	test_full_gc(isolate, V8SCOPE_CAUSE_GROWTH);
	test_loop(isolate, outer, 5000, 1, BYTES_A_HANDLE);
	test_full_gc(isolate, V8SCOPE_CAUSE_SCOPE_CLOSE);
	close_releasing(fixture, 0);
	report = report_of(fixture);
	assert_int_equal(test_find_scope(report, 1)->growth_bytes.value, 0);
	assert_int_equal(test_first_holder(report)->kind, V8SCOPE_HOLDER_KIND_JAVASCRIPT);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_NOT_HANDLES);
}

static void globals_that_go_meanwhile_spoil_the_measure(void **state)
{
	struct fixture *fixture = *state;
	const struct v8scope_report_isolate *report;

	grow_in_step(fixture);
	fixture->isolate.globals[0].live = 0;
	close_releasing(fixture, 2 * 10000 * BYTES_A_HANDLE);
	report = report_of(fixture);
	assert_false(test_find_scope(report, 1)->growth_bytes.known);
}

static void another_scope_that_closes_meanwhile_spoils_the_measure(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);
	struct test_scope *inner = test_open(isolate, 2, 6);
	const struct v8scope_report_isolate *report;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, outer, 10000, 1, 2 * BYTES_A_HANDLE);
	inner->handles = outer->handles;
	test_full_gc(isolate, V8SCOPE_CAUSE_SCOPE_CLOSE);
	test_close(isolate, 2);
	close_releasing(fixture, 2 * 10000 * BYTES_A_HANDLE);
	report = report_of(fixture);
	assert_false(test_find_scope(report, 1)->growth_bytes.known);
	assert_int_equal(test_find_scope(report, 1)->growth_high.value, 2 * 10000 * BYTES_A_HANDLE);
}

/* Half of what it released was there before the baseline; `others` bytes grew meanwhile. */
static const struct v8scope_holder *release_with_half_before(
	struct fixture *fixture, int64_t own, int64_t others)
{
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);

	outer->handles = 10000;
	isolate->used += (uint64_t)own;
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, outer, 10000, 1, BYTES_A_HANDLE);
	isolate->used += (uint64_t)others;
	test_full_gc(isolate, V8SCOPE_CAUSE_SCOPE_CLOSE);
	close_releasing(fixture, 2 * (uint64_t)own);
	return test_find_scope(report_of(fixture), 1);
}

static void what_it_held_before_the_baseline_widens_the_interval(void **state)
{
	const int64_t own = 10000 * BYTES_A_HANDLE;
	const struct v8scope_holder *scope = release_with_half_before(*state, own, own);

	assert_int_equal(scope->growth_bytes.value, own);
	assert_true(scope->growth_low.value < own / 2);
	assert_in_range(scope->growth_high.value, 2 * own, 2 * own + 2 * NOISE);
}

static void where_the_releases_make_up_the_growth_the_interval_is_narrow(void **state)
{
	const int64_t own = 10000 * BYTES_A_HANDLE;
	const struct v8scope_holder *scope = release_with_half_before(*state, own, 0);

	assert_int_equal(scope->growth_bytes.value, own);
	assert_in_range(scope->growth_low.value, own - 2 * NOISE, own);
	assert_in_range(scope->growth_high.value, own, own + 2 * NOISE);
}

/* A context that 10 handles held grew as well, and went with the scope. */
static void what_goes_with_a_context_is_no_more_than_a_bound(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);
	const int64_t own = 10000 * BYTES_A_HANDLE;
	const struct v8scope_report_isolate *report;

	isolate->used = 300 * 1024;
	outer->handles = 10;
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, outer, 5000, 1, BYTES_A_HANDLE);
	test_full_gc(isolate, V8SCOPE_CAUSE_GROWTH);
	test_loop(isolate, outer, 5000, 1, BYTES_A_HANDLE);
	outer->typed_slots = outer->handles;
	outer->objects = 9;
	test_full_gc(isolate, V8SCOPE_CAUSE_SCOPE_CLOSE);
	close_releasing(fixture, (uint64_t)own + 200 * 1024);
	report = report_of(fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_NOT_HANDLES);
	assert_int_equal(test_find_scope(report, 1)->growth_high.value, own);
}

/* The scope had a handle to a context that was there before, and is there after it. */
static void a_context_from_before_the_scope_does_not_go_with_it(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	const int64_t own = 10000 * BYTES_A_HANDLE;
	struct test_scope *outer;

	isolate->used = 300 * 1024;
	isolate->in_context = V8SCOPE_KNOWN_YES;
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	isolate->in_context = V8SCOPE_KNOWN_NO;
	test_wait(isolate, 1000000);
	outer = test_open(isolate, 1, 5);
	test_loop(isolate, outer, 10000, 1, BYTES_A_HANDLE);
	outer->typed_slots = outer->handles;
	outer->objects = outer->handles;
	outer->type = "Context";
	test_full_gc(isolate, V8SCOPE_CAUSE_SCOPE_CLOSE);
	close_releasing(fixture, (uint64_t)own);
	assert_int_equal(test_find_scope(report_of(fixture), 1)->growth_bytes.value, own);
	assert_true(test_find_scope(report_of(fixture), 1)->separable);
}

static void what_is_measured_bounds_what_javascript_has(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);
	const int64_t own = 10000 * BYTES_A_HANDLE;
	const struct v8scope_holder *javascript;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, outer, 10000, 1, 3 * BYTES_A_HANDLE);
	test_full_gc(isolate, V8SCOPE_CAUSE_SCOPE_CLOSE);
	close_releasing(fixture, (uint64_t)own);
	javascript = test_find_kind(report_of(fixture), V8SCOPE_HOLDER_KIND_JAVASCRIPT);
	assert_int_equal(javascript->growth_bytes.value, 2 * own);
	assert_in_range(javascript->growth_low.value, 2 * own - 3 * NOISE, 2 * own);
	assert_in_range(javascript->growth_high.value, 2 * own, 2 * own + 3 * NOISE);
}

/*
 * Its handles all refer to one string, but for one to a Map that grows: what goes with
 * the scope did not come with the handles.
 */
static void what_few_handles_released_is_not_the_piles(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);
	const int64_t own = 10000 * BYTES_A_HANDLE;
	const struct v8scope_report_isolate *report;

	outer->handles = 10;
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, outer, 5000, 1, BYTES_A_HANDLE);
	test_full_gc(isolate, V8SCOPE_CAUSE_GROWTH);
	test_loop(isolate, outer, 5000, 1, BYTES_A_HANDLE);
	outer->typed_slots = outer->handles;
	outer->objects = 2;
	outer->shallow_bytes = 64;
	test_full_gc(isolate, V8SCOPE_CAUSE_SCOPE_CLOSE);
	close_releasing(fixture, (uint64_t)own / 2);
	report = report_of(fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_NOT_HANDLES);
	assert_int_equal(test_find_scope(report, 1)->growth_bytes.value, 64);
	assert_in_range(
		test_find_scope(report, 1)->growth_high.value, own / 2, own / 2 + 2 * NOISE);
	assert_int_equal(test_first_holder(report)->kind, V8SCOPE_HOLDER_KIND_JAVASCRIPT);
	assert_int_equal(test_first_holder(report)->growth_bytes.value, own - 64);
}

/* Two nested scopes pile up until they close, the inner one first. */
static void scopes_that_close_one_after_the_other_are_each_measured(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);
	struct test_scope *inner = test_open(isolate, 2, 6);
	const struct v8scope_report_isolate *report;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, outer, 30000, 1, BYTES_A_HANDLE + 50);
	inner->handles = 10000;
	test_full_gc(isolate, V8SCOPE_CAUSE_SCOPE_CLOSE);
	test_close(isolate, 2);
	isolate->used -= 30000 * 50;
	test_full_gc(isolate, V8SCOPE_CAUSE_RELEASE);
	test_full_gc(isolate, V8SCOPE_CAUSE_SCOPE_CLOSE);
	close_releasing(fixture, 30000 * BYTES_A_HANDLE);
	report = report_of(fixture);
	assert_int_equal(report->growth_bytes.value, 30000 * (BYTES_A_HANDLE + 50));
	assert_int_equal(test_find_scope(report, 1)->growth_bytes.value, 30000 * BYTES_A_HANDLE);
	assert_int_equal(test_find_scope(report, 2)->growth_bytes.value, 30000 * 50);
}

/* One scope gathers and is gone before the next one begins. */
static void what_another_scope_held_meanwhile_does_not_blur_the_growth(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *first = test_open(isolate, 1, 5);
	struct test_scope *second;
	const int64_t own = 20000 * BYTES_A_HANDLE;
	const struct v8scope_holder *scope;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, first, 10000, 1, BYTES_A_HANDLE);
	test_full_gc(isolate, V8SCOPE_CAUSE_SCOPE_CLOSE);
	close_releasing(fixture, (uint64_t)own / 2);
	second = test_open(isolate, 2, 6);
	test_loop(isolate, second, 10000, 1, BYTES_A_HANDLE);
	test_full_gc(isolate, V8SCOPE_CAUSE_GROWTH);
	test_loop(isolate, second, 10000, 1, BYTES_A_HANDLE);
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);
	scope = test_find_scope(report_of(fixture), 2);
	assert_in_range(scope->growth_bytes.value, own - NOISE, own);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		model_test(what_a_closing_scope_releases_is_its_own),
		model_test(objects_that_something_else_holds_as_well_are_not_its_own),
		model_test(globals_that_go_meanwhile_spoil_the_measure),
		model_test(another_scope_that_closes_meanwhile_spoils_the_measure),
		model_test(what_it_held_before_the_baseline_widens_the_interval),
		model_test(where_the_releases_make_up_the_growth_the_interval_is_narrow),
		model_test(what_goes_with_a_context_is_no_more_than_a_bound),
		model_test(a_context_from_before_the_scope_does_not_go_with_it),
		model_test(what_is_measured_bounds_what_javascript_has),
		model_test(what_few_handles_released_is_not_the_piles),
		model_test(scopes_that_close_one_after_the_other_are_each_measured),
		model_test(what_another_scope_held_meanwhile_does_not_blur_the_growth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
