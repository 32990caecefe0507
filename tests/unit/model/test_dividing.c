/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"

static void near(int64_t value, int64_t expected)
{
	int64_t margin = expected / 50;

	assert_in_range(value, expected - margin, expected + margin);
}

static void scopes_at_different_rates_are_told_apart(void **state)
{
	static const uint64_t first_rates[] = {1000, 4000, 500, 3000};
	static const uint64_t second_rates[] = {500, 200, 2500, 3000};
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *first = test_open(isolate, 1, 5);
	struct test_scope *second = test_open(isolate, 2, 6);
	const struct v8scope_report_isolate *report;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	for (size_t i = 0; i < 4; i++) {
		test_loop(isolate, NULL, 1000, 0, 20);
		first->handles += first_rates[i];
		second->handles += second_rates[i];
		isolate->used += first_rates[i] * 100 + second_rates[i] * 400;
		test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
	}

	report = report_of(fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_LEAK);
	near(test_find_scope(report, 1)->growth_bytes.value, 8500 * 100);
	near(test_find_scope(report, 2)->growth_bytes.value, 6200 * 400);
	near(test_find_kind(report, V8SCOPE_HOLDER_KIND_JAVASCRIPT)->growth_bytes.value, 80000);
	assert_int_equal(test_first_holder(report)->scope_id, 2);
}

static void loop_in_step(
	struct fixture *fixture, struct test_scope *first, struct test_scope *second)
{
	struct test_isolate *isolate = &fixture->isolate;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	for (int i = 0; i < 4; i++) {
		test_loop(isolate, first, 1000, 2, 300);
		second->handles += 1000;
		test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
	}
}

static void scopes_in_step_are_not_divided_by_a_guess(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *first = test_open(isolate, 1, 5);
	struct test_scope *second = test_open(isolate, 2, 6);
	const struct v8scope_report_isolate *report;

	loop_in_step(fixture, first, second);
	report = report_of(fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_LEAK);
	assert_non_null(strstr(report->reason, "in step"));
	assert_int_equal(test_first_holder(report)->scope_id, 1);
	assert_false(test_find_scope(report, 1)->growth_bytes.known);
	assert_false(test_find_scope(report, 2)->growth_bytes.known);
	assert_int_equal(test_find_scope(report, 2)->growth_low.value, 0);
	assert_int_equal(test_find_scope(report, 2)->growth_high.value, 1200000);
	assert_true(test_find_scope(report, 1)->share == 0);
}

static void sampled_types_divide_what_grew_in_step(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *first = test_open(isolate, 1, 5);
	struct test_scope *second = test_open(isolate, 2, 6);
	const struct v8scope_report_isolate *report;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, first, 10000, 1, 400);
	second->handles = 10000;
	first->typed_slots = second->typed_slots = 10000;
	first->objects = second->objects = 10000;
	first->shallow_bytes = 10000 * 20;
	second->shallow_bytes = 10000 * 60;
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);

	report = report_of(fixture);
	assert_int_equal(test_find_scope(report, 1)->growth_bytes.value, 1000000);
	assert_int_equal(test_find_scope(report, 2)->growth_bytes.value, 3000000);
	assert_int_equal(test_find_scope(report, 2)->growth_low.value, 600000);
}

static void scope_with_a_hundredth_of_the_handles_is_a_bystander(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *first = test_open(isolate, 1, 5);
	struct test_scope *second = test_open(isolate, 2, 6);
	const struct v8scope_report_isolate *report;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, first, 100000, 19, 300);
	second->handles = 1500;
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);

	report = report_of(fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_LEAK);
	assert_true(test_find_scope(report, 1)->share > 0.95);
	assert_false(test_find_scope(report, 2)->growth_bytes.known);
}

static void sampled_types_can_refute_a_scope(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);
	const struct v8scope_report_isolate *report;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, outer, 50000, 10, 300);
	test_full_gc(isolate, V8SCOPE_CAUSE_GROWTH);
	test_loop(isolate, outer, 50000, 10, 300);
	outer->typed_slots = outer->handles;
	outer->objects = 9;
	outer->shallow_bytes = 400;
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);

	report = report_of(fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_NOT_HANDLES);
	assert_int_equal(test_first_holder(report)->kind, V8SCOPE_HOLDER_KIND_JAVASCRIPT);
	assert_int_equal(test_find_scope(report, 1)->growth_bytes.value, 400);
	assert_int_equal(test_find_scope(report, 1)->growth_low.value, 0);
}

