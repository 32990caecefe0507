/* SPDX-License-Identifier: MIT */
/* libv8scope.so, preloaded into a program that imports V8. */
#define _GNU_SOURCE
#include "attach.h"

#include <dlfcn.h>

#include "got.h"
#include "inventory.h"
#include "napi_manifest.h"

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

uint32_t v8scope_attach_imports(const char *symbol)
{
	return v8scope_got_imports(symbol);
}

void v8scope_attach_list_own_hooks(void)
{
#define LIST(id, params)                                                                           \
	v8scope_inventory_tell(                                                                    \
		"napi", #id, v8scope_napi_real.id != NULL, (const char *const[]){#id, NULL});
	V8SCOPE_NAPI_HOOKS(LIST)
#undef LIST
}
