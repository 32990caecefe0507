/* SPDX-License-Identifier: MIT */
#include "descriptor_helper.h"

#include <glib.h>
#include <string.h>

/*
 * LTTng-UST's wrappers of close() and its like: a host that closes every descriptor would close
 * LTTng-UST's, which then writes into whatever gets their numbers.
 */
static const char helper[] = "liblttng-ust-fd.so.1";

/*
 * What the dynamic linker says it loads when it is told to preload the helper and to list
 * everything: it then runs nothing. Loading it here would make this process a traced one.
 * Owned; NULL: it cannot be asked.
 */
static char *list_loaded(void)
{
	char *self = g_file_read_link("/proc/self/exe", NULL);
	char *setting = g_strconcat("LD_PRELOAD=", helper, NULL);
	char *argv[] = {self, NULL};
	char *env[] = {"LD_TRACE_LOADED_OBJECTS=1", setting, NULL};
	char *listed = NULL;

	if (self) {
		g_spawn_sync(NULL, argv, env, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &listed, NULL,
			NULL, NULL);
	}
	g_free(setting);
	g_free(self);
	return listed;
}

/* Where it is, of "NAME => /PATH (0x...)" in `listed`. Owned; NULL: not found. */
static char *find_path(const char *listed, const char *name)
{
	char *mark = g_strconcat(name, " => ", NULL);
	char **parts = g_strsplit(listed, mark, 2);
	char *path = NULL;

	if (parts[0] && parts[1] && parts[1][0] == '/') {
		path = g_strndup(parts[1], strcspn(parts[1], " \n"));
	}
	g_strfreev(parts);
	g_free(mark);
	return path;
}

/* By its path: setuid programs then ignore it without a word. */
static char **preload_too(char **env, const char *path)
{
	const char *preloaded = g_environ_getenv(env, "LD_PRELOAD");
	char *preload =
		preloaded && *preloaded ? g_strconcat(preloaded, ":", path, NULL) : g_strdup(path);

	env = g_environ_setenv(env, "LD_PRELOAD", preload, TRUE);
	g_free(preload);
	return env;
}

char **v8scope_descriptor_helper_add(char **env)
{
	char *listed = list_loaded();
	char *path = listed ? find_path(listed, helper) : NULL;

	if (path) {
		env = preload_too(env, path);
	}
	g_free(path);
	g_free(listed);
	return env;
}
