/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "globals.h"
#include "locks.h"
#include "stacks.h"

static struct v8scope_site_cache cache;

struct balance {
	uint64_t sites;
	uint64_t live;
	uint64_t weak;
	uint64_t created;
};

static void add_up(const struct v8scope_global_site *site, void *data)
{
	struct balance *balance = data;

	balance->sites++;
	balance->live += site->live;
	balance->weak += site->weak;
	balance->created += site->created;
}

static struct balance balance_of(uint64_t isolate)
{
	struct balance balance = {0};

	v8scope_globals_for_each_site(isolate, add_up, &balance);
	return balance;
}

static void add(uint64_t isolate, uintptr_t slot, uintptr_t ip)
{
	assert_non_null(
		v8scope_globals_add(&cache, isolate, slot, V8SCOPE_GLOBAL_KIND_GLOBAL, ip, 0, 0));
}

static void what_comes_to_the_place_of_unloaded_code_is_another_site(void **state)
{
	struct v8scope_global_site old_site;
	struct v8scope_global_site new_site;

	(void)state;
	add(1, 0x1000, 0xa1);
	add(1, 0x1008, 0xb1);
	v8scope_globals_unloaded(0xa0, 0xb0, 7);
	add(1, 0x1010, 0xa1);
	add(1, 0x1018, 0xb1);
	assert_int_equal(balance_of(1).sites, 3);
	assert_true(v8scope_globals_find(0x1000, &old_site));
	assert_true(v8scope_globals_find(0x1010, &new_site));
	assert_int_equal(new_site.stack_id, 0);
	assert_int_equal(v8scope_stack_by_id(old_site.stack_id)->ips[0], 0xa1);
	assert_int_equal(v8scope_stack_by_id(old_site.stack_id)->unloaded_at, 7);
	v8scope_globals_remove(0x1000);
	assert_int_equal(balance_of(1).sites, 2);
	v8scope_globals_forget_isolate(1);
}

static void a_global_counts_for_the_site_that_made_it(void **state)
{
	struct v8scope_global_site site;

	(void)state;
	add(1, 0x1000, 0xa);
	add(1, 0x1008, 0xb);
	assert_true(v8scope_globals_find(0x1008, &site));
	assert_int_equal(site.ip, 0xb);
	assert_int_equal(balance_of(1).sites, 2);
	assert_int_equal(balance_of(1).live, 2);
	v8scope_globals_remove(0x1000);
	assert_int_equal(balance_of(1).live, 1);
	assert_false(v8scope_globals_find(0x1000, &site));
	v8scope_globals_forget_isolate(1);
	assert_int_equal(balance_of(1).sites, 0);
}

static void a_weak_global_holds_nothing_until_it_is_strong_again(void **state)
{
	(void)state;
	add(2, 0x2000, 0xa);
	v8scope_globals_set_weak(0x2000, true);
	v8scope_globals_set_weak(0x2000, true);
	assert_int_equal(balance_of(2).live, 0);
	assert_int_equal(balance_of(2).weak, 1);
	v8scope_globals_set_weak(0x2000, false);
	assert_int_equal(balance_of(2).live, 1);
	v8scope_globals_forget_isolate(2);
}

static void a_slot_that_v8_freed_and_gave_out_again_is_counted_once(void **state)
{
	(void)state;
	add(3, 0x3000, 0xa);
	v8scope_globals_set_weak(0x3000, true);
	add(3, 0x3000, 0xb);
	assert_int_equal(balance_of(3).live, 1);
	assert_int_equal(balance_of(3).weak, 0);
	v8scope_globals_forget_isolate(3);
}

/* More isolates than there is room for sites, one after the other. */
static void sites_of_isolates_that_are_gone_are_used_again(void **state)
{
	enum { ISOLATES = 30000, SITES = 3 };
	const uint64_t first = 1000;

	(void)state;
	for (uintptr_t i = 0; i < SITES; i++) {
		add(6, 0x6000 + 8 * i, 0xa0 + i);
	}
	for (uint64_t isolate = first; isolate < first + ISOLATES; isolate++) {
		for (uintptr_t i = 0; i < SITES; i++) {
			add(isolate, 0x7000 + 8 * i, 0xa0 + i);
		}
		assert_int_equal(balance_of(isolate).live, SITES);
		if (isolate > first) {
			v8scope_globals_forget_isolate(isolate - 1);
		}
	}
	/* What stayed is found where it was, not a second time. */
	for (uintptr_t i = 0; i < SITES; i++) {
		add(6, 0x8000 + 8 * i, 0xa0 + i);
	}
	assert_int_equal(balance_of(6).sites, SITES);
	assert_int_equal(balance_of(6).live, 2 * SITES);
	v8scope_globals_forget_isolate(first + ISOLATES - 1);
	v8scope_globals_forget_isolate(6);
}

static void isolates_are_kept_apart(void **state)
{
	(void)state;
	add(4, 0x4000, 0xa);
	add(5, 0x4008, 0xa);
	add(5, 0x4010, 0xa);
	v8scope_globals_forget_isolate(5);
	assert_int_equal(balance_of(4).live, 1);
	assert_int_equal(balance_of(5).live, 0);
	v8scope_globals_forget_isolate(4);
}

