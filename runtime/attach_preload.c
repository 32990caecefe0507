/* SPDX-License-Identifier: MIT */
/* libv8scope.so, preloaded into a program that imports V8. */
#define _GNU_SOURCE
#include "attach.h"

#include <dlfcn.h>

#include "got.h"

const char *const v8scope_attach_mode = "preload";
const bool v8scope_attach_is_linked = false;

void *v8scope_attach_find(void *handle, const char *symbol)
{
	return dlsym(handle, symbol);
}

void v8scope_attach_hook(const char *symbol, void *real, void *hook)
{
	v8scope_got_add_hook(symbol, real, hook);
}
