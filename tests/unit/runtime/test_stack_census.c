/* SPDX-License-Identifier: MIT */
/* Scopes, or what looks like them, of the test's own making on its own stack. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stack_census.h"

struct scope {
	uintptr_t isolate;
	uintptr_t prev_next;
	uintptr_t prev_limit;
};

static char isolate;
static uintptr_t slots[2][V8SCOPE_HANDLE_BLOCK_SIZE];
static uintptr_t list[] = {(uintptr_t)slots[0], (uintptr_t)slots[1]};
static const struct v8scope_handle_blocks blocks = {
	.list = (uintptr_t)list, .count = 2, .handles = V8SCOPE_HANDLE_BLOCK_SIZE + 10};
static struct v8scope_stack_census census;
static struct v8scope_thread_stack thread;

static uintptr_t end_of(int block)
{
	return (uintptr_t)(slots[block] + V8SCOPE_HANDLE_BLOCK_SIZE);
}

__attribute__((noinline)) static bool take(void)
{
	return v8scope_stack_census_take(
		&census, &thread, (uintptr_t)&isolate, &blocks, (uintptr_t)__builtin_dwarf_cfa());
}

static const struct v8scope_found *find(const volatile struct scope *scope)
{
	for (uint32_t i = 0; i < census.count; i++) {
		if (census.found[i].address == (uintptr_t)scope) {
			return &census.found[i];
		}
	}
	return NULL;
}

static void scopes_are_found_and_numbered(void **state)
{
	volatile struct scope first = {(uintptr_t)&isolate, 0, 0};
	volatile struct scope second = {(uintptr_t)&isolate, (uintptr_t)&slots[0][7], end_of(0)};
	volatile struct scope full = {(uintptr_t)&isolate, end_of(0), end_of(0)};
	volatile struct scope third = {(uintptr_t)&isolate, (uintptr_t)&slots[1][3], end_of(1)};

	(void)state;
	assert_true(take());
	assert_int_equal(find(&first)->first, 0);
	assert_int_equal(find(&second)->first, 7);
	assert_int_equal(find(&full)->first, V8SCOPE_HANDLE_BLOCK_SIZE);
	assert_int_equal(find(&third)->first, V8SCOPE_HANDLE_BLOCK_SIZE + 3);
	assert_int_equal(find(&first)->frame, find(&third)->frame);
	for (uint32_t i = 1; i < census.count; i++) {
		assert_true(census.found[i - 1].first <= census.found[i].first);
	}
}

static void a_scope_under_a_seal_is_found(void **state)
{
	uintptr_t next = (uintptr_t)&slots[0][5];
	volatile struct scope sealed = {(uintptr_t)&isolate, next, next};

	(void)state;
	assert_true(take());
	assert_int_equal(find(&sealed)->first, 5);
}

static void what_no_scope_can_be_is_not_found(void **state)
{
	uintptr_t next = (uintptr_t)&slots[0][5];
	volatile struct scope no_end = {(uintptr_t)&isolate, next, end_of(0) - 8};
	volatile struct scope no_block = {(uintptr_t)&isolate, (uintptr_t)&list[0], end_of(0)};
	volatile struct scope other = {(uintptr_t)&isolate + 8, next, end_of(0)};
	volatile struct scope above = {(uintptr_t)&isolate, (uintptr_t)&slots[1][11], end_of(1)};

	(void)state;
	assert_true(take());
	assert_null(find(&no_end));
	assert_null(find(&no_block));
	assert_null(find(&other));
	assert_null(find(&above));
}

static void nothing_is_found_on_a_stack_that_is_not_known(void **state)
{
	struct v8scope_thread_stack here = thread;
	volatile struct scope scope = {(uintptr_t)&isolate, 0, 0};

	(void)state;
	(void)scope;
	thread.high = thread.low + 64;
	assert_false(take());
	assert_int_equal(census.count, 0);
	thread = here;
}

static void more_than_fit_are_none(void **state)
{
	volatile struct scope scopes[V8SCOPE_FOUND_MAX + 1];

	(void)state;
	for (size_t i = 0; i <= V8SCOPE_FOUND_MAX; i++) {
		scopes[i].isolate = (uintptr_t)&isolate;
		scopes[i].prev_next = 0;
		scopes[i].prev_limit = 0;
	}
	assert_int_equal(scopes[0].prev_next, 0);
	assert_false(take());
	assert_int_equal(census.count, 0);
}

static int set_up(void **state)
{
	(void)state;
	v8scope_thread_stack_init(&thread);
	return thread.high == 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scopes_are_found_and_numbered),
		cmocka_unit_test(a_scope_under_a_seal_is_found),
		cmocka_unit_test(what_no_scope_can_be_is_not_found),
		cmocka_unit_test(nothing_is_found_on_a_stack_that_is_not_known),
		cmocka_unit_test(more_than_fit_are_none),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
