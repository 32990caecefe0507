/* SPDX-License-Identifier: MIT */
/*
 * Any tables in a loaded object, as the patcher of GOT entries walks them. Segments that are
 * loaded lie in the image, since somebody mapped them; all else is what the bytes say.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "checks.h"
#include "got.h"
#include "input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

typedef int (*phdr_callback)(struct dl_phdr_info *info, size_t size, void *data);
int __real_dl_iterate_phdr(phdr_callback callback, void *data);
int __wrap_dl_iterate_phdr(phdr_callback callback, void *data);

enum { PAGE = 4096, IMAGE = 2 * PAGE, MAX_SEGMENTS = 6 };

/* The only object that is loaded, for the patcher; NULL: the real ones, for sanitizers. */
static struct dl_phdr_info *loaded;

int __wrap_dl_iterate_phdr(phdr_callback callback, void *data)
{
	if (loaded != NULL) {
		return callback(loaded, sizeof(*loaded), data);
	}
	return __real_dl_iterate_phdr(callback, data);
}

static void hook(void)
{
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	v8scope_got_add_hook("hooked", (void *)abort, (void *)hook);
	v8scope_got_add_hook_everywhere("everywhere", (void *)hook);
	v8scope_got_use_hooks();
	return 0;
}

static void read_segment(struct fuzz_input *input, ElfW(Phdr) * segment)
{
	static const uint32_t types[] = {PT_LOAD, PT_DYNAMIC, PT_GNU_RELRO, PT_NOTE};

	segment->p_type = types[fuzz_read_byte(input) % G_N_ELEMENTS(types)];
	segment->p_flags = fuzz_read_byte(input) & 7;
	segment->p_vaddr = fuzz_read_number(input);
	segment->p_memsz = fuzz_read_number(input);
	if (segment->p_type == PT_LOAD) {
		segment->p_vaddr %= IMAGE;
		segment->p_memsz = MIN(segment->p_memsz, IMAGE - segment->p_vaddr);
	}
}

/* What is not in a page that may be written is as it was. */
static void patch(uint8_t *image)
{
	uint8_t *before = g_memdup2(image, IMAGE);
	size_t patched = v8scope_got_patch_all();
	size_t changed = 0;

	FUZZ_CHECK(mprotect(image, IMAGE, PROT_READ | PROT_WRITE) == 0);
	for (size_t i = 0; i < IMAGE; i += sizeof(void *)) {
		changed += memcmp(image + i, before + i, sizeof(void *)) != 0;
	}
	FUZZ_CHECK(changed <= patched);
	g_free(before);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *image = aligned_alloc(PAGE, IMAGE);
	ElfW(Phdr) segments[MAX_SEGMENTS] = {0};
	struct dl_phdr_info info = {
		.dlpi_addr = (uintptr_t)image, .dlpi_name = "image", .dlpi_phdr = segments};
	struct fuzz_input input;

	fuzz_input_init(&input, data, size);
	info.dlpi_phnum = fuzz_read_byte(&input) % (MAX_SEGMENTS + 1);
	for (size_t i = 0; i < info.dlpi_phnum; i++) {
		read_segment(&input, &segments[i]);
	}
	memset(image, 0, IMAGE);
	memcpy(image, input.next, MIN(input.left, IMAGE));
	loaded = &info;
	patch(image);
	loaded = NULL;
	free(image);
	fuzz_input_fini(&input);
	return 0;
}
