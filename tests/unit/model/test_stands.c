/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "stands.h"

static void assert_best(
	const struct v8scope_model_stands *stands, uintptr_t first, uintptr_t second)
{
	uint32_t count;
	g_autofree uintptr_t *best = v8scope_model_stands_best(stands, &count);

	assert_int_equal(count, 2);
	assert_int_equal(best[0], first);
	assert_int_equal(best[1], second);
}

static void the_place_where_most_handles_came_is_best(void **state)
{
	struct v8scope_model_stands *stands = NULL;
	const uintptr_t in_loop[] = {11, 20};
	const uintptr_t after_loop[] = {12, 20};

	(void)state;
	v8scope_model_stands_note(&stands, in_loop, 2, 500);
	v8scope_model_stands_note(&stands, after_loop, 2, 100);
	v8scope_model_stands_note(&stands, after_loop, 2, 0);
	v8scope_model_stands_note(&stands, after_loop, 2, 0);
	assert_best(stands, 11, 20);
	v8scope_model_stands_destroy(stands);
}

static void places_that_come_by_the_hundred_do_not_crowd_out_the_best(void **state)
{
	struct v8scope_model_stands *stands = NULL;

	(void)state;
	for (uintptr_t i = 0; i < 300; i++) {
		const uintptr_t ips[] = {i % 3 == 0 ? 7 : 1000 + i, 20};

		v8scope_model_stands_note(&stands, ips, 2, i % 3 == 0 ? 10 : 1);
	}
	assert_best(stands, 7, 20);
	v8scope_model_stands_destroy(stands);
}

static void a_single_note_is_best_even_if_nothing_came(void **state)
{
	struct v8scope_model_stands *stands = NULL;
	const uintptr_t ips[] = {1, 2};

	(void)state;
	v8scope_model_stands_note(&stands, ips, 2, 0);
	assert_best(stands, 1, 2);
	v8scope_model_stands_destroy(stands);
}

static void frames_of_another_depth_begin_anew(void **state)
{
	struct v8scope_model_stands *stands = NULL;
	const uintptr_t deep[] = {1, 2, 3};
	const uintptr_t shallow[] = {4, 5};

	(void)state;
	v8scope_model_stands_note(&stands, deep, 3, 100);
	v8scope_model_stands_note(&stands, shallow, 2, 1);
	assert_best(stands, 4, 5);
	v8scope_model_stands_destroy(stands);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_place_where_most_handles_came_is_best),
		cmocka_unit_test(places_that_come_by_the_hundred_do_not_crowd_out_the_best),
		cmocka_unit_test(a_single_note_is_best_even_if_nothing_came),
		cmocka_unit_test(frames_of_another_depth_begin_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