static void the_strong_globals_of_an_isolate_are_listed(void **state)
{
	struct v8scope_global_slot listed[4] = {{0}};

	(void)state;
	add(8, 0x8000, 0xa);
	add(8, 0x8008, 0xb);
	add(8, 0x8010, 0xb);
	add(9, 0x8018, 0xa);
	v8scope_globals_set_weak(0x8010, true);
	assert_int_equal(v8scope_globals_strong(8, NULL, 0), 2);
	assert_int_equal(v8scope_globals_strong(8, listed, 1), 2);
	assert_int_equal(listed[1].slot, 0);
	assert_int_equal(v8scope_globals_strong(8, listed, 4), 2);
	for (size_t i = 0; i < 2; i++) {
		const struct v8scope_global_site *site = v8scope_global_site_at(listed[i].site);

		assert_int_equal(site->ip, listed[i].slot == 0x8000 ? 0xa : 0xb);
		assert_int_equal(site->isolate, 8);
	}
	v8scope_globals_forget_isolate(8);
	v8scope_globals_forget_isolate(9);
}

static uint64_t next_number(void)
{
	static uint64_t number;

	return number += 0x9e3779b97f4a7c15u;
}

static int compare_slots(const void *a, const void *b)
{
	const struct v8scope_global_slot *left = a;
	const struct v8scope_global_slot *right = b;

	return (left->slot > right->slot) - (left->slot < right->slot);
}

static void of_a_few_globals_all_strong_ones_are_picked(void **state)
{
	struct v8scope_global_slot picked[64];

	(void)state;
	for (uintptr_t i = 0; i < 40; i++) {
		add(i % 2 ? 10 : 11, 0xa000 + 8 * i, 0xa);
	}
	v8scope_globals_set_weak(0xa000, true);
	assert_int_equal(v8scope_globals_pick(11, picked, 64, next_number), 19);
	assert_int_equal(v8scope_globals_pick(10, picked, 64, next_number), 20);
	qsort(picked, 20, sizeof(picked[0]), compare_slots);
	for (uintptr_t i = 0; i < 20; i++) {
		assert_int_equal(picked[i].slot, 0xa008 + 16 * i);
	}
	v8scope_globals_forget_isolate(10);
	v8scope_globals_forget_isolate(11);
}

/* Of two sites, one with a tenth of the globals. */
static void of_many_globals_an_even_choice_is_picked(void **state)
{
	enum { GLOBALS = 200000, PICKS = 4096 };
	static struct v8scope_global_slot picked[PICKS];
	size_t count;
	size_t rare = 0;

	(void)state;
	for (uintptr_t i = 0; i < GLOBALS; i++) {
		add(12, 0x1000000 + 32 * i, i < GLOBALS / 10 ? 0xa : 0xb);
	}
	count = v8scope_globals_pick(12, picked, PICKS, next_number);
	assert_in_range(count, PICKS * 9 / 10, PICKS);
	qsort(picked, count, sizeof(picked[0]), compare_slots);
	for (size_t i = 0; i < count; i++) {
		assert_true(i == 0 || picked[i].slot != picked[i - 1].slot);
		rare += v8scope_global_site_at(picked[i].site)->ip == 0xa;
	}
	/* Six standard deviations. */
	assert_in_range(rare, count / 10 - 120, count / 10 + 120);
	v8scope_globals_forget_isolate(12);
	assert_int_equal(v8scope_globals_pick(12, picked, PICKS, next_number), 0);
}

static void unknown_slots_are_ignored(void **state)
{
	struct v8scope_global_site site;

	(void)state;
	v8scope_globals_remove(0x9999);
	v8scope_globals_set_weak(0x9999, true);
	assert_false(v8scope_globals_find(0x9999, &site));
	assert_false(v8scope_globals_find(0, &site));
	assert_null(v8scope_globals_add(&cache, 6, 0, V8SCOPE_GLOBAL_KIND_GLOBAL, 0xa, 0, 0));
}

/* Random adds and removes, against a plain array of what must be there. */
static void the_table_agrees_with_a_plain_list(void **state)
{
	enum { SLOTS = 4096, STEPS = 400000 };
	static uintptr_t site_of[SLOTS]; /* 0: free */
	uint64_t live = 0;

	(void)state;
	srand(1);
	for (int step = 0; step < STEPS; step++) {
		size_t i = (size_t)rand() % SLOTS;
		uintptr_t slot = 0x100000 + i * 32;
		struct v8scope_global_site site;

		assert_int_equal(v8scope_globals_find(slot, &site), site_of[i] != 0);
		if (site_of[i] != 0) {
			assert_int_equal(site.ip, site_of[i]);
			v8scope_globals_remove(slot);
			site_of[i] = 0;
			live--;
		} else {
			site_of[i] = 1 + (size_t)rand() % 100;
			add(7, slot, site_of[i]);
			live++;
		}
	}
	assert_int_equal(balance_of(7).live, live);
	v8scope_globals_forget_isolate(7);
	assert_int_equal(balance_of(7).live, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_comes_to_the_place_of_unloaded_code_is_another_site),
		cmocka_unit_test(a_global_counts_for_the_site_that_made_it),
		cmocka_unit_test(a_weak_global_holds_nothing_until_it_is_strong_again),
		cmocka_unit_test(a_slot_that_v8_freed_and_gave_out_again_is_counted_once),
		cmocka_unit_test(sites_of_isolates_that_are_gone_are_used_again),
		cmocka_unit_test(isolates_are_kept_apart),
		cmocka_unit_test(the_strong_globals_of_an_isolate_are_listed),
		cmocka_unit_test(of_a_few_globals_all_strong_ones_are_picked),
		cmocka_unit_test(of_many_globals_an_even_choice_is_picked),
		cmocka_unit_test(unknown_slots_are_ignored),
		cmocka_unit_test(the_table_agrees_with_a_plain_list),
	};

	v8scope_locks_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
