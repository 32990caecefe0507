/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "series.h"

static const double positions[] = {0, 1, 2, 3, 4};

static void steady_rise_is_neither_plateau_nor_sawtooth(void **state)
{
	const double values[] = {5, 15, 25, 35, 45};

	(void)state;
	assert_false(v8scope_series_is_plateau(values, positions, 5));
	assert_false(v8scope_series_is_sawtooth(values, 5));
	assert_false(v8scope_series_fell_back(values, 5));
	assert_int_equal(v8scope_series_rises(values, 5), 4);
}

static void rise_that_ends_is_a_plateau(void **state)
{
	const double values[] = {5, 45, 45, 45, 45};

	(void)state;
	assert_true(v8scope_series_is_plateau(values, positions, 5));
}

static void last_steps_alone_do_not_tell_a_plateau(void **state)
{
	const double values[] = {0, 95, 100};
	const double late[] = {0, 95, 100};

	(void)state;
	assert_false(v8scope_series_is_plateau(values, late, 3));
}

static void plateau_is_told_by_the_rate_before_it(void **state)
{
	const double early[] = {0, 0.27, 1};
	const double stopped[] = {0, 160, 176};
	const double slowed[] = {0, 100, 176};

	(void)state;
	assert_true(v8scope_series_is_plateau(stopped, early, 3));
	assert_false(v8scope_series_is_plateau(slowed, early, 3));
}

static void single_step_is_told_from_a_late_start(void **state)
{
	static const double way[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
	const double step[] = {0, 0, 0, 0, 0, 0, 99, 99, 99, 99, 100};
	const double late[] = {0, 0, 0, 0, 0, 0, 20, 40, 60, 80, 100};
	const double last[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100};
	const double doubling[] = {0, 1, 10, 100};

	(void)state;
	assert_true(v8scope_series_came_at_once(step, way, 11));
	assert_false(v8scope_series_came_at_once(late, way, 11));
	assert_false(v8scope_series_came_at_once(last, way, 11));
	assert_false(v8scope_series_came_at_once(doubling, doubling, 4));
	assert_false(v8scope_series_came_at_once(step, way, 0));
}

static void what_comes_down_has_fallen_back(void **state)
{
	const double values[] = {5, 45, 5, 45, 6};

	(void)state;
	assert_true(v8scope_series_fell_back(values, 5));
	assert_true(v8scope_series_is_sawtooth(values, 5));
}

static void single_value_has_no_shape(void **state)
{
	const double value = 3;

	(void)state;
	assert_false(v8scope_series_is_plateau(&value, positions, 1));
	assert_false(v8scope_series_is_sawtooth(&value, 1));
	assert_false(v8scope_series_fell_back(&value, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steady_rise_is_neither_plateau_nor_sawtooth),
		cmocka_unit_test(rise_that_ends_is_a_plateau),
		cmocka_unit_test(last_steps_alone_do_not_tell_a_plateau),
		cmocka_unit_test(plateau_is_told_by_the_rate_before_it),
		cmocka_unit_test(single_step_is_told_from_a_late_start),
		cmocka_unit_test(what_comes_down_has_fallen_back),
		cmocka_unit_test(single_value_has_no_shape),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