static void small_objects_that_keep_large_ones_do_not_refute(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, outer, 1000, 1, 100000);
	outer->typed_slots = outer->handles;
	outer->objects = outer->handles / 10;
	outer->shallow_bytes = outer->handles * 24;
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_LEAK);
}

static void growth_that_does_not_move_with_handles_is_left_to_javascript(void **state)
{
	static const uint64_t rates[] = {4000, 0, 4000, 0, 4000, 0};
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);
	struct test_global *cache = test_global(isolate, V8SCOPE_GLOBAL_KIND_GLOBAL, 8);
	const struct v8scope_report_isolate *report;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	for (size_t i = 0; i < G_N_ELEMENTS(rates); i++) {
		test_loop(isolate, NULL, 1000, 0, 500);
		outer->handles += rates[i];
		cache->live += i % 3 ? 0 : 700;
		isolate->used += rates[i] * 100;
		test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
	}

	report = report_of(fixture);
	near(test_find_scope(report, 1)->growth_bytes.value, 12000 * 100);
	near(test_find_kind(report, V8SCOPE_HOLDER_KIND_JAVASCRIPT)->growth_bytes.value, 3000000);
	near(test_find_kind(report, V8SCOPE_HOLDER_KIND_GLOBAL)->growth_bytes.value, 0);
}

static struct test_global *many_globals(
	struct test_isolate *isolate, uint64_t stack_id, uint64_t objects, uint64_t object_bytes)
{
	struct test_global *global = test_global(isolate, V8SCOPE_GLOBAL_KIND_GLOBAL, stack_id);

	global->live = 10000;
	global->objects = objects;
	global->object_bytes = object_bytes;
	return global;
}

static const struct v8scope_holder *find_site(
	const struct v8scope_report_isolate *report, uint64_t stack_id)
{
	for (guint i = 0; i < report->holders->len; i++) {
		const struct v8scope_holder *holder = g_ptr_array_index(report->holders, i);

		if (holder->kind == V8SCOPE_HOLDER_KIND_GLOBAL && holder->types->len > 0 &&
			((struct v8scope_type_share *)g_ptr_array_index(holder->types, 0))
					->shallow_bytes == stack_id) {
			return holder;
		}
	}
	return NULL;
}

/* Two places that create globals, in step: what the samples say of each divides the growth. */
static void objects_of_globals_divide_what_grew_in_step(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	const struct v8scope_report_isolate *report;
	const struct v8scope_holder *small;
	const struct v8scope_holder *large;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, NULL, 10000, 1, 400);
	many_globals(isolate, 1, 10000, 100);
	many_globals(isolate, 2, 10000, 300);
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);

	report = report_of(fixture);
	small = find_site(report, 10000 * 50);
	large = find_site(report, 10000 * 150);
	assert_int_equal(small->growth_bytes.value, 1000000);
	assert_int_equal(large->growth_bytes.value, 3000000);
	assert_int_equal(small->growth_low.value, 1000000);
	assert_in_range(large->growth_high.value, 3000000, 3000000 * 102 / 100);
	assert_false(small->separable);
}

static void globals_of_a_few_objects_hold_no_growth(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	const struct v8scope_report_isolate *report;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, NULL, 5000, 1, 400);
	test_full_gc(isolate, V8SCOPE_CAUSE_GROWTH);
	test_loop(isolate, NULL, 5000, 1, 400);
	many_globals(isolate, 1, 3, 100);
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);

	report = report_of(fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_NOT_HANDLES);
	assert_true(find_site(report, 150)->growth_bytes.value < 1000);
}

/*
 * JavaScript's own begins to grow halfway, and once it makes a leap: neither is the
 * globals'.
 */
static void growth_that_begins_later_and_leaps_is_told_from_handles(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_global *global = test_global(isolate, V8SCOPE_GLOBAL_KIND_GLOBAL, 1);
	const struct v8scope_holder *holder;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	for (int i = 0; i < 20; i++) {
		uint64_t handles = i / 3 % 2 ? 1000 : 0;

		test_loop(isolate, NULL, 1000, 1, i < 10 ? 0 : 300);
		global->live += handles;
		isolate->used += handles * 500 + (i == 15 ? 1000000 : 0);
		test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
	}

	assert_in_range(report_of(fixture)->fit.explained.value, V8SCOPE_SHARE_ONE * 99 / 100,
		V8SCOPE_SHARE_ONE);
	assert_int_equal(report_of(fixture)->fit.steps.value, 19);
	assert_int_equal(report_of(fixture)->fit.left_out.value, 1);
	holder = test_find_kind(report_of(fixture), V8SCOPE_HOLDER_KIND_GLOBAL);
	near(holder->growth_bytes.value, 9 * 1000 * 500);
	assert_true(holder->separable);
	assert_in_range(holder->growth_low.value, 4500000 * 95 / 100, 4500000);
	assert_in_range(holder->growth_high.value, 4500000, 4500000 * 105 / 100);
}

