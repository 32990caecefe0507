/* SPDX-License-Identifier: MIT */
/*
 * A library to preload that stands between everybody and V8's SetPromiseHook, and
 * at the end says on stderr how often a hook was installed.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>

#define SET_PROMISE_HOOK                                                                           \
	"_ZN2v87Isolate14SetPromiseHookEPFvNS_15PromiseHookTypeENS_5LocalINS_"                     \
	"7PromiseEEENS2_INS_5ValueEEEE"

static int installed;

__attribute__((visibility("default"))) void set_promise_hook(void *isolate, void *hook) __asm__(
	SET_PROMISE_HOOK);

void set_promise_hook(void *isolate, void *hook)
{
	void (*real)(void *, void *) = (void (*)(void *, void *))dlsym(RTLD_NEXT, SET_PROMISE_HOOK);

	installed += hook != NULL;
	real(isolate, hook);
}

__attribute__((destructor)) static void tell(void)
{
	if (dlsym(RTLD_NEXT, SET_PROMISE_HOOK) != NULL) {
		fprintf(stderr, "promise_hooks_installed=%d\n", installed);
	}
}
