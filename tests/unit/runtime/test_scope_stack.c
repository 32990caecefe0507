/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scope_stack.h"

static void open_scope(struct v8scope_scope_stack *stack, uintptr_t address, uint32_t base)
{
	struct v8scope_scope *scope = v8scope_scope_stack_push(stack);

	assert_non_null(scope);
	*scope = (struct v8scope_scope){.id = address, .address = address, .base = base};
}

static void an_empty_stack_has_no_innermost_scope(void **state)
{
	struct v8scope_scope_stack stack = {0};

	(void)state;
	assert_null(v8scope_scope_stack_top(&stack));
	assert_int_equal(v8scope_scope_stack_find(&stack, 1), -1);
	v8scope_scope_stack_fini(&stack);
}

static void handles_of_a_scope_leave_out_nested_scopes(void **state)
{
	struct v8scope_scope_stack stack = {0};

	(void)state;
	open_scope(&stack, 100, 5);
	open_scope(&stack, 200, 15);
	open_scope(&stack, 300, 15);
	assert_int_equal(v8scope_scope_stack_handles(&stack, 0, 3, 22), 10);
	assert_int_equal(v8scope_scope_stack_handles(&stack, 1, 3, 22), 0);
	assert_int_equal(v8scope_scope_stack_handles(&stack, 2, 3, 22), 7);
	v8scope_scope_stack_fini(&stack);
}

static void handles_of_scopes_that_are_gone_fall_to_the_last_live_one(void **state)
{
	struct v8scope_scope_stack stack = {0};

	(void)state;
	open_scope(&stack, 100, 5);
	open_scope(&stack, 200, 15);
	assert_int_equal(v8scope_scope_stack_handles(&stack, 0, 1, 22), 17);
	v8scope_scope_stack_fini(&stack);
}

static void handles_are_never_negative(void **state)
{
	struct v8scope_scope_stack stack = {0};

	(void)state;
	open_scope(&stack, 100, 50);
	assert_int_equal(v8scope_scope_stack_handles(&stack, 0, 1, 22), 0);
	v8scope_scope_stack_fini(&stack);
}

static void the_innermost_of_two_scopes_at_an_address_is_found(void **state)
{
	struct v8scope_scope_stack stack = {0};

	(void)state;
	open_scope(&stack, 100, 0);
	open_scope(&stack, 200, 0);
	open_scope(&stack, 100, 0);
	assert_int_equal(v8scope_scope_stack_find(&stack, 100), 2);
	assert_int_equal(v8scope_scope_stack_find(&stack, 200), 1);
	v8scope_scope_stack_fini(&stack);
}

static void scopes_nest_100000_deep(void **state)
{
	struct v8scope_scope_stack stack = {0};

	(void)state;
	for (uint32_t i = 0; i < 100000; i++) {
		open_scope(&stack, 1000 + i, i);
	}
	assert_int_equal(stack.count, 100000);
	assert_int_equal(v8scope_scope_stack_top(&stack)->base, 99999);
	assert_int_equal(v8scope_scope_stack_find(&stack, 1000), 0);
	v8scope_scope_stack_fini(&stack);
	assert_int_equal(stack.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_stack_has_no_innermost_scope),
		cmocka_unit_test(handles_of_a_scope_leave_out_nested_scopes),
		cmocka_unit_test(handles_of_scopes_that_are_gone_fall_to_the_last_live_one),
		cmocka_unit_test(handles_are_never_negative),
		cmocka_unit_test(the_innermost_of_two_scopes_at_an_address_is_found),
		cmocka_unit_test(scopes_nest_100000_deep),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
