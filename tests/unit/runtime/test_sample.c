/* SPDX-License-Identifier: MIT */
/* Sampling, with handles and objects made up here: an object's address says what it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "object_types.h"
#include "sample.h"

/* The value of handle number i; 0 is no heap object. */
static uintptr_t (*value_of)(uint32_t number);

enum { SMALL_TYPE = 1, LARGE_TYPE = 2, SMALL_SIZE = 48, LARGE_SIZE = 400 };

static uintptr_t small(uint32_t identity)
{
	return 0x10000000 + (uintptr_t)identity * 0x100;
}

static uintptr_t large(uint32_t identity)
{
	return 0x4000000000 + (uintptr_t)identity * 0x100;
}

size_t v8scope_handle_blocks_read(
	const struct v8scope_handle_blocks *blocks, uint32_t first, uintptr_t *values, size_t count)
{
	(void)blocks;
	for (size_t i = 0; i < count; i++) {
		values[i] = value_of(first + (uint32_t)i);
	}
	return count;
}

bool v8scope_object_is_heap_object(uintptr_t value)
{
	return value != 0;
}

bool v8scope_object_describe(struct v8scope_object *objects, const uintptr_t *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool is_large = values[i] >= large(0);

		objects[i] = (struct v8scope_object){
			.type = is_large ? LARGE_TYPE : SMALL_TYPE,
			.size = is_large ? LARGE_SIZE : SMALL_SIZE,
		};
	}
	return true;
}

const char *v8scope_object_type_name(uint16_t type)
{
	return type == LARGE_TYPE ? "large" : "small";
}

static const struct v8scope_sample_type *find(const struct v8scope_sample *sample, const char *name)
{
	for (size_t i = 0; i < sample->count; i++) {
		if (sample->types[i].name ==
			v8scope_object_type_name(name[0] == 'l' ? LARGE_TYPE : SMALL_TYPE)) {
			return &sample->types[i];
		}
	}
	return NULL;
}

static struct v8scope_sample take(uintptr_t (*values)(uint32_t), uint32_t first, uint32_t count)
{
	const struct v8scope_handle_blocks blocks = {0};
	struct v8scope_sample sample;

	value_of = values;
	assert_true(v8scope_sample_take(&sample, &blocks, first, count));
	return sample;
}

static void assert_near(uint64_t actual, uint64_t expected, double percent)
{
	double difference = (double)actual - (double)expected;

	assert_true(difference <= (double)expected * percent / 100);
	assert_true(-difference <= (double)expected * percent / 100);
}

static uintptr_t one_each(uint32_t number)
{
	return small(number);
}

static void a_small_scope_is_counted_exactly(void **state)
{
	struct v8scope_sample sample = take(one_each, 100, 1000);

	(void)state;
	assert_int_equal(sample.count, 1);
	assert_int_equal(sample.types[0].slots, 1000);
	assert_int_equal(sample.types[0].objects, 1000);
	assert_int_equal(sample.types[0].shallow_bytes, 1000 * SMALL_SIZE);
}

static void different_objects_are_scaled_to_all_handles(void **state)
{
	struct v8scope_sample sample = take(one_each, 0, 1000000);

	(void)state;
	assert_near(find(&sample, "small")->objects, 1000000, 0.1);
	assert_near(find(&sample, "small")->shallow_bytes, 1000000 * SMALL_SIZE, 0.1);
}

static uintptr_t always_the_same(uint32_t number)
{
	(void)number;
	return large(7);
}

static void an_object_that_all_handles_share_counts_once(void **state)
{
	struct v8scope_sample sample = take(always_the_same, 0, 1000000);

	(void)state;
	assert_near(find(&sample, "large")->slots, 1000000, 0.1);
	assert_int_equal(find(&sample, "large")->objects, 1);
	assert_int_equal(find(&sample, "large")->shallow_bytes, LARGE_SIZE);
}

/* As a loop makes them: 3 handles for what it shares, then 5 objects, then those again. */
static uintptr_t as_a_loop_does(uint32_t number)
{
	uint32_t round = number / 13;
	uint32_t step = number % 13;

	if (step < 3) {
		return large(step);
	}
	return small(round * 5 + (step - 3) % 5);
}

static void an_object_with_several_handles_close_by_counts_once(void **state)
{
	struct v8scope_sample sample = take(as_a_loop_does, 0, 1300000);

	(void)state;
	assert_near(find(&sample, "small")->slots, 1000000, 1);
	assert_near(find(&sample, "small")->objects, 500000, 1);
	assert_near(find(&sample, "small")->shallow_bytes, 500000 * SMALL_SIZE, 1);
	assert_int_equal(find(&sample, "large")->objects, 3);
}

static uintptr_t nothing(uint32_t number)
{
	(void)number;
	return 0;
}

static void what_is_no_heap_object_is_not_counted(void **state)
{
	(void)state;
	assert_int_equal(take(nothing, 0, 5000).count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_small_scope_is_counted_exactly),
		cmocka_unit_test(different_objects_are_scaled_to_all_handles),
		cmocka_unit_test(an_object_that_all_handles_share_counts_once),
		cmocka_unit_test(an_object_with_several_handles_close_by_counts_once),
		cmocka_unit_test(what_is_no_heap_object_is_not_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
