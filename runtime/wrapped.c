/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "wrapped.h"

#include <link.h>
#include <stddef.h>
#include <string.h>

static size_t padded(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

static bool has_our_note(const char *notes, size_t size)
{
	while (size >= sizeof(ElfW(Nhdr))) {
		const ElfW(Nhdr) *note = (const ElfW(Nhdr) *)notes;
		const char *name = notes + sizeof(*note);
		size_t length = sizeof(*note) + padded(note->n_namesz) + padded(note->n_descsz);

		if (length > size) {
			return false;
		}
		if (note->n_type == V8SCOPE_WRAPPED_NOTE_TYPE &&
			note->n_namesz == sizeof(V8SCOPE_WRAPPED_NOTE_NAME) &&
			memcmp(name, V8SCOPE_WRAPPED_NOTE_NAME, note->n_namesz) == 0) {
			return true;
		}
		notes += length;
		size -= length;
	}
	return false;
}

static int look(struct dl_phdr_info *info, size_t size, void *data)
{
	bool *found = data;

	(void)size;
	for (size_t i = 0; i < info->dlpi_phnum && !*found; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];

		/* Notes that are aligned to 8 bytes are padded otherwise, and never ours. */
		if (segment->p_type == PT_NOTE && segment->p_align <= 4) {
			*found = has_our_note(
				(const char *)info->dlpi_addr + segment->p_vaddr, segment->p_memsz);
		}
	}
	return *found;
}

bool v8scope_wrapped_is_loaded(void)
{
	bool found = false;

	dl_iterate_phdr(look, &found);
	return found;
}
