/* SPDX-License-Identifier: MIT */
#include "debuginfod.h"

#include <dlfcn.h>

#include "../exit_status.h"

/* What libdw loads, if it is there, to ask servers. */
#define CLIENT "libdebuginfod.so.1"

bool v8scope_debuginfod_check(const char *subcommand, GError **error)
{
	const char *urls = g_getenv("DEBUGINFOD_URLS");
	void *client;

	if (!urls || urls[0] == '\0') {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"%s: --debuginfod: $DEBUGINFOD_URLS names no server; set it to that of "
			"your "
			"distribution, e.g. https://debuginfod.debian.net",
			subcommand);
		return false;
	}
	client = dlopen(CLIENT, RTLD_LAZY);
	if (!client) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"%s: --debuginfod: " CLIENT " cannot be loaded; install libdebuginfod1",
			subcommand);
		return false;
	}
	dlclose(client);
	return true;
}
