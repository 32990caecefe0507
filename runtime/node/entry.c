/* SPDX-License-Identifier: MIT */
/*
 * The entry point that node looks for in an addon. Not in libv8scope.so: what is
 * preloaded comes first in symbol lookup, and an addon that refers to its own entry
 * point by name would get ours.
 */
#include "addon.h"

__attribute__((visibility("default"))) void *napi_register_module_v1(void *env, void *exports);

void *napi_register_module_v1(void *env, void *exports)
{
	return v8scope_addon_init(env, exports);
}
