/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "rise.h"

static void add(struct v8scope_model_rise *rise, const uint64_t *counts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		v8scope_model_rise_add(rise, (int64_t)(i + 1) * 10, counts[i]);
	}
}

/* Expects the rise between these times; 0, 0: none. */
static void assert_began(
	const uint64_t *counts, size_t count, int64_t gain, int64_t after_ns, int64_t before_ns)
{
	struct v8scope_model_rise rise = {0};
	int64_t after = 0, before = 0;

	add(&rise, counts, count);
	assert_int_equal(v8scope_model_rise_find(&rise, gain, &after, &before), before_ns != 0);
	assert_int_equal(before, before_ns);
	if (before_ns != 0) {
		assert_int_equal(after, after_ns);
	}
}

static void a_late_rise_began_when_it_was_last_low(void **state)
{
	const uint64_t counts[] = {50, 60, 55, 1000, 2000, 3000};

	(void)state;
	assert_began(counts, 6, 2950, 30, 40);
}

static void what_is_little_beside_the_gain_is_no_beginning(void **state)
{
	const uint64_t counts[] = {0, 3000, 3000, 3000, 500000, 1000000};

	(void)state;
	assert_began(counts, 6, 1000000, 40, 50);
	/* Beside a smaller gain it is. */
	assert_began(counts, 3, 3000, 10, 20);
}

static void a_rise_after_a_fall_is_a_new_one(void **state)
{
	const uint64_t counts[] = {0, 1000, 2000, 10, 1500, 3000};

	(void)state;
	assert_began(counts, 6, 3000, 40, 50);
}

/* What is torn down in the end has risen all the same. */
static void a_fall_in_the_end_leaves_the_rise(void **state)
{
	const uint64_t counts[] = {0, 10, 2000, 4000, 0};

	(void)state;
	assert_began(counts, 5, 4000, 20, 30);
}

static void what_stays_low_never_rose(void **state)
{
	const uint64_t counts[] = {500, 550, 580, 510};

	(void)state;
	assert_began(counts, 4, 10, 0, 0);
	assert_began(counts, 0, 10, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_late_rise_began_when_it_was_last_low),
		cmocka_unit_test(what_is_little_beside_the_gain_is_no_beginning),
		cmocka_unit_test(a_rise_after_a_fall_is_a_new_one),
		cmocka_unit_test(a_fall_in_the_end_leaves_the_rise),
		cmocka_unit_test(what_stays_low_never_rose),
	};

	return cmocka_run_group_tests_name("rise", tests, NULL, NULL);
}
