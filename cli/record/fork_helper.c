/* SPDX-License-Identifier: MIT */
#include "fork_helper.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#define HELPER "liblttng-ust-fork.so.1"

/*
 * Whether the dynamic linker finds it: told to list what it loads, it says so and
 * runs nothing. Loading it here would make this process a traced one.
 */
static bool is_found(void)
{
	char *self = g_file_read_link("/proc/self/exe", NULL);
	char *argv[] = {self, NULL};
	char *env[] = {"LD_TRACE_LOADED_OBJECTS=1", "LD_PRELOAD=" HELPER, NULL};
	char *listed = NULL;
	bool found = self &&
		     g_spawn_sync(NULL, argv, env, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &listed,
			     NULL, NULL, NULL) &&
		     strstr(listed, HELPER " => /");

	g_free(listed);
	g_free(self);
	return found;
}

char **v8scope_fork_helper_add(char **env)
{
	const char *preloaded = g_environ_getenv(env, "LD_PRELOAD");
	char *preload;

	if (!is_found()) {
		return env;
	}
	preload = preloaded && *preloaded ? g_strconcat(preloaded, ":" HELPER, NULL)
					  : g_strdup(HELPER);
	env = g_environ_setenv(env, "LD_PRELOAD", preload, TRUE);
	g_free(preload);
	return env;
}
