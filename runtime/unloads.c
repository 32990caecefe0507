/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "unloads.h"

#include <link.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

#include "clock.h"
#include "globals.h"
#include "locks.h"
#include "stacks.h"

enum { OBJECTS_MAX = 1024 }; /* of more than these are loaded, the rest is not watched */

struct object {
	uintptr_t begin;
	uintptr_t end;
	uint64_t name;	   /* its hash */
	uint64_t build_id; /* its hash; 0: it has none */
};

struct objects {
	struct object list[OBJECTS_MAX];
	size_t count;
	unsigned long long loads; /* of the dynamic linker, ever */
	unsigned long long unloads;
};

/* All under locks.objects. */
static struct objects known;
static struct objects found;
static uint64_t known_at;

enum { NOTE_ALIGNMENT = 4 };
static const uint64_t hash_start = 0xCBF29CE484222325u;

/* The dynamic linker's lock guards what it has mapped, which ThreadSanitizer cannot know. */
__attribute__((no_sanitize("thread"))) static uint64_t hash_bytes(
	uint64_t hash, const void *bytes, size_t size)
{
	const unsigned char *byte = bytes;

	for (size_t i = 0; i < size; i++) {
		hash = (hash ^ byte[i]) * 0x100000001B3u;
	}
	return hash;
}

static size_t aligned(size_t size)
{
	return (size + NOTE_ALIGNMENT - 1) & ~(size_t)(NOTE_ALIGNMENT - 1);
}

/* Of the notes in `size` bytes, that of the build-id; 0 if there is none. */
__attribute__((no_sanitize("thread"))) static uint64_t hash_build_id(
	const unsigned char *notes, size_t size)
{
	static const char owner[] = "GNU";

	while (size >= sizeof(ElfW(Nhdr))) {
		const ElfW(Nhdr) *note = (const ElfW(Nhdr) *)notes;
		size_t name = aligned(note->n_namesz);
		size_t description = aligned(note->n_descsz);

		notes += sizeof(*note);
		size -= sizeof(*note);
		if (name > size || description > size - name) {
			return 0;
		}
		if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == sizeof(owner) &&
			note->n_descsz > 0 && memcmp(notes, owner, sizeof(owner)) == 0) {
			return hash_bytes(hash_start, notes + name, note->n_descsz);
		}
		notes += name + description;
		size -= name + description;
	}
	return 0;
}

/* Whether all of a segment is in the readable memory of one that was loaded. */
static bool is_loaded(const struct dl_phdr_info *info, const ElfW(Phdr) * segment)
{
	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *loaded = &info->dlpi_phdr[i];

		if (loaded->p_type == PT_LOAD && (loaded->p_flags & PF_R) != 0 &&
			segment->p_vaddr >= loaded->p_vaddr &&
			segment->p_filesz <= loaded->p_filesz &&
			segment->p_vaddr - loaded->p_vaddr <=
				loaded->p_filesz - segment->p_filesz) {
			return true;
		}
	}
	return false;
}

static struct object describe(const struct dl_phdr_info *info)
{
	struct object object = {.begin = UINTPTR_MAX,
		.name = hash_bytes(hash_start, info->dlpi_name, strlen(info->dlpi_name))};

	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + segment->p_vaddr;

		if (segment->p_type == PT_NOTE && object.build_id == 0 &&
			is_loaded(info, segment)) {
			object.build_id =
				hash_build_id((const unsigned char *)start, segment->p_filesz);
		}
		if (segment->p_type != PT_LOAD) {
			continue;
		}
		object.begin = start < object.begin ? start : object.begin;
		object.end = start + segment->p_memsz > object.end ? start + segment->p_memsz
								   : object.end;
	}
	return object;
}

/* Ends the iteration, with 1, at once if nothing was loaded or unloaded since. */
static int collect(struct dl_phdr_info *info, size_t size, void *data)
{
	(void)size;
	(void)data;
	if (info->dlpi_adds == known.loads && info->dlpi_subs == known.unloads) {
		return 1;
	}
	found.loads = info->dlpi_adds;
	found.unloads = info->dlpi_subs;
	if (found.count < OBJECTS_MAX) {
		found.list[found.count++] = describe(info);
	}
	return 0;
}

/* What the same code at the same place is known by; 0 if it has no build-id to tell. */
static uint64_t identity_of(const struct object *object)
{
	return object->build_id != 0 ? hash_bytes(hash_start, object, sizeof(*object)) : 0;
}

static bool is_among(const struct objects *objects, const struct object *object)
{
	for (size_t i = 0; i < objects->count; i++) {
		if (memcmp(&objects->list[i], object, sizeof(*object)) == 0) {
			return true;
		}
	}
	return false;
}

static bool close_gone(uint64_t clock_ns)
{
	bool any = false;

	for (size_t i = 0; i < known.count; i++) {
		const struct object *object = &known.list[i];

		if (!is_among(&found, object)) {
			v8scope_stacks_unloaded(
				object->begin, object->end, clock_ns, identity_of(object));
			v8scope_globals_unloaded(object->begin, object->end, clock_ns);
			any = true;
		}
	}
	return any;
}

static void reopen_back(void)
{
	for (size_t i = 0; i < found.count; i++) {
		const struct object *object = &found.list[i];

		if (object->build_id != 0 && !is_among(&known, object)) {
			v8scope_stacks_reloaded(identity_of(object));
		}
	}
}

bool v8scope_unloads_look(uint64_t clock_ns)
{
	bool any = false;

	pthread_mutex_lock(&v8scope_locks.objects);
	found.count = 0;
	if (dl_iterate_phdr(collect, NULL) == 0) {
		any = close_gone(clock_ns != 0 ? clock_ns : known_at);
		reopen_back();
		known = found;
	}
	known_at = v8scope_clock_exact();
	pthread_mutex_unlock(&v8scope_locks.objects);
	return any;
}
