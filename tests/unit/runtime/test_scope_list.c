/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "scope_identity.h"
#include "scope_list.h"
#include "v8_events.h"

static struct v8scope_stack_census census;
static struct v8scope_scope_list list;

/* By number, outer first, each in a frame of its own. */
static void put(uintptr_t address, uint32_t first)
{
	struct v8scope_found *found = &census.found[census.count];

	*found = (struct v8scope_found){.address = address, .first = first};
	found->frame = (int32_t)census.count;
	census.count++;
}

static void expect(uintptr_t address, uint32_t first, bool hooked, bool found)
{
	struct v8scope_listed_scope scope;

	assert_true(v8scope_scope_list_next(&list, &scope));
	assert_int_equal(scope.first, first);
	assert_int_equal(scope.hooked != NULL, hooked);
	assert_int_equal(scope.found != NULL, found);
	assert_int_equal(hooked ? scope.hooked->address : scope.found->address, address);
}

static void expect_end(void)
{
	struct v8scope_listed_scope scope;

	assert_false(v8scope_scope_list_next(&list, &scope));
}

static const struct v8scope_scope two_hooked[] = {
	{.address = 900, .base = 0, .level = 1},
	{.address = 500, .base = 20, .level = 3},
};

static void a_scope_of_both_sensors_is_listed_once(void **state)
{
	(void)state;
	put(900, 0);
	put(500, 20);
	v8scope_scope_list_merge(&list, two_hooked, 2, &census, 3, NULL);
	expect(900, 0, true, true);
	expect(500, 20, true, true);
	expect_end();
}

static void what_only_hooks_know_is_not_lost(void **state)
{
	(void)state;
	v8scope_scope_list_merge(&list, two_hooked, 2, &census, 3, NULL);
	expect(900, 0, true, false);
	expect(500, 20, true, false);
	expect_end();
}

static void a_hidden_scope_lies_between_the_hooked_ones(void **state)
{
	(void)state;
	put(900, 0);
	put(700, 5);
	put(500, 20);
	v8scope_scope_list_merge(&list, two_hooked, 2, &census, 3, NULL);
	expect(900, 0, true, true);
	expect(700, 5, false, true);
	expect(500, 20, true, true);
	expect_end();
}

static void nothing_is_listed_where_levels_leave_no_room(void **state)
{
	(void)state;
	put(900, 0);
	put(500, 20);
	put(300, 25);
	v8scope_scope_list_merge(&list, two_hooked, 2, &census, 3, NULL);
	expect(900, 0, true, true);
	expect(500, 20, true, true);
	expect_end();
}

static void a_found_one_must_lie_and_begin_between_its_neighbours(void **state)
{
	(void)state;
	put(800, 30); /* begins too late */
	put(400, 10); /* lies too far in */
	v8scope_scope_list_merge(&list, two_hooked, 2, &census, 3, NULL);
	expect(900, 0, true, false);
	expect(500, 20, true, false);
	expect_end();
}

static void of_too_many_those_go_that_hold_least(void **state)
{
	(void)state;
	census.handles = 1000;
	put(900, 0);
	put(800, 0);
	put(700, 4);
	put(600, 7);
	v8scope_scope_list_merge(&list, NULL, 0, &census, 2, NULL);
	expect(800, 0, false, true);
	expect(600, 7, false, true);
	expect_end();
}

static bool always(const struct v8scope_frame *frame)
{
	(void)frame;
	return true;
}

/* Where a hook sees what programs open, V8's own scopes do not hold a program's handles. */
static void within_a_hooked_scope_those_go_that_hold_most(void **state)
{
	static const struct v8scope_scope outer = {.address = 900, .base = 0, .level = 1};

	(void)state;
	census.handles = 2001;
	put(700, 0);
	put(500, 2001);
	v8scope_scope_list_merge(&list, &outer, 1, &census, 2, always);
	expect(900, 0, true, false);
	expect(500, 2001, false, true);
	expect_end();
}

/* The hooked one had 5000 handles of its own: what holds them now was never inside of it. */
static void what_begins_among_handles_that_were_the_scopes_own_is_of_a_closed_one(void **state)
{
	static const struct v8scope_scope outer = {.id = 7, .address = 900, .base = 2, .level = 1};

	(void)state;
	census.handles = 9000;
	put(600, 2);
	put(800, 9000);
	list.known = (struct v8scope_known_scope){.id = 7, .end = 5002};
	v8scope_scope_list_merge(&list, &outer, 1, &census, 2, NULL);
	expect(900, 2, true, false);
	expect(800, 9000, false, true);
	expect_end();
}

