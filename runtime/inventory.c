/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "inventory.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <link.h>
#include <stddef.h>
#include <unistd.h>

#include "attach.h"
#include "hooks.h"
#include "manifest.h"
#include "v8_api.h"
#include "v8_tracepoints.h"

/* The manifest's sections, by their first row. */
static const struct {
	const char *name;
	size_t first;
} groups[] = {
#define GROUP(name, id)                                                                            \
	{                                                                                          \
		name, offsetof(struct v8scope_real_functions, id)                                  \
	}
	GROUP("scopes", handle_scope_construct),
	GROUP("handles", create_handle),
	GROUP("globals", globalize),
	GROUP("contexts", context_enter),
	GROUP("promises", set_promise_hook),
	GROUP("calls", function_call),
	GROUP("microtasks", scope_checkpoint),
	GROUP("isolates", isolate_new),
	GROUP("process", v8_dispose),
#undef GROUP
};

static const char *group_of(size_t row)
{
	const char *name = groups[0].name;

	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]) && groups[i].first <= row; i++) {
		name = groups[i].name;
	}
	return name;
}

void v8scope_inventory_tell(
	const char *group, const char *function, bool exists, const char *const symbols[])
{
	struct v8scope_hook_state hook = {.group = group, .function = function};

	for (size_t i = 0; symbols[i] != NULL; i++) {
		hook.imports += v8scope_attach_imports(symbols[i]);
	}
	if (hook.imports > 0) {
		hook.state = V8SCOPE_HOOKED_YES;
	} else {
		hook.state = exists ? V8SCOPE_HOOKED_UNUSED : V8SCOPE_HOOKED_ABSENT;
	}
	lttng_ust_tracepoint(v8, hook_state, &hook);
}

/* The path of the object that holds V8, in `path`; the executable has no other name. */
static enum v8scope_linkage find_object(char *path, size_t size, const char **found)
{
	struct link_map *map = NULL;
	Dl_info info;
	ssize_t length;

	if (v8scope_v8.get_version == NULL || dladdr1((const void *)v8scope_v8.get_version, &info,
						      (void **)&map, RTLD_DL_LINKMAP) == 0) {
		return V8SCOPE_LINKAGE_NONE;
	}
	if (map != NULL && map->l_name[0] != '\0') {
		*found = map->l_name;
		return V8SCOPE_LINKAGE_LIBRARY;
	}
	length = readlink("/proc/self/exe", path, size - 1);
	path[length > 0 ? length : 0] = '\0';
	*found = path;
	return V8SCOPE_LINKAGE_EXECUTABLE;
}

static void tell_runtime(void)
{
	char path[PATH_MAX];
	struct v8scope_runtime_state runtime = {
		.pid = getpid(),
		.runtime_version = V8SCOPE_VERSION,
		.attach_mode = v8scope_attach_mode,
		.v8_version = "none",
		.v8_object = "none",
	};

	runtime.linkage = find_object(path, sizeof(path), &runtime.v8_object);
	if (runtime.linkage != V8SCOPE_LINKAGE_NONE) {
		runtime.v8_version = v8scope_v8.get_version();
		if (v8scope_attach_is_linked) {
			runtime.linkage = V8SCOPE_LINKAGE_LINKED;
		}
	}
	lttng_ust_do_tracepoint(v8, runtime_state, &runtime);
}

void v8scope_inventory_tell_all(void)
{
	int saved_errno = errno;

	if (!lttng_ust_tracepoint_enabled(v8, runtime_state)) {
		return;
	}
	tell_runtime();
#define LIST(id, ret, params, ...)                                                                 \
	v8scope_inventory_tell(group_of(offsetof(struct v8scope_real_functions, id)), #id,         \
		v8scope_real.id != NULL, (const char *const[]){__VA_ARGS__, NULL});
	V8SCOPE_HOOKS(LIST)
#undef LIST
	v8scope_attach_list_own_hooks();
	errno = saved_errno;
}
