/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"

static void send(struct test_isolate *isolate, enum v8scope_event_type type)
{
	struct v8scope_event event = {.type = type};

	test_send(isolate, &event);
}

static void escape_into(struct test_isolate *isolate, uint64_t scope_id)
{
	struct v8scope_event event = {.type = V8SCOPE_EVENT_HANDLE_ESCAPE};

	event.u.handle_escape.scope_id = 99;
	event.u.handle_escape.to_scope_id = scope_id;
	test_send(isolate, &event);
}

static void tell_cost(struct test_isolate *isolate, uint64_t picoseconds)
{
	struct v8scope_event event = {.type = V8SCOPE_EVENT_SCOPE_COST};

	event.u.scope_cost.picoseconds = picoseconds;
	test_send(isolate, &event);
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

/* A leak of 3 handles a turn, and the report of it. */
static const struct v8scope_holder *leak(struct fixture *fixture, struct test_scope *outer)
{
	struct test_isolate *isolate = &fixture->isolate;

	for (int i = 0; i < 5; i++) {
		test_loop(isolate, outer, 1000, 3, 100);
		test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	}
	return test_find_scope(report_of(fixture), 1);
}

static void assert_known(struct v8scope_optional fact, int64_t value)
{
	assert_true(fact.known);
	assert_int_equal(fact.value, value);
}

static void what_was_not_recorded_is_not_known(void **state)
{
	struct fixture *fixture = *state;
	const struct v8scope_holder *holder = leak(fixture, start(&fixture->isolate));

	assert_false(holder->fix.scope_cost_ps.known);
	assert_false(holder->fix.escaped.known);
	assert_false(holder->fix.promises_outlasting.known);
	assert_known(holder->fix.checkpoints, 5000);
	assert_known(holder->fix.globals_created, 0);
	assert_false(holder->fix.created.known);
}

static void a_scopes_cost_is_the_measured_one(void **state)
{
	struct fixture *fixture = *state;

	tell_cost(&fixture->isolate, 7250);
	assert_known(leak(fixture, start(&fixture->isolate))->fix.scope_cost_ps, 7250);
}

static void values_escaped_into_the_scope_are_counted(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = start(isolate);

	send(isolate, V8SCOPE_EVENT_HANDLE_SCOPE_OPEN);
	escape_into(isolate, 1);
	escape_into(isolate, 1);
	escape_into(isolate, 7);
	assert_known(leak(fixture, outer)->fix.escaped, 2);
}

/* The first is settled in its checkpoint, the second in the next, the third never. */
static void promises_that_outlast_a_checkpoint_are_counted(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = start(isolate);

	for (uint64_t i = 0; i < 3; i++) {
		test_promise_create(isolate, 10 + i, 1);
	}
	test_promise_settle(isolate, 10, 1);
	send(isolate, V8SCOPE_EVENT_MICROTASK_CHECKPOINT_END);
	test_promise_settle(isolate, 11, 1);
	send(isolate, V8SCOPE_EVENT_MICROTASK_CHECKPOINT_END);
	assert_known(leak(fixture, outer)->fix.promises_outlasting, 2);
}

static void lost_events_leave_no_counts_of_them(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = start(isolate);
	const struct v8scope_holder *holder;

	send(isolate, V8SCOPE_EVENT_HANDLE_SCOPE_OPEN);
	test_promise_create(isolate, 10, 1);
	send(isolate, V8SCOPE_EVENT_MICROTASK_CHECKPOINT_END);
	v8scope_model_handle_discarded(fixture->trace.model, 3);
	holder = leak(fixture, outer);
	assert_false(holder->fix.escaped.known);
	assert_false(holder->fix.promises_outlasting.known);
	assert_int_equal(holder->promise_curve.cell_count, 0);
}

static void a_place_that_creates_globals_has_its_balance(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = start(isolate);
	struct test_global *global = test_global(isolate, V8SCOPE_GLOBAL_KIND_GLOBAL, 6);
	const struct v8scope_holder *holder;
	const uint64_t *cells;

	for (int i = 1; i <= 4; i++) {
		test_loop(isolate, NULL, 1000, 0, 100);
		global->live += 1000;
		global->weak = i == 2 ? 5 : 1;
		test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	}
	assert_known(leak(fixture, outer)->fix.globals_created, 4001);
	holder = test_find_kind(report_of(fixture), V8SCOPE_HOLDER_KIND_GLOBAL);
	assert_known(holder->fix.created, 4001);
	assert_known(holder->fix.weak, 1);
	assert_known(holder->fix.most_weak, 5);
	assert_int_equal(holder->balance.cell_count, 9 * V8SCOPE_CURVE_COLUMNS);
	cells = holder->balance.cells + 1 * V8SCOPE_CURVE_COLUMNS;
	assert_int_equal(cells[1], 2000);
	assert_int_equal(cells[2], 5);
	assert_int_equal(cells[3], 2005);
	assert_true(cells[0] > holder->balance.cells[0]);
	assert_true(holder->began_after_ns.value < (int64_t)holder->balance.cells[0]);
	assert_int_equal(holder->began_before_ns.value, holder->balance.cells[0]);
}

static void promises_have_a_curve(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	const struct v8scope_report_isolate *report;
	const uint64_t *cells;

	start(isolate);
	for (uint64_t i = 1; i <= 300; i++) {
		test_promise_create(isolate, i, 1);
		test_promise_sample(isolate, i, 1, 4);
		test_promise_settle(isolate, i, 1);
		if (i % 3 == 0) {
			test_promise_collect(isolate, i);
		}
		if (i == 299) {
			test_gc_end(isolate, V8SCOPE_GC_TYPE_SCAVENGE, V8SCOPE_CAUSE_HOST);
		} else {
			test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
		}
	}
	report = report_of(fixture);
	assert_in_range(report->promise_curve.cell_count, 4 * 60, 4 * V8SCOPE_MAX_CURVE_ROWS);
	cells = report->promise_curve.cells + report->promise_curve.cell_count - 4;
	assert_int_equal(cells[1], 300);
	assert_int_equal(cells[2], 300);
	assert_int_equal(cells[3], 800); /* 200 that are alive, each for four */
	assert_int_equal(test_find_scope(report, 1)->promise_curve.cell_count,
		report->promise_curve.cell_count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		model_test(what_was_not_recorded_is_not_known),
		model_test(a_scopes_cost_is_the_measured_one),
		model_test(values_escaped_into_the_scope_are_counted),
		model_test(promises_that_outlast_a_checkpoint_are_counted),
		model_test(lost_events_leave_no_counts_of_them),
		model_test(a_place_that_creates_globals_has_its_balance),
		model_test(promises_have_a_curve),
	};

	return cmocka_run_group_tests_name("fix facts", tests, NULL, NULL);
}
