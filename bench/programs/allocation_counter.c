/* SPDX-License-Identifier: MIT */
/* Preloaded: counts what the whole process allocates with malloc, calloc and realloc. */
#include <stddef.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);

extern unsigned long bench_allocations;
unsigned long bench_allocations;

static void count(void)
{
	__atomic_fetch_add(&bench_allocations, 1, __ATOMIC_RELAXED);
}

extern void *malloc(size_t size);
void *malloc(size_t size)
{
	count();
	return __libc_malloc(size);
}

extern void *calloc(size_t members, size_t size);
void *calloc(size_t members, size_t size)
{
	count();
	return __libc_calloc(members, size);
}

extern void *realloc(void *block, size_t size);
void *realloc(void *block, size_t size)
{
	count();
	return __libc_realloc(block, size);
}
