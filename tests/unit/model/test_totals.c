/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "totals.h"

#define MILLISECOND 1000000

/* A collection after `turns` turns of a loop: a millisecond and a checkpoint each. */
static struct v8scope_model_total after(int64_t turns, uint64_t handles)
{
	return (struct v8scope_model_total){
		.mutator_ns = turns * MILLISECOND,
		.checkpoints = (uint64_t)turns,
		.handles = handles,
	};
}

/* Handles rise until `top`, one a turn, with a collection a turn. */
static struct v8scope_model_totals *rise_to(uint64_t top, int64_t turns)
{
	struct v8scope_model_totals *totals = v8scope_model_totals_create();

	for (int64_t i = 0; i <= turns; i++) {
		struct v8scope_model_total total = after(i, (uint64_t)i < top ? (uint64_t)i : top);

		v8scope_model_totals_add(totals, &total);
	}
	return totals;
}

static bool is_plateau(const struct v8scope_model_totals *totals, int64_t begin, int64_t end)
{
	struct v8scope_model_total first = after(begin, 0);
	struct v8scope_model_total last = after(end, 0);

	return v8scope_model_totals_is_plateau(totals, V8SCOPE_MODEL_TOTAL_HANDLES, &first, &last);
}

static void handles_that_came_at_the_beginning_are_a_plateau(void **state)
{
	struct v8scope_model_totals *totals = rise_to(100, 1000);

	(void)state;
	assert_true(is_plateau(totals, 0, 1000));
	v8scope_model_totals_destroy(totals);
}

static void handles_that_come_steadily_are_none(void **state)
{
	struct v8scope_model_totals *totals = rise_to(1000, 1000);

	(void)state;
	assert_false(is_plateau(totals, 0, 1000));
	v8scope_model_totals_destroy(totals);
}

static void only_the_time_asked_for_counts(void **state)
{
	struct v8scope_model_totals *totals = rise_to(100, 1000);

	(void)state;
	assert_false(is_plateau(totals, 0, 100));
	v8scope_model_totals_destroy(totals);
}

static void a_million_collections_keep_their_shape(void **state)
{
	struct v8scope_model_totals *stopped = rise_to(100000, 1000000);
	struct v8scope_model_totals *steady = rise_to(1000000, 1000000);

	(void)state;
	assert_true(is_plateau(stopped, 0, 1000000));
	assert_false(is_plateau(steady, 0, 1000000));
	v8scope_model_totals_destroy(stopped);
	v8scope_model_totals_destroy(steady);
}

/* A program that is kept waiting gains nothing, and has not stopped. */
static void waiting_is_no_plateau_where_checkpoints_tell_the_progress(void **state)
{
	struct v8scope_model_totals *totals = v8scope_model_totals_create();
	struct v8scope_model_total begin = after(0, 0);
	struct v8scope_model_total end = after(1000, 1000);

	(void)state;
	for (int64_t i = 0; i <= 1000; i += 100) {
		struct v8scope_model_total total = after(i, (uint64_t)i);

		total.mutator_ns = i < 500 ? i : INT64_C(5000) * MILLISECOND + i;
		v8scope_model_totals_add(totals, &total);
	}
	end.mutator_ns = INT64_C(6000) * MILLISECOND;
	assert_false(
		v8scope_model_totals_is_plateau(totals, V8SCOPE_MODEL_TOTAL_HANDLES, &begin, &end));
	v8scope_model_totals_destroy(totals);
}

/* Without checkpoints only time is left, and some milliseconds of it tell nothing. */
static void a_moment_without_checkpoints_tells_nothing(void **state)
{
	struct v8scope_model_totals *totals = v8scope_model_totals_create();
	struct v8scope_model_total begin = {.handles = 0};
	struct v8scope_model_total end = {.mutator_ns = 100 * MILLISECOND, .handles = 10};

	(void)state;
	for (int64_t i = 0; i <= 100; i++) {
		struct v8scope_model_total total = after(i, i < 10 ? (uint64_t)i : 10);

		total.checkpoints = 0;
		v8scope_model_totals_add(totals, &total);
	}
	assert_false(
		v8scope_model_totals_is_plateau(totals, V8SCOPE_MODEL_TOTAL_HANDLES, &begin, &end));
	v8scope_model_totals_destroy(totals);
}

static void nothing_is_no_plateau(void **state)
{
	struct v8scope_model_totals *totals = v8scope_model_totals_create();

	(void)state;
	assert_false(is_plateau(totals, 0, 1000));
	v8scope_model_totals_destroy(totals);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(handles_that_came_at_the_beginning_are_a_plateau),
		cmocka_unit_test(handles_that_come_steadily_are_none),
		cmocka_unit_test(only_the_time_asked_for_counts),
		cmocka_unit_test(a_million_collections_keep_their_shape),
		cmocka_unit_test(waiting_is_no_plateau_where_checkpoints_tell_the_progress),
		cmocka_unit_test(a_moment_without_checkpoints_tells_nothing),
		cmocka_unit_test(nothing_is_no_plateau),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
