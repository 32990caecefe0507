/* SPDX-License-Identifier: MIT */
/*
 * What of a loaded object's dynamic section the patcher needs. The dynamic linker has used
 * all of it before, but packers and protectors leave tables that lie: nothing is read
 * outside of what the object has mapped.
 */
#ifndef V8SCOPE_ELF_OBJECT_H
#define V8SCOPE_ELF_OBJECT_H

#include <elf.h>
#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Addresses are absolute; what a pointer leads to is borrowed from the object. */
struct v8scope_elf_object {
	uintptr_t bias;
	const ElfW(Phdr) * phdr;
	size_t phnum;
	const ElfW(Sym) * symtab;
	size_t symbol_count; /* for which there is room: the section does not say how many */
	const char *strtab;
	size_t strsz; /* ends with NUL, if not 0 */
	const ElfW(Rela) * jmprel;
	size_t jmprel_count;
	const ElfW(Rela) * rela;
	size_t rela_count;
	uintptr_t relro_start; /* 0: none */
	uintptr_t relro_end;
};

/* False: it has no symbols that could be imported. Valid as long as the object is loaded. */
bool v8scope_elf_object_read(struct v8scope_elf_object *object, const struct dl_phdr_info *info);

bool v8scope_elf_object_contains(const struct v8scope_elf_object *object, const void *address);

/* Of a symbol; NULL: there is no such symbol, or its name is not in the object. */
const char *v8scope_elf_object_name(const struct v8scope_elf_object *object, size_t symbol);

/* Where a relocation's entry of the GOT is; NULL: not in what the object may write. */
void **v8scope_elf_object_entry(const struct v8scope_elf_object *object, const ElfW(Rela) * reloc);

#endif
