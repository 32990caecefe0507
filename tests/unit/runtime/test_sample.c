/* SPDX-License-Identifier: MIT */
/* Sampling, with handles and objects made up here: an object's address says what it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "backing_stores.h"
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

uint32_t v8scope_object_store_bytes(const struct v8scope_object *store)
{
	return store->size;
}

const char *v8scope_object_type_name(uint16_t type)
{
	return type == LARGE_TYPE ? "large" : "small";
}

static const struct v8scope_typed_objects *find(
	const struct v8scope_sample *sample, const char *name)
{
	for (size_t i = 0; i < sample->count; i++) {
		if (sample->types[i].type ==
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

/* What a pattern is made of: of every `period` handles, the first `few` are large. */
static struct {
	uint32_t period;
	uint32_t few;
} pattern;

static uintptr_t periodic(uint32_t number)
{
	return number % pattern.period < pattern.few ? large(number) : small(number);
}

static void assert_within_2_points(double part, double whole, double expected)
{
	assert_true(part * 100 / whole - expected * 100 < 2);
	assert_true(expected * 100 - part * 100 / whole < 2);
}

/* With one handle for each object, the shares of handles and bytes are known. */
static void assert_shares(uint32_t count, double large_part)
{
	struct v8scope_sample sample = take(periodic, 5, count);
	const struct v8scope_typed_objects *few = find(&sample, "large");
	double large_bytes = large_part * LARGE_SIZE;
	double all_bytes = large_bytes + (1 - large_part) * SMALL_SIZE;
	uint64_t slots = 0;
	uint64_t bytes = 0;

	for (size_t i = 0; i < sample.count; i++) {
		slots += sample.types[i].slots;
		bytes += sample.types[i].shallow_bytes;
	}
	assert_non_null(few);
	assert_near(slots, count, 0.1);
	assert_within_2_points((double)few->slots, (double)count, large_part);
	assert_within_2_points((double)few->shallow_bytes, (double)bytes, large_bytes / all_bytes);
}

static void shares_are_right_whatever_the_period(void **state)
{
	static const uint32_t counts[] = {60000, 1 << 20, 3000000, 1 << 22};
	static const uint32_t periods[] = {
		2, 3, 7, 64, 256, 320, 512, 1000, 1022, 1024, 4096, 10007};

	(void)state;
	for (size_t c = 0; c < sizeof(counts) / sizeof(counts[0]); c++) {
		for (size_t p = 0; p < sizeof(periods) / sizeof(periods[0]); p++) {
			pattern.period = periods[p];
			pattern.few = periods[p] / 2;
			/* All but whole periods: too little to matter. */
			assert_shares(counts[c] / periods[p] * periods[p],
				(double)pattern.few / periods[p]);
		}
	}
}

static void a_small_minority_is_found(void **state)
{
	(void)state;
	pattern.period = 100;
	pattern.few = 1;
	assert_shares(60000, 0.01);
	assert_shares(20000000, 0.01);
}

static void shares_are_right_where_types_come_in_blocks(void **state)
{
	(void)state;
	pattern.period = 0x7fffffff;
	pattern.few = 1000005;
	assert_shares(3000000, 1.0 / 3);
	pattern.few = 40005;
	assert_shares(50000, 0.8);
}

/* Half of the handles refer to one of 50,000 objects each, far from each other. */
static uintptr_t of_a_pool(uint32_t number)
{
	return number % 2 == 0 ? large(number / 2 * 0x9E3779B1u % 50000) : small(number);
}

static void objects_with_handles_far_from_each_other_count_once(void **state)
{
	struct v8scope_sample sample = take(of_a_pool, 0, 1000000);

	(void)state;
	assert_near(find(&sample, "large")->objects, 50000, 5);
	assert_near(find(&sample, "small")->objects, 500000, 5);
	sample = take(of_a_pool, 0, 4000000);
	assert_near(find(&sample, "large")->objects, 50000, 10);
	assert_near(find(&sample, "small")->objects, 2000000, 5);
}

/* One object has a large store of its own, all others share another. */
static void only_stores_of_one_object_are_its_cost(void **state)
{
	struct v8scope_object objects[] = {
		{.stores = {small(1), large(1)}},
		{.stores = {small(1), 0}},
		{.stores = {0, large(2)}},
		{.stores = {large(2), 0}},
		{.stores = {0, 0}},
		{.stores = {small(9), small(9)}},
	};
	uint64_t bytes[6];

	(void)state;
	v8scope_backing_stores_measure(bytes, objects, 6);
	assert_int_equal(bytes[0], LARGE_SIZE);
	assert_int_equal(bytes[1], 0);
	assert_int_equal(bytes[2], 0);
	assert_int_equal(bytes[3], 0);
	assert_int_equal(bytes[4], 0);
	assert_int_equal(bytes[5], SMALL_SIZE);
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
		cmocka_unit_test(shares_are_right_whatever_the_period),
		cmocka_unit_test(a_small_minority_is_found),
		cmocka_unit_test(shares_are_right_where_types_come_in_blocks),
		cmocka_unit_test(objects_with_handles_far_from_each_other_count_once),
		cmocka_unit_test(only_stores_of_one_object_are_its_cost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