static void handles_of_another_scope_do_not_tell_what_is_closed(void **state)
{
	static const struct v8scope_scope outer = {.id = 8, .address = 900, .base = 2, .level = 1};

	(void)state;
	census.handles = 9000;
	put(600, 2);
	put(800, 9000);
	list.known = (struct v8scope_known_scope){.id = 7, .end = 5002};
	v8scope_scope_list_merge(&list, &outer, 1, &census, 2, NULL);
	expect(900, 2, true, false);
	expect(600, 2, false, true);
	expect_end();
}

static void what_cannot_be_nested_is_not_listed_together(void **state)
{
	(void)state;
	census.handles = 100;
	put(900, 0);
	put(300, 4); /* a closed scope's remains, further in than the next two */
	put(800, 10);
	put(700, 20);
	v8scope_scope_list_merge(&list, NULL, 0, &census, 9, NULL);
	expect(900, 0, false, true);
	expect(800, 10, false, true);
	expect(700, 20, false, true);
	expect_end();
}

static bool never(const struct v8scope_frame *frame)
{
	(void)frame;
	return false;
}

static void frames_that_hooks_watch_hide_nothing(void **state)
{
	(void)state;
	put(700, 5);
	v8scope_scope_list_merge(&list, two_hooked, 2, &census, 3, never);
	expect(900, 0, true, false);
	expect(500, 20, true, false);
	expect_end();
}

static uint64_t identify(
	struct v8scope_identities *identities, uintptr_t address, uint32_t first, uint32_t handles)
{
	static uint64_t last_id;
	struct v8scope_identity now = {
		.address = address, .function = 1, .first = first, .handles = handles};
	struct v8scope_identity *identity;

	v8scope_identities_begin(identities);
	identity = v8scope_identities_get(identities, &now);
	if (identity->scope_id == 0) {
		identity->scope_id = ++last_id;
	}
	return identity->scope_id;
}

static void a_scope_is_followed_while_its_handles_stay(void **state)
{
	struct v8scope_identities identities = {.census = 0};
	uint64_t id = identify(&identities, 100, 5, 1000);

	(void)state;
	assert_int_equal(identify(&identities, 100, 5, 2000), id);
	assert_int_equal(identify(&identities, 100, 5, 1990), id);
	assert_int_not_equal(identify(&identities, 100, 5, 10), id);
	assert_int_not_equal(identify(&identities, 100, 6, 10), id);
}

static void a_scope_that_a_census_missed_is_another(void **state)
{
	struct v8scope_identities identities = {.census = 0};
	uint64_t id = identify(&identities, 100, 5, 1000);

	(void)state;
	v8scope_identities_begin(&identities);
	assert_int_not_equal(identify(&identities, 100, 5, 1000), id);
}

static int set_up(void **state)
{
	(void)state;
	memset(&census, 0, sizeof(census));
	memset(&list, 0, sizeof(list));
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_scope_of_both_sensors_is_listed_once, set_up),
		cmocka_unit_test_setup(what_only_hooks_know_is_not_lost, set_up),
		cmocka_unit_test_setup(a_hidden_scope_lies_between_the_hooked_ones, set_up),
		cmocka_unit_test_setup(nothing_is_listed_where_levels_leave_no_room, set_up),
		cmocka_unit_test_setup(
			a_found_one_must_lie_and_begin_between_its_neighbours, set_up),
		cmocka_unit_test_setup(within_a_hooked_scope_those_go_that_hold_most, set_up),
		cmocka_unit_test_setup(of_too_many_those_go_that_hold_least, set_up),
		cmocka_unit_test_setup(
			what_begins_among_handles_that_were_the_scopes_own_is_of_a_closed_one,
			set_up),
		cmocka_unit_test_setup(handles_of_another_scope_do_not_tell_what_is_closed, set_up),
		cmocka_unit_test_setup(what_cannot_be_nested_is_not_listed_together, set_up),
		cmocka_unit_test_setup(frames_that_hooks_watch_hide_nothing, set_up),
		cmocka_unit_test(a_scope_is_followed_while_its_handles_stay),
		cmocka_unit_test(a_scope_that_a_census_missed_is_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
