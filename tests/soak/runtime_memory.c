/* SPDX-License-Identifier: MIT */
/*
 * Preloaded before the runtime: how much memory libv8scope.so itself holds that it asked malloc
 * for, told by who calls. Written to the file that SOAK_MEMORY names, as two counts of 8 bytes
 * in this machine's order: bytes and blocks that it holds.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <link.h>
#include <malloc.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void __libc_free(void *block);

struct held {
	int64_t bytes;
	int64_t blocks;
};

static struct held nowhere;
static struct held *held = &nowhere;
static uintptr_t runtime_begin; /* 0: not known yet */
static uintptr_t runtime_end;

static int find_runtime(struct dl_phdr_info *info, size_t size, void *data)
{
	(void)size;
	(void)data;
	if (strstr(info->dlpi_name, "/libv8scope.so") == NULL) {
		return 0;
	}
	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];

		if (segment->p_type == PT_LOAD && (segment->p_flags & PF_X) != 0) {
			runtime_begin = info->dlpi_addr + segment->p_vaddr;
			runtime_end = runtime_begin + segment->p_memsz;
		}
	}
	return 1;
}

/* Before main() and any constructor of the runtime's: it is named after this in LD_PRELOAD. */
__attribute__((constructor)) static void open_file(void)
{
	const char *path = getenv("SOAK_MEMORY");
	int file = path != NULL ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
	void *shared;

	dl_iterate_phdr(find_runtime, NULL);
	if (file < 0 || ftruncate(file, sizeof(*held)) != 0) {
		return;
	}
	shared = mmap(NULL, sizeof(*held), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	close(file);
	if (shared != MAP_FAILED) {
		*(struct held *)shared = *held;
		held = shared;
	}
}

/* `sign` is 1 for a block that is taken, -1 for one that is given back. */
static void count(const void *caller, void *block, int sign)
{
	uintptr_t address = (uintptr_t)caller;

	if (block != NULL && address >= runtime_begin && address < runtime_end) {
		__atomic_fetch_add(
			&held->bytes, sign * (int64_t)malloc_usable_size(block), __ATOMIC_RELAXED);
		__atomic_fetch_add(&held->blocks, sign, __ATOMIC_RELAXED);
	}
}

void *malloc(size_t size)
{
	void *block = __libc_malloc(size);

	count(__builtin_return_address(0), block, 1);
	return block;
}

void *calloc(size_t members, size_t size)
{
	void *block = __libc_calloc(members, size);

	count(__builtin_return_address(0), block, 1);
	return block;
}

void *realloc(void *old, size_t size)
{
	void *block;

	count(__builtin_return_address(0), old, -1);
	block = __libc_realloc(old, size);
	count(__builtin_return_address(0), block, 1);
	return block;
}

void free(void *block)
{
	count(__builtin_return_address(0), block, -1);
	__libc_free(block);
}
