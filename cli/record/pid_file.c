/* SPDX-License-Identifier: MIT */
#include "pid_file.h"

#include <unistd.h>

#include "../exit_status.h"

bool v8scope_pid_file_write(const char *path, pid_t pid, GError **error)
{
	char *text = g_strdup_printf("%ld\n", (long)pid);
	GError *cause = NULL;
	bool ok = g_file_set_contents(path, text, -1, &cause);

	if (!ok) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_OUTPUT_DIRECTORY,
			"--pid-file: %s; the command was not started", cause->message);
		g_error_free(cause);
	}
	g_free(text);
	return ok;
}

void v8scope_pid_file_remove(const char *path)
{
	unlink(path);
}
