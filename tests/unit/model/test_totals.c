/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "totals.h"

/* `count` collections, at which the handles rise until `top`, one a step. */
static struct v8scope_model_totals *rise_to(uint64_t top, int64_t count)
{
	struct v8scope_model_totals *totals = v8scope_model_totals_create();

	for (int64_t i = 0; i <= count; i++) {
		v8scope_model_totals_add(totals, i, (uint64_t)i < top ? (uint64_t)i : top);
	}
	return totals;
}

static void handles_that_came_at_the_beginning_are_a_plateau(void **state)
{
	struct v8scope_model_totals *totals = rise_to(100, 1000);

	(void)state;
	assert_true(v8scope_model_totals_is_plateau(totals, 0, 1000));
	v8scope_model_totals_destroy(totals);
}

static void handles_that_come_steadily_are_none(void **state)
{
	struct v8scope_model_totals *totals = rise_to(1000, 1000);

	(void)state;
	assert_false(v8scope_model_totals_is_plateau(totals, 0, 1000));
	v8scope_model_totals_destroy(totals);
}

static void only_the_time_asked_for_counts(void **state)
{
	struct v8scope_model_totals *totals = rise_to(100, 1000);

	(void)state;
	assert_false(v8scope_model_totals_is_plateau(totals, 0, 100));
	v8scope_model_totals_destroy(totals);
}

static void a_million_collections_keep_their_shape(void **state)
{
	struct v8scope_model_totals *stopped = rise_to(100000, 1000000);
	struct v8scope_model_totals *steady = rise_to(1000000, 1000000);

	(void)state;
	assert_true(v8scope_model_totals_is_plateau(stopped, 0, 1000000));
	assert_false(v8scope_model_totals_is_plateau(steady, 0, 1000000));
	v8scope_model_totals_destroy(stopped);
	v8scope_model_totals_destroy(steady);
}

static void nothing_is_no_plateau(void **state)
{
	struct v8scope_model_totals *totals = v8scope_model_totals_create();

	(void)state;
	assert_false(v8scope_model_totals_is_plateau(totals, 0, 1));
	v8scope_model_totals_destroy(totals);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(handles_that_came_at_the_beginning_are_a_plateau),
		cmocka_unit_test(handles_that_come_steadily_are_none),
		cmocka_unit_test(only_the_time_asked_for_counts),
		cmocka_unit_test(a_million_collections_keep_their_shape),
		cmocka_unit_test(nothing_is_no_plateau),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
