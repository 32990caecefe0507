/* SPDX-License-Identifier: MIT */
/*
 * Objects that come later. dlopen depends on its caller: a name without a slash is
 * searched for in the caller's RUNPATH, and $ORIGIN is the caller's folder; dlsym
 * with RTLD_NEXT likewise. So the hooks are trampolines that jump where a C
 * function says: to the real function, whose caller then is the host's code, or,
 * where the caller cannot matter, to a function that loads and hooks.
 */
#define _GNU_SOURCE
#include "hook_dlopen.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "clock.h"
#include "got.h"
#include "init.h"

/* Something was loaded by the real function and is not hooked yet. */
static bool late;

static void *load_and_hook(const char *file, int mode)
{
	void *handle = dlopen(file, mode);

	if (handle != NULL) {
		v8scope_init_loaded(handle);
	}
	return handle;
}

/* The object that comes here is hooked before the host can ask for a symbol of it. */
static void hook_late(void *handle)
{
	if (__builtin_expect(__atomic_load_n(&late, __ATOMIC_RELAXED), 0) &&
		__atomic_exchange_n(&late, false, __ATOMIC_ACQUIRE)) {
		v8scope_init_loaded(handle != RTLD_NEXT ? handle : RTLD_DEFAULT);
	}
}

__attribute__((used)) void *v8scope_dlopen_target(const char *file, int mode);
__attribute__((used)) void *v8scope_dlsym_target(void *handle);

void *v8scope_dlopen_target(const char *file, int mode)
{
	hook_late(RTLD_DEFAULT);
	if (file != NULL && strchr(file, '/') != NULL && strchr(file, '$') == NULL) {
		return (void *)load_and_hook;
	}
	if (file != NULL && (mode & RTLD_NOLOAD) == 0) {
		__atomic_store_n(&late, true, __ATOMIC_RELEASE);
	}
	return (void *)dlopen;
}

void *v8scope_dlsym_target(void *handle)
{
	hook_late(handle);
	return (void *)dlsym;
}

static int close_and_look(void *handle)
{
	uint64_t before = v8scope_clock_exact();
	int status = dlclose(handle);

	v8scope_init_unloaded(before);
	return status;
}

void v8scope_hook_dlopen(void);
void v8scope_hook_dlsym(void);

/* Asks `target` with the caller's own two arguments, then goes where it says. */
/* clang-format off */
#if defined(__x86_64__)
#define TRAMPOLINE(name, target) \
	asm(".text\n" \
	    ".globl " #name "\n" \
	    ".hidden " #name "\n" \
	    ".type " #name ", @function\n" \
	    #name ":\n" \
	    ".cfi_startproc\n" \
	    "endbr64\n" \
	    "push %rdi\n" \
	    ".cfi_adjust_cfa_offset 8\n" \
	    "push %rsi\n" \
	    ".cfi_adjust_cfa_offset 8\n" \
	    "sub $8, %rsp\n" \
	    ".cfi_adjust_cfa_offset 8\n" \
	    "call " #target "\n" \
	    "add $8, %rsp\n" \
	    ".cfi_adjust_cfa_offset -8\n" \
	    "pop %rsi\n" \
	    ".cfi_adjust_cfa_offset -8\n" \
	    "pop %rdi\n" \
	    ".cfi_adjust_cfa_offset -8\n" \
	    "jmp *%rax\n" \
	    ".cfi_endproc\n" \
	    ".size " #name ", . - " #name "\n")
#elif defined(__aarch64__)
#define TRAMPOLINE(name, target) \
	asm(".text\n" \
	    ".globl " #name "\n" \
	    ".hidden " #name "\n" \
	    ".type " #name ", %function\n" \
	    #name ":\n" \
	    ".cfi_startproc\n" \
	    "hint #34\n" /* bti c */ \
	    "stp x29, x30, [sp, #-32]!\n" \
	    ".cfi_adjust_cfa_offset 32\n" \
	    ".cfi_rel_offset x29, 0\n" \
	    ".cfi_rel_offset x30, 8\n" \
	    "stp x0, x1, [sp, #16]\n" \
	    "bl " #target "\n" \
	    "mov x16, x0\n" \
	    "ldp x0, x1, [sp, #16]\n" \
	    "ldp x29, x30, [sp], #32\n" \
	    ".cfi_adjust_cfa_offset -32\n" \
	    ".cfi_restore x29\n" \
	    ".cfi_restore x30\n" \
	    "br x16\n" \
	    ".cfi_endproc\n" \
	    ".size " #name ", . - " #name "\n")
#endif
/* clang-format on */
TRAMPOLINE(v8scope_hook_dlopen, v8scope_dlopen_target);
TRAMPOLINE(v8scope_hook_dlsym, v8scope_dlsym_target);

void v8scope_dlopen_add_hooks(void)
{
	v8scope_got_add_hook_everywhere("dlopen", (void *)v8scope_hook_dlopen);
	v8scope_got_add_hook_everywhere("dlsym", (void *)v8scope_hook_dlsym);
	v8scope_got_add_hook_everywhere("dlclose", (void *)close_and_look);
}
