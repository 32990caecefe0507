/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "elf_object.h"

/* The bytes from `address` to the end of the segment it is in, if that has `flags`; 0: none. */
static size_t room_at(const struct v8scope_elf_object *object, uintptr_t address, uint32_t flags)
{
	for (size_t i = 0; i < object->phnum; i++) {
		const ElfW(Phdr) *segment = &object->phdr[i];
		uintptr_t offset = address - (object->bias + segment->p_vaddr);

		if (segment->p_type == PT_LOAD && (segment->p_flags & flags) == flags &&
			offset < segment->p_memsz) {
			return segment->p_memsz - offset;
		}
	}
	return 0;
}

bool v8scope_elf_object_contains(const struct v8scope_elf_object *object, const void *address)
{
	return room_at(object, (uintptr_t)address, 0) > 0;
}

/* How many entries of that size can be read there. */
static size_t entries_at(const struct v8scope_elf_object *object, uintptr_t address, size_t size)
{
	return address % sizeof(uintptr_t) == 0 ? room_at(object, address, PF_R) / size : 0;
}

/* glibc relocates the d_ptr of most objects, but not those of the vDSO. */
static uintptr_t dynamic_address(const struct v8scope_elf_object *object, ElfW(Addr) value)
{
	return value < object->bias ? object->bias + value : value;
}

static void read_dynamic_entry(struct v8scope_elf_object *object, const ElfW(Dyn) * entry)
{
	uintptr_t address = dynamic_address(object, entry->d_un.d_ptr);

	switch (entry->d_tag) {
	case DT_SYMTAB:
		object->symtab = (const ElfW(Sym) *)address;
		break;
	case DT_STRTAB:
		object->strtab = (const char *)address;
		break;
	case DT_STRSZ:
		object->strsz = entry->d_un.d_val;
		break;
	case DT_JMPREL:
		object->jmprel = (const ElfW(Rela) *)address;
		break;
	case DT_PLTRELSZ:
		object->jmprel_count = entry->d_un.d_val / sizeof(ElfW(Rela));
		break;
	case DT_RELA:
		object->rela = (const ElfW(Rela) *)address;
		break;
	case DT_RELASZ:
		object->rela_count = entry->d_un.d_val / sizeof(ElfW(Rela));
		break;
	default:
		break;
	}
}

/* The dynamic section's address; 0: it has none. */
static uintptr_t read_segments(struct v8scope_elf_object *object)
{
	uintptr_t dynamic = 0;

	for (size_t i = 0; i < object->phnum; i++) {
		const ElfW(Phdr) *segment = &object->phdr[i];
		uintptr_t start = object->bias + segment->p_vaddr;

		if (segment->p_type == PT_DYNAMIC) {
			dynamic = start;
		} else if (segment->p_type == PT_GNU_RELRO) {
			object->relro_start = start;
			object->relro_end = start + segment->p_memsz;
		}
	}
	return dynamic;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Cuts the tables to what is mapped, and the names to the last that ends. */
static void cut_tables(struct v8scope_elf_object *object)
{
	object->symbol_count = entries_at(object, (uintptr_t)object->symtab, sizeof(ElfW(Sym)));
	object->jmprel_count = least(object->jmprel_count,
		entries_at(object, (uintptr_t)object->jmprel, sizeof(ElfW(Rela))));
	object->rela_count = least(object->rela_count,
		entries_at(object, (uintptr_t)object->rela, sizeof(ElfW(Rela))));
	object->strsz = least(object->strsz, room_at(object, (uintptr_t)object->strtab, PF_R));
	while (object->strsz > 0 && object->strtab[object->strsz - 1] != '\0') {
		object->strsz--;
	}
}

bool v8scope_elf_object_read(struct v8scope_elf_object *object, const struct dl_phdr_info *info)
{
	const ElfW(Dyn) * entry;
	uintptr_t dynamic;
	size_t count;

	*object = (struct v8scope_elf_object){
		.bias = info->dlpi_addr, .phdr = info->dlpi_phdr, .phnum = info->dlpi_phnum};
	dynamic = read_segments(object);
	count = entries_at(object, dynamic, sizeof(ElfW(Dyn)));
	entry = (const ElfW(Dyn) *)dynamic;
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): at NULL there are 0 entries */
	for (size_t i = 0; i < count && entry[i].d_tag != DT_NULL; i++) {
		read_dynamic_entry(object, &entry[i]);
	}
	cut_tables(object);
	return object->symbol_count > 0 && object->strsz > 0;
}

const char *v8scope_elf_object_name(const struct v8scope_elf_object *object, size_t symbol)
{
	if (symbol >= object->symbol_count || object->symtab[symbol].st_name >= object->strsz) {
		return NULL;
	}
	return object->strtab + object->symtab[symbol].st_name;
}

void **v8scope_elf_object_entry(const struct v8scope_elf_object *object, const ElfW(Rela) * reloc)
{
	uintptr_t entry = object->bias + reloc->r_offset;
	bool fits = entry % sizeof(void *) == 0 &&
		    room_at(object, entry, PF_R | PF_W) >= sizeof(void *);

	return fits ? (void **)entry : NULL;
}