/* One that opens halfway, soon after a collection: no change of JavaScript's explains it better. */
static void a_scope_that_opens_on_the_way_keeps_what_it_gains(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *scope = NULL;
	const struct v8scope_holder *holder;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	for (uint64_t i = 0; i < 20; i++) {
		test_loop(isolate, NULL, 100, 1, 10);
		if (i == 9) {
			scope = test_open(isolate, 1, 5);
		}
		test_loop(isolate, scope, 900, scope ? 2 : 1, scope ? 800 + i % 3 * 20 : 10);
		test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
	}

	holder = test_find_scope(report_of(fixture), 1);
	assert_in_range(
		holder->growth_bytes.value, 11 * 900 * 800 * 95 / 100, 11 * 900 * 840 * 105 / 100);
}

/* A census gave most of its handles to another scope within it, which was none. */
static void a_scope_gives_up_no_handle_while_it_is_open(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *scope = test_open(isolate, 1, 5);

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	for (uint64_t i = 0; i < 20; i++) {
		test_loop(isolate, scope, i % 3 == 0 ? 1500 : 900, 2, 800);
		if (i == 12) {
			uint64_t handles = scope->handles;
			struct test_scope *remains = test_open(isolate, 2, 6);

			scope->handles = 1000;
			remains->handles = handles - 1000;
			test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
			test_close(isolate, 2);
			scope->handles = handles;
		}
		test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
	}

	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_LEAK);
	near(test_find_scope(report_of(fixture), 1)->growth_bytes.value,
		(int64_t)(7 * 1500 + 13 * 900) * 800);
}

/* Batches that are released again and again are no leaps to leave out. */
static void what_is_released_again_and_again_is_not_javascripts_growth(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	const struct v8scope_holder *javascript;
	struct test_scope *batch = NULL;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	for (uint64_t i = 0; i < 65; i++) {
		if (i % 10 == 0) {
			isolate->used -= batch ? batch->handles * 100 : 0;
			if (batch) {
				test_close(isolate, i);
			}
			batch = test_open(isolate, i + 10, 5);
		}
		test_loop(isolate, batch, 1000, 1, 100);
		test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
	}

	assert_int_equal(report_of(fixture)->growth_bytes.value, 4 * 1000 * 100);
	javascript = test_find_kind(report_of(fixture), V8SCOPE_HOLDER_KIND_JAVASCRIPT);
	assert_true(!javascript || javascript->growth_low.value < 50000);
}

static void at_most_twenty_holders_are_listed(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct v8scope_event event = {
		.type = V8SCOPE_EVENT_CENSUS_GLOBAL,
		.u.census_global = {.census_id = 1, .live = 500},
	};

	for (uint64_t i = 1; i <= 100; i++) {
		event.u.census_global.stack_id = i;
		test_send(isolate, &event);
	}
	test_census(isolate, V8SCOPE_CAUSE_START);
	assert_int_equal(report_of(fixture)->holders->len, 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		model_test(scopes_at_different_rates_are_told_apart),
		model_test(scopes_in_step_are_not_divided_by_a_guess),
		model_test(sampled_types_divide_what_grew_in_step),
		model_test(scope_with_a_hundredth_of_the_handles_is_a_bystander),
		model_test(sampled_types_can_refute_a_scope),
		model_test(small_objects_that_keep_large_ones_do_not_refute),
		model_test(growth_that_does_not_move_with_handles_is_left_to_javascript),
		model_test(objects_of_globals_divide_what_grew_in_step),
		model_test(globals_of_a_few_objects_hold_no_growth),
		model_test(growth_that_begins_later_and_leaps_is_told_from_handles),
		model_test(what_is_released_again_and_again_is_not_javascripts_growth),
		model_test(a_scope_that_opens_on_the_way_keeps_what_it_gains),
		model_test(a_scope_gives_up_no_handle_while_it_is_open),
		model_test(at_most_twenty_holders_are_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
