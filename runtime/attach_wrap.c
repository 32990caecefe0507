/* SPDX-License-Identifier: MIT */
/*
 * libv8scope-wrap.a, linked into a program that contains V8. For each symbol S of
 * the manifests, --wrap=S makes the program's calls of S call __wrap_S, which is
 * defined here and jumps to the hook; __real_S is V8's function.
 *
 * Every reference to V8 is weak: a program that does not use a function, or has a
 * V8 without it, links all the same.
 */
#define _GNU_SOURCE
#include "attach.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "bindings.h"
#include "inventory.h"
#include "manifest.h"
#include "v8_api.h"
#include "wrapped.h"

const char *const v8scope_attach_mode = "wrap";
const bool v8scope_attach_is_linked = true;

/* ROW(id, number, "symbol") for each symbol of a manifest's row. */
#define ROWS_1(ROW, id, a) ROW(id, 1, a)
#define ROWS_2(ROW, id, b, ...) ROW(id, 2, b) ROWS_1(ROW, id, __VA_ARGS__)
#define ROWS_3(ROW, id, c, ...) ROW(id, 3, c) ROWS_2(ROW, id, __VA_ARGS__)
#define ROWS_4(ROW, id, d, ...) ROW(id, 4, d) ROWS_3(ROW, id, __VA_ARGS__)
#define ROWS_5(ROW, id, e, ...) ROW(id, 5, e) ROWS_4(ROW, id, __VA_ARGS__)
#define ROWS_6(ROW, id, f, ...) ROW(id, 6, f) ROWS_5(ROW, id, __VA_ARGS__)
#define ROWS_OF(_1, _2, _3, _4, _5, _6, rows, ...) rows
#define FOR_EACH_SYMBOL(ROW, id, ...)                                                              \
	ROWS_OF(__VA_ARGS__, ROWS_6, ROWS_5, ROWS_4, ROWS_3, ROWS_2, ROWS_1, )                     \
	(ROW, id, __VA_ARGS__)

/* A jump leaves return address and frame as the hook expects them: its caller's. */
#if defined(__x86_64__)
#define JUMP "jmp "
#define LANDING_PAD "endbr64\n"
#elif defined(__aarch64__)
#define JUMP "b "
#define LANDING_PAD "hint #34\n"
#else
#error "v8scope knows the jumps of x86-64 and aarch64 only"
#endif

/* clang-format off */
#define DEFINE_WRAPPER(id, number, symbol) \
	__asm__(".text\n.p2align 4\n" \
		".globl __wrap_" symbol "\n" \
		".hidden __wrap_" symbol "\n" \
		".type __wrap_" symbol ", %function\n" \
		"__wrap_" symbol ":\n.cfi_startproc\n" LANDING_PAD JUMP "v8scope_hook_" #id "\n" \
		".cfi_endproc\n.size __wrap_" symbol ", . - __wrap_" symbol "\n");
#define WRAP(id, ret, params, ...) FOR_EACH_SYMBOL(DEFINE_WRAPPER, id, __VA_ARGS__)
V8SCOPE_HOOKS(WRAP)
V8SCOPE_BINDINGS(WRAP)

#define DECLARE_REAL(id, number, symbol) \
	extern const char real_##id##_##number[] __asm__("__real_" symbol) __attribute__((weak));
#define REAL(id, ret, params, ...) FOR_EACH_SYMBOL(DECLARE_REAL, id, __VA_ARGS__)
V8SCOPE_HOOKS(REAL)
V8SCOPE_BINDINGS(REAL)

#define DECLARE_CALLED(id, number, symbol) \
	extern const char called_##id##_##number[] __asm__(symbol) __attribute__((weak));
#define CALLED(id, ret, params, ...) FOR_EACH_SYMBOL(DECLARE_CALLED, id, __VA_ARGS__)
V8SCOPE_V8_API(CALLED)

#define LIST_REAL(id, number, symbol) {symbol, real_##id##_##number},
#define LIST_REALS(id, ret, params, ...) FOR_EACH_SYMBOL(LIST_REAL, id, __VA_ARGS__)
#define LIST_CALLED(id, number, symbol) {symbol, called_##id##_##number},
#define LIST_ALL_CALLED(id, ret, params, ...) FOR_EACH_SYMBOL(LIST_CALLED, id, __VA_ARGS__)
/* clang-format on */

/* The wrapped ones first: the plain name of one of them would lead to its hook. */
static const struct {
	const char *symbol;
	const void *address; /* NULL: not in this program */
} linked[] = {
	V8SCOPE_HOOKS(LIST_REALS) V8SCOPE_BINDINGS(LIST_REALS) V8SCOPE_V8_API(LIST_ALL_CALLED)};

/* What the linker was not told of, a library of the program may still export. */
void *v8scope_attach_find(void *handle, const char *symbol)
{
	for (size_t i = 0; i < sizeof(linked) / sizeof(linked[0]); i++) {
		if (strcmp(linked[i].symbol, symbol) == 0 && linked[i].address != NULL) {
			return (void *)linked[i].address;
		}
	}
	return dlsym(handle, symbol);
}

void v8scope_attach_hook(const char *symbol, void *real, void *hook)
{
	(void)symbol;
	(void)real;
	(void)hook;
}

uint32_t v8scope_attach_imports(const char *symbol)
{
	for (size_t i = 0; i < sizeof(linked) / sizeof(linked[0]); i++) {
		if (strcmp(linked[i].symbol, symbol) == 0) {
			return linked[i].address != NULL;
		}
	}
	return 0;
}

void v8scope_attach_list_own_hooks(void)
{
#define LIST(id, ret, params, ...)                                                                 \
	v8scope_inventory_tell("bindings", #id, v8scope_binding.id != NULL,                        \
		(const char *const[]){__VA_ARGS__, NULL});
	V8SCOPE_BINDINGS(LIST)
#undef LIST
}

V8SCOPE_WRAPPED_NOTE
