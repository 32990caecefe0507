/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "dynamic_symbols.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <stddef.h>
#include <stdint.h>

struct table {
	uintptr_t bias;
	const ElfW(Sym) * symbols;
	const char *strings;
	size_t count;
};

/* The dynamic section does not say how many symbols there are; its hash table does. */
static size_t count_gnu_hash(const uint32_t *hash)
{
	uint32_t bucket_count = hash[0];
	uint32_t first = hash[1];
	const uint32_t *buckets = hash + 4 + hash[2] * (sizeof(ElfW(Addr)) / sizeof(uint32_t));
	const uint32_t *chains = buckets + bucket_count;
	uint32_t last = 0;

	for (uint32_t i = 0; i < bucket_count; i++) {
		last = buckets[i] > last ? buckets[i] : last;
	}
	if (last < first) {
		return first;
	}
	while ((chains[last - first] & 1) == 0) {
		last++;
	}
	return last + 1;
}

static void read_table(struct table *table, const struct link_map *map)
{
	table->bias = map->l_addr;
	for (const ElfW(Dyn) *entry = map->l_ld; entry->d_tag != DT_NULL; entry++) {
		const void *address = (const void *)entry->d_un.d_ptr;

		if (entry->d_tag == DT_SYMTAB) {
			table->symbols = address;
		} else if (entry->d_tag == DT_STRTAB) {
			table->strings = address;
		} else if (entry->d_tag == DT_GNU_HASH) {
			table->count = count_gnu_hash(address);
		} else if (entry->d_tag == DT_HASH && table->count == 0) {
			table->count = ((const uint32_t *)address)[1];
		}
	}
}

void v8scope_dynamic_symbols_for_each(const void *address,
	void (*visit)(const char *name, const void *address, void *data), void *data)
{
	struct table table = {0};
	struct link_map *map;
	Dl_info info;

	if (dladdr1(address, &info, (void **)&map, RTLD_DL_LINKMAP) == 0) {
		return;
	}
	read_table(&table, map);
	if (table.symbols == NULL || table.strings == NULL) {
		return;
	}
	for (size_t i = 1; i < table.count; i++) {
		const ElfW(Sym) *symbol = &table.symbols[i];

		if (symbol->st_shndx != SHN_UNDEF && ELF64_ST_TYPE(symbol->st_info) == STT_OBJECT) {
			visit(table.strings + symbol->st_name,
				(const void *)(table.bias + symbol->st_value), data);
		}
	}
}
