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
	assert_true(holder->promises.created.known);
	assert_int_equal(holder->promises.created.value, created);
	assert_int_equal(holder->promises.settled.value, settled);
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
	assert_false(test_find_scope(report_of(fixture), 1)->promises.created.known);
	assert_false(test_find_scope(report_of(fixture), 1)->promises.settled.known);
}

static void promises_are_not_counted_when_events_were_lost(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_open(isolate, 1, 5);
	test_census(isolate, V8SCOPE_CAUSE_START);
	test_promise_create(isolate, 100, 1);
	v8scope_model_handle_discarded(fixture->trace.model, 3);
	assert_false(test_find_scope(report_of(fixture), 1)->promises.created.known);
	assert_false(test_find_scope(report_of(fixture), 1)->promises.settled.known);
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

static void assert_alive(
	const struct v8scope_promise_facts *facts, double alive, double low, double high)
{
	assert_true(facts->alive.known && facts->alive_low.known && facts->alive_high.known);
	assert_float_equal((double)facts->alive.value / V8SCOPE_SHARE_ONE, alive, 0.0005);
	assert_float_equal((double)facts->alive_low.value / V8SCOPE_SHARE_ONE, low, 0.0005);
	assert_float_equal((double)facts->alive_high.value / V8SCOPE_SHARE_ONE, high, 0.0005);
}

static const struct v8scope_promise_facts *facts_of(struct fixture *fixture, uint64_t scope_id)
{
	return &test_find_scope(report_of(fixture), scope_id)->promises;
}

static void nobody_is_alive_or_dead_before_a_full_collection(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_open(isolate, 1, 5);
	test_promise_create(isolate, 100, 1);
	test_promise_sample(isolate, 1, 1, 1);
	test_census(isolate, V8SCOPE_CAUSE_START);
	assert_false(facts_of(fixture, 1)->alive.known);
	test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	assert_alive(facts_of(fixture, 1), 1, 1, 1);
}

static void each_scope_has_survivors_of_its_own(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_open(isolate, 1, 5);
	test_open(isolate, 2, 6);
	for (uint64_t i = 1; i <= 100; i++) {
		test_promise_create(isolate, i, 1 + i % 2);
		test_promise_sample(isolate, i, 1 + i % 2, 1);
	}
	for (uint64_t i = 1; i <= 100; i += 4) {
		test_promise_collect(isolate, i);
	}
	test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	assert_alive(facts_of(fixture, 1), 1, 1, 1);
	assert_alive(facts_of(fixture, 2), 0.5, 0.5, 0.5);
	assert_int_equal(facts_of(fixture, 2)->sampled.value, 50);
	assert_alive(&report_of(fixture)->promises, 0.75, 0.75, 0.75);
}

/* Wilson's interval of 50 in 100: 40.4 % to 59.6 %; of 100 in 100: from 96.3 %. */
static void sampling_error_is_told(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_open(isolate, 1, 5);
	for (uint64_t i = 1; i <= 100; i++) {
		test_promise_create(isolate, i, 1);
		test_promise_sample(isolate, i, 1, 16);
	}
	test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	assert_alive(facts_of(fixture, 1), 1, 0.963, 1);
	for (uint64_t i = 1; i <= 50; i++) {
		test_promise_collect(isolate, i);
	}
	test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	assert_alive(facts_of(fixture, 1), 0.5, 0.404, 0.596);
}

/* 100 that stand for one each and die, 100 that stand for three and live. */
static void samples_count_for_as_many_as_they_stand_for(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	const struct v8scope_promise_facts *facts;

	test_open(isolate, 1, 5);
	for (uint64_t i = 1; i <= 200; i++) {
		test_promise_create(isolate, i, 1);
		test_promise_sample(isolate, i, 1, i <= 100 ? 1 : 3);
	}
	for (uint64_t i = 1; i <= 100; i++) {
		test_promise_collect(isolate, i);
	}
	test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	facts = facts_of(fixture, 1);
	assert_int_equal(facts->alive.value, 750000);
	/* As wide as 400 * 400 / (100 + 900) = 160 of one weight make it. */
	assert_alive(facts, 0.75, 0.6776, 0.8108);
}

/* The true share is in the 95 % interval of nearly all of these programs. */
static void the_interval_holds_the_truth(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	GRand *random = g_rand_new_with_seed(7);
	uint64_t sample_id = 0;
	int inside = 0;

	for (uint64_t scope_id = 1; scope_id <= 200; scope_id++) {
		const struct v8scope_promise_facts *facts;
		double kept = (double)(scope_id % 11) / 10;
		double all = 0, alive = 0;

		test_open(isolate, scope_id, 5);
		for (int i = 0; i < 4000; i++) {
			uint32_t one_in = i < 100 ? 1 : i < 1500 ? 16 : 32;
			bool lives = g_rand_double(random) < kept;

			all++;
			alive += lives;
			if (g_rand_int_range(random, 0, (gint32)one_in) != 0) {
				continue;
			}
			test_promise_sample(isolate, ++sample_id, scope_id, one_in);
			if (!lives) {
				test_promise_collect(isolate, sample_id);
			}
		}
		test_promise_create(isolate, scope_id, scope_id);
		test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
		facts = facts_of(fixture, scope_id);
		inside += (double)facts->alive_low.value <= alive / all * V8SCOPE_SHARE_ONE + 1 &&
			  (double)facts->alive_high.value >= alive / all * V8SCOPE_SHARE_ONE - 1;
		test_close(isolate, scope_id);
	}
	g_rand_free(random);
	assert_in_range(inside, 185, 200);
}

static void what_a_scope_held_when_it_was_open_counts(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *scope = test_open(isolate, 1, 5);

	scope->handles = 5000;
	for (uint64_t i = 1; i <= 10; i++) {
		test_promise_create(isolate, i, 1);
		test_promise_sample(isolate, i, 1, 1);
	}
	test_full_gc(isolate, V8SCOPE_CAUSE_SCOPE_CLOSE);
	close_scope(isolate, 1);
	test_close(isolate, 1);
	for (uint64_t i = 1; i <= 10; i++) {
		test_promise_collect(isolate, i);
	}
	test_full_gc(isolate, V8SCOPE_CAUSE_RELEASE);
	assert_alive(facts_of(fixture, 1), 1, 1, 1);
}

static void a_sample_dies_once(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_open(isolate, 1, 5);
	test_promise_create(isolate, 7, 1);
	test_promise_sample(isolate, 1, 1, 1);
	test_promise_sample(isolate, 2, 1, 1);
	test_promise_collect(isolate, 1);
	test_promise_collect(isolate, 1);
	test_promise_collect(isolate, 99);
	/* As a trace from before samples had ids reads. */
	test_promise_collect(isolate, 0);
	test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	assert_alive(facts_of(fixture, 1), 0.5, 0.5, 0.5);
}

static void survivors_are_unknown_when_events_were_lost(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_open(isolate, 1, 5);
	test_promise_create(isolate, 7, 1);
	test_promise_sample(isolate, 1, 1, 1);
	test_promise_settle(isolate, 7, 1);
	test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	assert_true(facts_of(fixture, 1)->alive.known);
	assert_int_equal(facts_of(fixture, 1)->latency_count > 0, true);
	v8scope_model_handle_discarded(fixture->trace.model, 0);
	assert_false(facts_of(fixture, 1)->alive.known);
	assert_false(facts_of(fixture, 1)->unsettled.known);
	assert_int_equal(facts_of(fixture, 1)->latency_count, 0);
	assert_false(report_of(fixture)->promises.created.known);
	assert_false(report_of(fixture)->promises.alive.known);
}

static void promises_that_nobody_settles_are_counted(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_open(isolate, 1, 5);
	test_census(isolate, V8SCOPE_CAUSE_START);
	for (uint64_t i = 0; i < 10; i++) {
		test_promise_create(isolate, i, 1);
	}
	for (uint64_t i = 0; i < 7; i++) {
		test_promise_settle(isolate, i, 1);
	}
	assert_int_equal(facts_of(fixture, 1)->unsettled.value, 3);
	assert_int_equal(report_of(fixture)->promises.unsettled.value, 3);
}

static void latency_falls_into_its_power_of_two(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	const struct v8scope_promise_facts *facts;

	test_open(isolate, 1, 5);
	test_census(isolate, V8SCOPE_CAUSE_START);
	test_promise_create(isolate, 1, 1);
	/* 1 us for the event itself: 1024 ns together, then 1023. */
	test_wait(isolate, 24);
	test_promise_settle(isolate, 1, 1);
	test_promise_create(isolate, 1, 1);
	test_wait(isolate, 23);
	test_promise_settle(isolate, 1, 1);
	facts = facts_of(fixture, 1);
	assert_int_equal(facts->latency_count, 11);
	assert_int_equal(facts->latency[10], 1);
	assert_int_equal(facts->latency[9], 1);
	assert_int_equal(facts->ambiguous.value, 0);
}

static void latency_of_promises_with_one_id_is_not_guessed(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_open(isolate, 1, 5);
	test_census(isolate, V8SCOPE_CAUSE_START);
	test_promise_create(isolate, 100, 1);
	test_promise_create(isolate, 100, 1);
	test_promise_settle(isolate, 100, 1);
	test_promise_settle(isolate, 100, 1);
	assert_promises(fixture, 1, 2, 2);
	assert_int_equal(facts_of(fixture, 1)->ambiguous.value, 2);
	assert_int_equal(facts_of(fixture, 1)->latency_count, 0);
	test_promise_create(isolate, 100, 1);
	test_promise_settle(isolate, 100, 1);
	assert_int_equal(facts_of(fixture, 1)->ambiguous.value, 2);
	assert_true(facts_of(fixture, 1)->latency_count > 0);
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
		model_test(nobody_is_alive_or_dead_before_a_full_collection),
		model_test(each_scope_has_survivors_of_its_own),
		model_test(sampling_error_is_told),
		model_test(samples_count_for_as_many_as_they_stand_for),
		model_test(the_interval_holds_the_truth),
		model_test(what_a_scope_held_when_it_was_open_counts),
		model_test(a_sample_dies_once),
		model_test(survivors_are_unknown_when_events_were_lost),
		model_test(promises_that_nobody_settles_are_counted),
		model_test(latency_falls_into_its_power_of_two),
		model_test(latency_of_promises_with_one_id_is_not_guessed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
