/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "got.h"

#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "elf_object.h"
#include "locks.h"
#include "log.h"

#if defined(__x86_64__)
#define RELOC_JUMP_SLOT R_X86_64_JUMP_SLOT
#define RELOC_GLOB_DAT R_X86_64_GLOB_DAT
#elif defined(__aarch64__)
#define RELOC_JUMP_SLOT R_AARCH64_JUMP_SLOT
#define RELOC_GLOB_DAT R_AARCH64_GLOB_DAT
#else
#error "v8scope knows the relocations of x86-64 and aarch64 only"
#endif

struct hook {
	const char *symbol;
	void *real;
	void *hook;
	bool everywhere;
	uint32_t imports; /* entries rewritten */
};

/* Room for every symbol of the manifests, aliases included. */
enum { HOOKS_MAX = 256 };
/* All below is under locks.got: any thread may load an object at any time. */
static struct hook hooks[HOOKS_MAX];
static size_t hook_count; /* in force, sorted; those that were added since follow them */
static size_t added_count;

static int compare_hooks(const void *left, const void *right)
{
	return strcmp(((const struct hook *)left)->symbol, ((const struct hook *)right)->symbol);
}

static void add_hook(const struct hook *hook)
{
	pthread_mutex_lock(&v8scope_locks.got);
	if (hook_count + added_count < HOOKS_MAX) {
		hooks[hook_count + added_count++] = *hook;
	} else {
		v8scope_log("no room to hook %s", hook->symbol);
	}
	pthread_mutex_unlock(&v8scope_locks.got);
}

void v8scope_got_add_hook(const char *symbol, void *real, void *hook)
{
	add_hook(&(struct hook){symbol, real, hook, false, 0});
}

void v8scope_got_add_hook_everywhere(const char *symbol, void *hook)
{
	add_hook(&(struct hook){symbol, NULL, hook, true, 0});
}

void v8scope_got_use_hooks(void)
{
	pthread_mutex_lock(&v8scope_locks.got);
	hook_count += added_count;
	added_count = 0;
	qsort(hooks, hook_count, sizeof(hooks[0]), compare_hooks);
	pthread_mutex_unlock(&v8scope_locks.got);
}

static struct hook *find_hook(const char *symbol)
{
	struct hook key = {.symbol = symbol};

	return bsearch(&key, hooks, hook_count, sizeof(hooks[0]), compare_hooks);
}

static bool is_v8scope(const struct v8scope_elf_object *object)
{
	return v8scope_elf_object_contains(object, (const void *)&v8scope_got_patch_all);
}

/* Whether it defines what others import: V8, or all of node. */
static bool is_provider(const struct v8scope_elf_object *object)
{
	for (size_t i = 0; i < hook_count; i++) {
		if (!hooks[i].everywhere && v8scope_elf_object_contains(object, hooks[i].real)) {
			return true;
		}
	}
	return false;
}

/* Writes one GOT entry; a read-only (RELRO) page is made writable meanwhile. */
static bool write_entry(const struct v8scope_elf_object *object, void **entry, void *value)
{
	uintptr_t page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t page = (uintptr_t)entry & ~(page_size - 1);
	/* The dynamic linker protects whole pages: beginning and end are rounded down. */
	bool relro = page >= (object->relro_start & ~(page_size - 1)) &&
		     page < (object->relro_end & ~(page_size - 1));

	if (relro && mprotect((void *)page, page_size, PROT_READ | PROT_WRITE) != 0) {
		v8scope_log("cannot make the GOT entry at %p writable", (void *)entry);
		return false;
	}
	__atomic_store_n(entry, value, __ATOMIC_RELEASE);
	if (relro) {
		mprotect((void *)page, page_size, PROT_READ);
	}
	return true;
}

/* The hook for what the relocation imports; NULL: none. */
static struct hook *find_hook_of(const struct v8scope_elf_object *object, const ElfW(Rela) * reloc)
{
	unsigned long type = ELF64_R_TYPE(reloc->r_info);
	const char *name;

	if (type != RELOC_JUMP_SLOT && type != RELOC_GLOB_DAT) {
		return NULL;
	}
	name = v8scope_elf_object_name(object, ELF64_R_SYM(reloc->r_info));
	return name != NULL ? find_hook(name) : NULL;
}

static size_t patch_table(const struct v8scope_elf_object *object, bool provider,
	const ElfW(Rela) * table, size_t count)
{
	size_t patched = 0;

	for (size_t i = 0; i < count; i++) {
		struct hook *hook = find_hook_of(object, &table[i]);
		void **entry;

		if (hook == NULL || (provider && !hook->everywhere)) {
			continue;
		}
		entry = v8scope_elf_object_entry(object, &table[i]);
		if (entry != NULL && *entry != hook->hook &&
			write_entry(object, entry, hook->hook)) {
			hook->imports++;
			patched++;
		}
	}
	return patched;
}

static int patch_object(struct dl_phdr_info *info, size_t size, void *data)
{
	size_t *patched = data;
	struct v8scope_elf_object object;
	bool provider;
	size_t count;

	(void)size;
	if (!v8scope_elf_object_read(&object, info) || is_v8scope(&object)) {
		return 0;
	}
	provider = is_provider(&object);
	count = patch_table(&object, provider, object.jmprel, object.jmprel_count) +
		patch_table(&object, provider, object.rela, object.rela_count);
	if (count > 0) {
		v8scope_log("hooked %zu imports of %s", count,
			info->dlpi_name[0] != '\0' ? info->dlpi_name : "the program");
	}
	*patched += count;
	return 0;
}

size_t v8scope_got_patch_all(void)
{
	size_t patched = 0;

	pthread_mutex_lock(&v8scope_locks.got);
	dl_iterate_phdr(patch_object, &patched);
	pthread_mutex_unlock(&v8scope_locks.got);
	return patched;
}

uint32_t v8scope_got_imports(const char *symbol)
{
	const struct hook *hook;
	uint32_t imports;

	pthread_mutex_lock(&v8scope_locks.got);
	hook = find_hook(symbol);
	imports = hook != NULL ? hook->imports : 0;
	pthread_mutex_unlock(&v8scope_locks.got);
	return imports;
}
