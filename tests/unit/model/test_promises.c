/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"

static void assert_promises(
	struct fixture *fixture, uint64_t scope_id, int64_t created, int64_t settled)
{
	const struct v8scope_holder *holder = test_find_scope(report_of(fixture), scope_id);

	assert_non_null(holder);
	assert_true(holder->promises_created.known);
	assert_int_equal(holder->promises_created.value, created);
	assert_int_equal(holder->promises_settled.value, settled);
}

static void close_scope(struct test_isolate *isolate, uint64_t scope_id)
{
	struct v8scope_event event = {
		.type = V8SCOPE_EVENT_HANDLE_SCOPE_CLOSE,
		.u.handle_scope_close.scope_id = scope_id,
	};

	test_send(isolate, &event);
}

static void promises_are_unknown_without_their_events(void **state)
{
	struct fixture *fixture = *state;

	test_open(&fixture->isolate, 1, 5);
	test_census(&fixture->isolate, V8SCOPE_CAUSE_START);
	assert_false(test_find_scope(report_of(fixture), 1)->promises_created.known);
	assert_false(test_find_scope(report_of(fixture), 1)->promises_settled.known);
}

static void promises_are_not_counted_when_events_were_lost(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_open(isolate, 1, 5);
	test_census(isolate, V8SCOPE_CAUSE_START);
	test_promise_create(isolate, 100, 1);
	v8scope_model_handle_discarded(fixture->trace.model, 3);
	assert_false(test_find_scope(report_of(fixture), 1)->promises_created.known);
	assert_false(test_find_scope(report_of(fixture), 1)->promises_settled.known);
}

static void settling_is_credited_to_the_scope_of_creation(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_open(isolate, 1, 5);
	test_open(isolate, 2, 6);
	test_census(isolate, V8SCOPE_CAUSE_START);
	test_promise_create(isolate, 100, 1);
	test_promise_create(isolate, 101, 1);
	test_promise_settle(isolate, 100, 2);
	assert_promises(fixture, 1, 2, 1);
	assert_promises(fixture, 2, 0, 0);
}

static void second_settling_of_a_promise_is_ignored(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_open(isolate, 1, 5);
	test_census(isolate, V8SCOPE_CAUSE_START);
	test_promise_create(isolate, 100, 1);
	test_promise_settle(isolate, 100, 1);
	test_promise_settle(isolate, 100, 1);
	assert_promises(fixture, 1, 1, 1);
}

static void promises_with_the_same_id_are_each_counted(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_open(isolate, 1, 5);
	test_open(isolate, 2, 6);
	test_census(isolate, V8SCOPE_CAUSE_START);
	test_promise_create(isolate, 100, 1);
	test_promise_create(isolate, 100, 2);
	test_promise_create(isolate, 100, 1);
	test_promise_settle(isolate, 100, 2);
	test_promise_settle(isolate, 100, 2);
	assert_promises(fixture, 1, 2, 1);
	assert_promises(fixture, 2, 1, 1);
	test_promise_settle(isolate, 100, 1);
	assert_promises(fixture, 1, 2, 2);
}

static void million_promises_of_colliding_ids_are_counted_exactly(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_open(isolate, 1, 5);
	for (uint64_t i = 0; i < 1000000; i += 5) {
		for (uint64_t j = 0; j < 5; j++) {
			test_promise_create(isolate, (i + j) * 7919 % 4096, 1);
		}
		for (uint64_t j = 0; j < 5; j++) {
			test_promise_settle(isolate, (i + j) * 7919 % 4096, 1);
		}
	}
	test_census(isolate, V8SCOPE_CAUSE_EXIT);
	assert_promises(fixture, 1, 1000000, 1000000);
}

static void promises_of_closed_scopes_disturb_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_open(isolate, 1, 5);
	for (uint64_t i = 0; i < 1000; i++) {
		test_promise_create(isolate, i, 10 + i);
		close_scope(isolate, 10 + i);
		test_promise_settle(isolate, i, 1);
	}
	test_census(isolate, V8SCOPE_CAUSE_EXIT);
	assert_promises(fixture, 1, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		model_test(promises_are_unknown_without_their_events),
		model_test(promises_are_not_counted_when_events_were_lost),
		model_test(settling_is_credited_to_the_scope_of_creation),
		model_test(second_settling_of_a_promise_is_ignored),
		model_test(promises_with_the_same_id_are_each_counted),
		model_test(million_promises_of_colliding_ids_are_counted_exactly),
		model_test(promises_of_closed_scopes_disturb_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
