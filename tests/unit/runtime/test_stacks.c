/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <ucontext.h>

#include <cmocka.h>

#include "env.h"
#include "locks.h"
#include "stacks.h"

static struct v8scope_thread_stack thread_stack;

struct capture {
	struct v8scope_stack *stack;
	uintptr_t ip;
	uintptr_t cfa;
};

/* Stands for a hook. */
__attribute__((noinline)) static struct capture hook(void)
{
	struct capture capture = {
		.ip = (uintptr_t)__builtin_return_address(0),
		.cfa = (uintptr_t)__builtin_dwarf_cfa(),
	};

	capture.stack = v8scope_stack_capture(&thread_stack, capture.ip, capture.cfa);
	return capture;
}

__attribute__((noinline)) static struct capture opener(void)
{
	struct capture capture = hook();

	__asm__ volatile("" ::: "memory");
	return capture;
}

__attribute__((noinline)) static struct capture first_caller(void)
{
	struct capture capture = opener();

	__asm__ volatile("nop" ::: "memory");
	return capture;
}

__attribute__((noinline)) static struct capture second_caller(void)
{
	struct capture capture = opener();

	__asm__ volatile("nop; nop" ::: "memory");
	return capture;
}

static void a_stack_begins_with_the_hooks_return_address(void **state)
{
	struct capture capture = first_caller();

	(void)state;
	assert_non_null(capture.stack);
	assert_true(capture.stack->count >= 3);
	assert_true(capture.stack->ips[0] == capture.ip);
	assert_true(capture.stack->distances[0] == 0);
}

static void the_same_stack_is_one_record(void **state)
{
	struct v8scope_stack *seen = NULL;

	(void)state;
	for (int i = 0; i < 100; i++) {
		struct v8scope_stack *stack = first_caller().stack;

		assert_true(seen == NULL || stack == seen);
		seen = stack;
	}
	assert_ptr_equal(v8scope_stack_by_id(seen->id), seen);
}

static void callers_are_told_apart_at_the_same_depth(void **state)
{
	struct v8scope_stack *stacks[4];

	(void)state;
	for (int i = 0; i < 4; i++) {
		stacks[i] = i % 2 == 0 ? first_caller().stack : second_caller().stack;
	}
	assert_ptr_equal(stacks[0], stacks[2]);
	assert_ptr_equal(stacks[1], stacks[3]);
	assert_ptr_not_equal(stacks[0], stacks[1]);
	assert_true(stacks[0]->ips[0] == stacks[1]->ips[0]);
	assert_true(stacks[0]->ips[1] != stacks[1]->ips[1]);
}

/* Stands for what a scope's owner does long after it opened the scope. */
__attribute__((noinline)) static uint32_t census(
	const struct capture *capture, uintptr_t ips[V8SCOPE_STACK_DEPTH_MAX])
{
	return v8scope_stack_read_frames(capture->stack, &thread_stack, capture->cfa, ips);
}

static void frames_are_read_where_they_stand_now(void **state)
{
	uintptr_t ips[V8SCOPE_STACK_DEPTH_MAX];
	struct capture capture = hook();
	uint32_t count = census(&capture, ips);

	(void)state;
	assert_int_equal(count, capture.stack->count);
	/* This function has gone on, its callers stand where they stood. */
	assert_true(ips[0] > capture.stack->ips[0]);
	assert_true(ips[0] < capture.stack->ips[0] + 4096);
	assert_true(ips[1] == capture.stack->ips[1]);
}

static void a_stack_through_unloaded_code_is_not_recognised(void **state)
{
	struct v8scope_stack *through[3];
	struct v8scope_stack *beside[3];

	(void)state;
	for (int i = 0; i < 3; i++) {
		through[i] = first_caller().stack;
		beside[i] = second_caller().stack;
		if (i == 0) {
			v8scope_stacks_unloaded(through[0]->ips[1] - 1, through[0]->ips[1], 7, 0);
		}
	}
	assert_int_equal(through[0]->unloaded_at, 7);
	assert_ptr_not_equal(through[1], through[0]);
	assert_int_equal(through[1]->unloaded_at, 0);
	assert_ptr_equal(through[2], through[1]);
	assert_ptr_equal(beside[1], beside[0]);
}

static void unknown_ids_have_no_record(void **state)
{
	(void)state;
	assert_null(v8scope_stack_by_id(0));
	assert_null(v8scope_stack_by_id(1u << 30));
}

static struct capture on_coroutine;
static ucontext_t main_context;
static ucontext_t coroutine_context;

static void coroutine(void)
{
	on_coroutine = opener();
}

static void no_stack_is_taken_on_a_coroutine(void **state)
{
	enum { SIZE = 64 * 1024 };
	void *memory = malloc(SIZE);

	(void)state;
	assert_non_null(memory);
	assert_int_equal(getcontext(&coroutine_context), 0);
	coroutine_context.uc_stack.ss_sp = memory;
	coroutine_context.uc_stack.ss_size = SIZE;
	coroutine_context.uc_link = &main_context;
	makecontext(&coroutine_context, coroutine, 0);
	assert_int_equal(swapcontext(&main_context, &coroutine_context), 0);
	assert_null(on_coroutine.stack);
	free(memory);
}

static void a_depth_of_zero_takes_no_stacks(void **state)
{
	(void)state;
	v8scope_env.stack_depth = 0;
	v8scope_thread_stack_init(&thread_stack); /* empties the cache */
	assert_true(hook().ip != 0);
	assert_null(hook().stack);
	v8scope_env.stack_depth = 16;
}

static void the_depth_is_kept(void **state)
{
	(void)state;
	v8scope_env.stack_depth = 2;
	assert_int_equal(hook().stack->count, 2);
	v8scope_env.stack_depth = 16;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stack_begins_with_the_hooks_return_address),
		cmocka_unit_test(the_same_stack_is_one_record),
		cmocka_unit_test(callers_are_told_apart_at_the_same_depth),
		cmocka_unit_test(frames_are_read_where_they_stand_now),
		cmocka_unit_test(a_stack_through_unloaded_code_is_not_recognised),
		cmocka_unit_test(unknown_ids_have_no_record),
		cmocka_unit_test(no_stack_is_taken_on_a_coroutine),
		cmocka_unit_test(a_depth_of_zero_takes_no_stacks),
		cmocka_unit_test(the_depth_is_kept),
	};

	v8scope_locks_init();
	v8scope_thread_stack_init(&thread_stack);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
