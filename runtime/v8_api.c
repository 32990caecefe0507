/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "v8_api.h"

#include <link.h>
#include <stdlib.h>
#include <string.h>

#include "attach.h"
#include "log.h"
#include "manifest.h"

struct v8scope_v8_functions v8scope_v8;
struct v8scope_real_functions v8scope_real;

/* Where V8 was found: dlopen's, then never closed, or NULL for the global scope. */
static void *v8_handle;

void *v8scope_v8_symbol(const char *symbol)
{
	return v8scope_attach_find(v8_handle, symbol);
}

/* A function pointer and the void pointer that dlsym returns have one size. */
static void store(void *function_pointer, void *address)
{
	memcpy(function_pointer, &address, sizeof(address));
}

static void resolve_api(void *function_pointer, const char *const symbols[])
{
	void *address = NULL;

	for (size_t i = 0; symbols[i] != NULL && address == NULL; i++) {
		address = v8scope_v8_symbol(symbols[i]);
	}
	if (address == NULL) {
		v8scope_log("this V8 has no %s", symbols[0]);
	}
	store(function_pointer, address);
}

/* Every alias is hooked; any of them serves as the real function. */
static void resolve_hook(void *function_pointer, void *hook, const char *const symbols[])
{
	void *real = NULL;

	for (size_t i = 0; symbols[i] != NULL; i++) {
		void *address = v8scope_v8_symbol(symbols[i]);

		if (address == NULL) {
			continue;
		}
		if (real == NULL) {
			real = address;
		}
		v8scope_attach_hook(symbols[i], address, hook);
	}
	if (real == NULL) {
		v8scope_log("not hooked, this V8 has no %s", symbols[0]);
	}
	store(function_pointer, real);
}

/* The loaded object that V8 is in. */
static struct {
	uintptr_t begin;
	uintptr_t end;
} v8_object;

static int find_v8_object(struct dl_phdr_info *info, size_t size, void *data)
{
	uintptr_t v8 = (uintptr_t)v8scope_v8.get_version;
	uintptr_t begin = UINTPTR_MAX;
	uintptr_t end = 0;

	(void)size;
	(void)data;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *header = &info->dlpi_phdr[i];
		uintptr_t address = info->dlpi_addr + header->p_vaddr;

		if (header->p_type == PT_LOAD) {
			begin = address < begin ? address : begin;
			end = address + header->p_memsz > end ? address + header->p_memsz : end;
		}
	}
	if (v8 < begin || v8 >= end) {
		return 0;
	}
	v8_object.begin = begin;
	v8_object.end = end;
	return 1;
}

bool v8scope_v8_contains(uintptr_t ip)
{
	return ip >= v8_object.begin && ip < v8_object.end;
}

bool v8scope_v8_resolve(void *handle)
{
	v8_handle = handle;
#define RESOLVE_API(id, ret, params, ...)                                                          \
	resolve_api(&v8scope_v8.id, (const char *const[]){__VA_ARGS__, NULL});
	V8SCOPE_V8_API(RESOLVE_API)
#undef RESOLVE_API
	if (v8scope_v8.get_version == NULL && !v8scope_attach_is_linked) {
		return false;
	}
	dl_iterate_phdr(find_v8_object, NULL);
#define RESOLVE_HOOK(id, ret, params, ...)                                                         \
	resolve_hook(&v8scope_real.id, (void *)v8scope_hook_##id,                                  \
		(const char *const[]){__VA_ARGS__, NULL});
	V8SCOPE_HOOKS(RESOLVE_HOOK)
#undef RESOLVE_HOOK
	return v8scope_v8.get_version != NULL;
}

void v8scope_v8_heap(void *isolate, struct v8scope_heap *heap, uint64_t *heap_size_limit)
{
	size_t words[V8SCOPE_HEAP_STATISTICS_WORDS] = {0};

	if (v8scope_v8.get_heap_statistics != NULL) {
		v8scope_v8.get_heap_statistics(isolate, words);
	}
	heap->used_heap_size = words[V8SCOPE_HEAP_STATISTICS_USED_HEAP_SIZE];
	heap->total_heap_size = words[V8SCOPE_HEAP_STATISTICS_TOTAL_HEAP_SIZE];
	heap->external_memory = words[V8SCOPE_HEAP_STATISTICS_EXTERNAL_MEMORY];
	heap->malloced_memory = words[V8SCOPE_HEAP_STATISTICS_MALLOCED_MEMORY];
	heap->global_handles_size = words[V8SCOPE_HEAP_STATISTICS_USED_GLOBAL_HANDLES_SIZE];
	if (heap_size_limit != NULL) {
		*heap_size_limit = words[V8SCOPE_HEAP_STATISTICS_HEAP_SIZE_LIMIT];
	}
}

void *v8scope_v8_current_isolate(void)
{
	if (v8scope_v8.try_get_current != NULL) {
		return v8scope_v8.try_get_current();
	}
	return v8scope_v8.get_current != NULL ? v8scope_v8.get_current() : NULL;
}

enum v8scope_gc_type v8scope_v8_gc_type(int v8_type)
{
	switch (v8_type) {
	case V8SCOPE_V8_GC_TYPE_SCAVENGE:
		return V8SCOPE_GC_TYPE_SCAVENGE;
	case V8SCOPE_V8_GC_TYPE_MINOR_MARK_SWEEP:
		return V8SCOPE_GC_TYPE_MINOR_MARK_SWEEP;
	case V8SCOPE_V8_GC_TYPE_MARK_SWEEP_COMPACT:
		return V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT;
	case V8SCOPE_V8_GC_TYPE_INCREMENTAL_MARKING:
		return V8SCOPE_GC_TYPE_INCREMENTAL_MARKING;
	case V8SCOPE_V8_GC_TYPE_PROCESS_WEAK_CALLBACKS:
		return V8SCOPE_GC_TYPE_WEAK_CALLBACKS;
	default:
		return V8SCOPE_GC_TYPE_UNKNOWN;
	}
}
