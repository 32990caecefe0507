/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "retention.h"
#include "slots.h"

static void assert_slots(
	const struct v8scope_slot_blocks *blocks, const uint32_t *expected, size_t count)
{
	GArray *slots = v8scope_slots_of_edges(blocks);

	assert_non_null(slots);
	assert_int_equal(slots->len, count);
	assert_memory_equal(slots->data, expected, count * sizeof(*expected));
	g_array_unref(slots);
}

static void test_full_blocks_are_visited_backwards_and_the_last_one_last(void **state)
{
	const uint32_t used[] = {4, 1, 2, 1};
	const uint8_t all[] = {0xff};
	const uint32_t expected[] = {5, 6, 4, 0, 1, 2, 3, 7};

	(void)state;
	assert_slots(&(struct v8scope_slot_blocks){used, 4, all, 1}, expected, 8);
}

static void test_small_integers_have_no_edge(void **state)
{
	const uint32_t used[] = {4, 6};
	const uint8_t objects[] = {0x4e, 0x02}; /* slots 1, 2, 3, 6 and 9 */
	const uint32_t expected[] = {1, 2, 3, 6, 9};

	(void)state;
	assert_slots(&(struct v8scope_slot_blocks){used, 2, objects, 2}, expected, 5);
}

static void test_one_block_and_none(void **state)
{
	const uint32_t used[] = {3};
	const uint8_t all[] = {0x07};
	const uint32_t expected[] = {0, 1, 2};

	(void)state;
	assert_slots(&(struct v8scope_slot_blocks){used, 1, all, 1}, expected, 3);
	assert_slots(&(struct v8scope_slot_blocks){used, 0, all, 0}, expected, 0);
}

static void test_too_few_bits_are_refused(void **state)
{
	const uint32_t used[] = {8, 1};
	const uint32_t huge[] = {UINT32_MAX, UINT32_MAX};
	const uint8_t all[] = {0xff, 0xff};

	(void)state;
	assert_null(v8scope_slots_of_edges(&(struct v8scope_slot_blocks){used, 2, all, 1}));
	assert_null(
		v8scope_slots_of_edges(&(struct v8scope_slot_blocks){huge, 2, all, SIZE_MAX / 8}));
}

static void test_slots_go_to_the_range_they_lie_in(void **state)
{
	const struct v8scope_slot_range ranges[] = {{2, 4, 7}, {4, 4, 8}, {4, 5, 9}, {8, 10, 1}};
	const uint32_t slots[] = {1, 2, 3, 4, 5, 8, 9, 10};
	const uint32_t expected[] = {
		V8SCOPE_NO_HOLDER, 7, 7, 9, V8SCOPE_NO_HOLDER, 1, 1, V8SCOPE_NO_HOLDER};
	uint32_t holders[8];

	(void)state;
	assert_true(v8scope_slots_assign(slots, 8, ranges, 4, holders));
	assert_memory_equal(holders, expected, sizeof(expected));
}

static void test_ranges_that_overlap_are_refused(void **state)
{
	const struct v8scope_slot_range overlapping[] = {{0, 4, 0}, {3, 5, 1}};
	const struct v8scope_slot_range backwards[] = {{4, 2, 0}};
	const uint32_t slot = 1;
	uint32_t holder;

	(void)state;
	assert_false(v8scope_slots_assign(&slot, 1, overlapping, 2, &holder));
	assert_false(v8scope_slots_assign(&slot, 1, backwards, 1, &holder));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full_blocks_are_visited_backwards_and_the_last_one_last),
		cmocka_unit_test(test_small_integers_have_no_edge),
		cmocka_unit_test(test_one_block_and_none),
		cmocka_unit_test(test_too_few_bits_are_refused),
		cmocka_unit_test(test_slots_go_to_the_range_they_lie_in),
		cmocka_unit_test(test_ranges_that_overlap_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
