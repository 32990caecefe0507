/* SPDX-License-Identifier: MIT */
#include "environment.h"

#include <string.h>

#include "../exit_status.h"
#include "../paths.h"

#define RUNTIME_NAME "libv8scope.so"
#define NODE_PRELOAD_NAME "v8scope/preload.js"

/* The dynamic linker splits LD_PRELOAD at these and knows no quoting. */
static const char preload_separators[] = ": \t\n";

char *v8scope_environment_find_runtime(GError **error)
{
	char *searched = NULL;
	char *path = v8scope_paths_find(RUNTIME_NAME, &searched);

	if (!path) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_RUNTIME,
			RUNTIME_NAME " was not found (looked for %s): reinstall v8scope or set "
				     "V8SCOPE_LIBDIR to its directory",
			searched);
	} else if (strpbrk(path, preload_separators)) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_RUNTIME,
			"%s cannot be preloaded: its path has a blank or a colon in it; copy it "
			"elsewhere and set V8SCOPE_LIBDIR to that directory",
			path);
		g_clear_pointer(&path, g_free);
	}
	g_free(searched);
	return path;
}

static bool restricts_node(const char *option)
{
	return g_str_has_prefix(option, "--permission") ||
	       g_str_has_prefix(option, "--experimental-permission");
}

char *v8scope_environment_find_node_preload(char *const *command, const char *const *base)
{
	const char *options = g_environ_getenv((char **)base, "NODE_OPTIONS");
	char *searched = NULL;
	char *path;

	if (options && strstr(options, "-permission")) {
		return NULL;
	}
	for (; *command; command++) {
		if (restricts_node(*command)) {
			return NULL;
		}
	}
	path = v8scope_paths_find(NODE_PRELOAD_NAME, &searched);
	g_free(searched);
	return path;
}

/* node splits NODE_OPTIONS at blanks; quotes keep them, backslashes keep quotes. */
static char *require_option(const char *script)
{
	GString *option = g_string_new("--require=\"");

	for (; *script; script++) {
		if (*script == '"' || *script == '\\') {
			g_string_append_c(option, '\\');
		}
		g_string_append_c(option, *script);
	}
	g_string_append_c(option, '"');
	return g_string_free(option, FALSE);
}

static char **require_in_node(char **env, const char *script)
{
	const char *options = g_environ_getenv(env, "NODE_OPTIONS");
	char *require = require_option(script);
	char *joined = g_strjoin(" ", require, options, NULL);

	env = g_environ_setenv(env, "NODE_OPTIONS", joined, TRUE);
	g_free(joined);
	g_free(require);
	return env;
}

char **v8scope_environment_create(const char *const *base, const char *runtime,
	const char *node_preload, const char *gc, const char *control_path, bool no_loss)
{
	char **env = g_strdupv((char **)base);
	const char *preloaded = g_environ_getenv(env, "LD_PRELOAD");
	char *preload = preloaded && *preloaded ? g_strconcat(runtime, ":", preloaded, NULL)
						: g_strdup(runtime);

	env = g_environ_setenv(env, "LD_PRELOAD", preload, TRUE);
	env = g_environ_setenv(env, "V8SCOPE_GC", gc, TRUE);
	env = g_environ_setenv(env, "V8SCOPE_CONTROL", control_path, TRUE);
	if (node_preload) {
		env = require_in_node(env, node_preload);
	}
	/*
	 * A program waits until the session daemon knows it, by default for 3 s: on a busy machine
	 * that is too short, and what it does first would be missing. It need not wait longer
	 * than that if nobody answers at all.
	 */
	env = g_environ_setenv(env, "LTTNG_UST_REGISTER_TIMEOUT", "10000", FALSE);
	if (no_loss) {
		/* Without it LTTng-UST ignores the channels' blocking timeout. */
		env = g_environ_setenv(env, "LTTNG_UST_ALLOW_BLOCKING", "1", TRUE);
	}
	g_free(preload);
	return env;
}
