/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "frames.h"

static struct v8scope_thread_stack thread;
static struct v8scope_frame frames[V8SCOPE_FRAMES_MAX];
static uint32_t count;

__attribute__((noinline)) static void walk(void)
{
	count = v8scope_frames_walk(&thread, (uintptr_t)__builtin_dwarf_cfa(), frames);
	__asm__ volatile("" ::: "memory");
}

__attribute__((noinline)) static void walk_from_further_in(void)
{
	walk();
	__asm__ volatile("" ::: "memory");
}

static void an_address_is_in_the_frame_of_its_function(void **state)
{
	volatile int local = 0;
	int32_t frame;

	(void)state;
	walk_from_further_in();
	frame = v8scope_frames_find(frames, count, (uintptr_t)&local);
	assert_true(frame >= 1);
	assert_true(frames[frame].is_native);
	assert_int_equal(v8scope_frames_find(frames, count, frames[0].cfa - 1), -1);
	assert_int_equal(v8scope_frames_find(frames, count, thread.high), -1);
}

#ifdef __x86_64__
/* Like JavaScript's: a frame pointer, and no unwind table. */
static const unsigned char code[] = {
	0x55,		  /* push %rbp */
	0x48, 0x89, 0xe5, /* mov %rsp, %rbp */
	0xff, 0xd7,	  /* call *%rdi */
	0x5d,		  /* pop %rbp */
	0xc3,		  /* ret */
};

static void frames_without_unwind_table_are_crossed(void **state)
{
	volatile int local = 0;
	void *page = mmap(
		NULL, sizeof(code), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	void (*call)(void (*)(void));
	int32_t frame;

	(void)state;
	assert_ptr_not_equal(page, MAP_FAILED);
	memcpy(page, code, sizeof(code));
	assert_int_equal(mprotect(page, sizeof(code), PROT_READ | PROT_EXEC), 0);
	memcpy(&call, &page, sizeof(call));
	call(walk_from_further_in);
	frame = v8scope_frames_find(frames, count, (uintptr_t)&local);
	assert_int_equal(frame, 2);
	assert_false(frames[1].is_native);
	assert_int_equal(frames[1].ip, (uintptr_t)page + 6);
	assert_true(frames[2].is_native);
	/* And on from there, by unwind tables again. */
	assert_true(count > 4);
	assert_true(frames[3].is_native);
	munmap(page, sizeof(code));
}
#endif

static int set_up(void **state)
{
	(void)state;
	v8scope_thread_stack_init(&thread);
	return thread.high == 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_is_in_the_frame_of_its_function),
#ifdef __x86_64__
		cmocka_unit_test(frames_without_unwind_table_are_crossed),
#endif
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
