/* SPDX-License-Identifier: MIT */
#include "debug_servers.h"

#include <glib.h>

/* libdw has no call to be told not to, and looks the variable up each time. */
#define VARIABLE "DEBUGINFOD_URLS"

char *v8scope_debug_servers_hide(void)
{
	char *urls = g_strdup(g_getenv(VARIABLE));

	g_unsetenv(VARIABLE);
	return urls;
}

void v8scope_debug_servers_show(char *hidden)
{
	if (hidden != NULL) {
		g_setenv(VARIABLE, hidden, TRUE);
	}
	g_free(hidden);
}
