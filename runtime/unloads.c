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
	uint64_t name; /* its hash */
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

/* The dynamic linker's lock guards names, which ThreadSanitizer cannot know. */
__attribute__((no_sanitize("thread"))) static uint64_t hash_name(const char *name)
{
	uint64_t hash = 0xCBF29CE484222325u;

	for (; *name != '\0'; name++) {
		hash = (hash ^ (unsigned char)*name) * 0x100000001B3u;
	}
	return hash;
}

static struct object describe(const struct dl_phdr_info *info)
{
	struct object object = {UINTPTR_MAX, 0, hash_name(info->dlpi_name)};

	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + segment->p_vaddr;

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

static bool is_found(const struct object *object)
{
	for (size_t i = 0; i < found.count; i++) {
		if (memcmp(&found.list[i], object, sizeof(*object)) == 0) {
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

		if (!is_found(object)) {
			v8scope_stacks_unloaded(object->begin, object->end, clock_ns);
			v8scope_globals_unloaded(object->begin, object->end, clock_ns);
			any = true;
		}
	}
	return any;
}

bool v8scope_unloads_look(uint64_t clock_ns)
{
	bool any = false;

	pthread_mutex_lock(&v8scope_locks.objects);
	found.count = 0;
	if (dl_iterate_phdr(collect, NULL) == 0) {
		any = close_gone(clock_ns != 0 ? clock_ns : known_at);
		known = found;
	}
	known_at = v8scope_clock_exact();
	pthread_mutex_unlock(&v8scope_locks.objects);
	return any;
}
