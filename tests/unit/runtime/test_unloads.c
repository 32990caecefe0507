/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "env.h"
#include "globals.h"
#include "locks.h"
#include "stacks.h"
#include "unloads.h"

static struct v8scope_site_cache cache;

/* Some code of a library that nothing else has loaded, and a global that it made. */
static void *load(uintptr_t *code)
{
	void *library = dlopen(UNLOADED, RTLD_NOW | RTLD_LOCAL);

	assert_non_null(library);
	*code = (uintptr_t)dlsym(library, "provider_calls_itself");
	assert_true(*code != 0);
	assert_false(v8scope_unloads_look(0));
	assert_non_null(v8scope_globals_add(
		&cache, 1, 0x1000, V8SCOPE_GLOBAL_KIND_GLOBAL, *code + 1, 0, 0));
	return library;
}

static uint64_t unloaded_at(void)
{
	struct v8scope_global_site site;

	assert_true(v8scope_globals_find(0x1000, &site));
	return site.stack_id != 0 ? v8scope_stack_by_id(site.stack_id)->unloaded_at : 0;
}

static void what_dlclose_took_is_noticed_once(void **state)
{
	uintptr_t code;
	void *library = load(&code);

	(void)state;
	dlclose(library);
	assert_true(v8scope_unloads_look(42));
	assert_int_equal(unloaded_at(), 42);
	assert_false(v8scope_unloads_look(43));
	v8scope_globals_forget_isolate(1);
}

static void what_others_still_use_stays(void **state)
{
	uintptr_t code;
	void *library = load(&code);
	void *again = dlopen(UNLOADED, RTLD_NOW | RTLD_LOCAL);

	(void)state;
	dlclose(again);
	assert_false(v8scope_unloads_look(42));
	assert_int_equal(unloaded_at(), 0);
	dlclose(library);
	assert_true(v8scope_unloads_look(43));
	v8scope_globals_forget_isolate(1);
}

/* It closed without us, and came back with the next object that was loaded. */
static void an_unload_that_nobody_told_of_was_after_the_last_look(void **state)
{
	uintptr_t code;
	void *library = load(&code);
	uint64_t noticed;

	(void)state;
	dlclose(library);
	assert_true(v8scope_unloads_look(0));
	noticed = unloaded_at();
	assert_true(noticed != 0);
	v8scope_globals_forget_isolate(1);
	dlclose(load(&code));
	assert_true(v8scope_unloads_look(0));
	assert_true(unloaded_at() > noticed);
	v8scope_globals_forget_isolate(1);
}

/* A library of its own file, which can be changed. */
struct copy {
	char path[64];
	void *bytes; /* owned */
	size_t size;
};

static void read_library(struct copy *copy)
{
	FILE *file = fopen(UNLOADED, "rb");

	assert_non_null(file);
	copy->bytes = malloc(1 << 20);
	copy->size = fread(copy->bytes, 1, 1 << 20, file);
	assert_in_range(copy->size, 1, (1 << 20) - 1);
	fclose(file);
	strcpy(copy->path, "/tmp/v8scope-test-unloads-XXXXXX");
	close(mkstemp(copy->path));
}

/* Not over the old one: it would change what the dynamic linker has mapped. */
static void write_copy(const struct copy *copy)
{
	FILE *file;

	unlink(copy->path);
	file = fopen(copy->path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(copy->bytes, 1, copy->size, file), copy->size);
	fclose(file);
}

/* It was built by somebody else. */
static void change_build_id(struct copy *copy)
{
	static const char note[] = {4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, 'G', 'N', 'U', 0};
	unsigned char *found = memmem(copy->bytes, copy->size, note, sizeof(note));

	assert_non_null(found);
	found[sizeof(note)] ^= 1;
}

/* Stacks with one frame, in the copy. Where it is loaded. */
static uintptr_t load_copy(const struct copy *copy, void **library)
{
	*library = dlopen(copy->path, RTLD_NOW | RTLD_LOCAL);
	assert_non_null(*library);
	v8scope_unloads_look(0);
	return (uintptr_t)dlsym(*library, "provider_calls_itself");
}

static void unload_copy(void *library)
{
	dlclose(library);
	assert_true(v8scope_unloads_look(42));
}

static struct v8scope_stack *stack_in(uintptr_t code)
{
	static struct v8scope_thread_stack thread;
	const uintptr_t ip = code + 1;
	const uintptr_t slot = 0;
	struct v8scope_stack *stack;

	v8scope_env.stack_depth = 8;
	v8scope_thread_stack_init(&thread);
	stack = v8scope_stack_intern(&thread, (uintptr_t)__builtin_dwarf_cfa(), &ip, &slot, 1);
	assert_non_null(stack);
	return stack;
}

/* Of a library whose last load was at `before`. An emulated machine may put it elsewhere. */
static void load_copy_again(struct copy *copy, uintptr_t before, void **library)
{
	if (load_copy(copy, library) != before) {
		unload_copy(*library);
		unlink(copy->path);
		free(copy->bytes);
		skip();
	}
}

static void stacks_are_those_of_before_where_the_same_code_comes_back(void **state)
{
	struct copy copy;
	const struct v8scope_stack *stack;
	uintptr_t code;
	void *library;

	(void)state;
	read_library(&copy);
	write_copy(&copy);
	code = load_copy(&copy, &library);
	stack = stack_in(code);
	unload_copy(library);
	assert_int_equal(stack->unloaded_at, 42);
	load_copy_again(&copy, code, &library);
	assert_int_equal(stack->unloaded_at, 0);
	assert_ptr_equal(stack_in(code), stack);
	unload_copy(library);
	assert_int_equal(stack->unloaded_at, 42);
	change_build_id(&copy);
	write_copy(&copy);
	load_copy_again(&copy, code, &library);
	assert_int_equal(stack->unloaded_at, 42);
	assert_ptr_not_equal(stack_in(code), stack);
	unload_copy(library);
	unlink(copy.path);
	free(copy.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_dlclose_took_is_noticed_once),
		cmocka_unit_test(what_others_still_use_stays),
		cmocka_unit_test(an_unload_that_nobody_told_of_was_after_the_last_look),
		cmocka_unit_test(stacks_are_those_of_before_where_the_same_code_comes_back),
	};

	v8scope_locks_init();
	v8scope_unloads_look(0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
