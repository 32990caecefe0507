/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* dl_iterate_phdr */
#include "load_map.h"

#include <link.h>

struct search {
	uint64_t address;
	struct loaded_object *object;
};

static int examine(struct dl_phdr_info *info, size_t size, void *data)
{
	const struct search *search = data;
	uint64_t low = UINT64_MAX;
	uint64_t high = 0;

	(void)size;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *header = &info->dlpi_phdr[i];
		uint64_t start = info->dlpi_addr + header->p_vaddr;

		if (header->p_type != PT_LOAD) {
			continue;
		}
		low = start < low ? start : low;
		high = start + header->p_memsz > high ? start + header->p_memsz : high;
	}
	if (search->address < low || search->address >= high) {
		return 0;
	}
	search->object->base = low;
	search->object->size = high - low;
	return 1;
}

bool load_map_find(const void *address, struct loaded_object *object)
{
	struct search search = {.address = (uintptr_t)address, .object = object};

	return dl_iterate_phdr(examine, &search) == 1;
}
