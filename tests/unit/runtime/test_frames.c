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

/* Like JavaScript's: a frame pointer, and no unwind table. Calls its argument. */
#if defined(__x86_64__)
enum { CALL_RETURNS_AT = 6 };
static const unsigned char code[] = {
	0x55,		  /* push %rbp */
	0x48, 0x89, 0xe5, /* mov %rsp, %rbp */
	0xff, 0xd7,	  /* call *%rdi */
	0x5d,		  /* pop %rbp */
	0xc3,		  /* ret */
};
#elif defined(__aarch64__)
enum { CALL_RETURNS_AT = 12 };
static const uint32_t code[] = {
	0xa9bf7bfd, /* stp x29, x30, [sp, #-16]! */
	0x910003fd, /* mov x29, sp */
	0xd63f0000, /* blr x0 */
	0xa8c17bfd, /* ldp x29, x30, [sp], #16 */
	0xd65f03c0, /* ret */
};
/* As V8's own entry: other registers lie between the record and the caller's frame. */
static const uint32_t entry_code[] = {
	0xd10283ff, /* sub sp, sp, #160 */
	0xa9007bfd, /* stp x29, x30, [sp] */
	0x910003fd, /* mov x29, sp */
	0xd63f0000, /* blr x0 */
	0xa9407bfd, /* ldp x29, x30, [sp] */
	0x910283ff, /* add sp, sp, #160 */
	0xd65f03c0, /* ret */
};
#endif

/* Walks from below a frame that runs `bytes`, and returns where that code lies. */
__attribute__((noinline)) static uintptr_t walk_below(const void *bytes, size_t size)
{
	void *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	void (*call)(void (*)(void));

	assert_ptr_not_equal(page, MAP_FAILED);
	memcpy(page, bytes, size);
	assert_int_equal(mprotect(page, size, PROT_READ | PROT_EXEC), 0);
	__builtin___clear_cache(page, (char *)page + size);
	memcpy(&call, &page, sizeof(call));
	call(walk_from_further_in);
	munmap(page, size);
	return (uintptr_t)page;
}

static void assert_crossed(const volatile int *local)
{
	int32_t frame = v8scope_frames_find(frames, count, (uintptr_t)local);

	/* walk_below()'s caller: inside it are walk_below, the code, walk_from_further_in. */
	assert_int_equal(frame, 3);
	assert_false(frames[1].is_native);
	assert_true(frames[2].is_native);
	/* And on from there, by unwind tables again. */
	assert_true(count > 5);
	assert_true(frames[4].is_native);
}

static void frames_without_unwind_table_are_crossed(void **state)
{
	volatile int local = 0;
	uintptr_t page = walk_below(code, sizeof(code));

	(void)state;
	assert_int_equal(frames[1].ip, page + CALL_RETURNS_AT);
	assert_crossed(&local);
}

#ifdef __aarch64__
static void the_entry_into_javascript_is_crossed(void **state)
{
	volatile int local = 0;

	(void)state;
	walk_below(entry_code, sizeof(entry_code));
	assert_crossed(&local);
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
		cmocka_unit_test(frames_without_unwind_table_are_crossed),
#ifdef __aarch64__
		cmocka_unit_test(the_entry_into_javascript_is_crossed),
#endif
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
