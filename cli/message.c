/* SPDX-License-Identifier: MIT */
#include "message.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "exit_status.h"

char *v8scope_one_line(const char *text)
{
	char *line = g_strdup(text);

	for (char *c = line; *c; c++) {
		if (*c == '\n' || *c == '\t' || *c == '\r') {
			*c = ' ';
		} else if (g_ascii_iscntrl(*c)) {
			*c = '?';
		}
	}
	return g_strchomp(line);
}

void v8scope_message(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	char *text = g_strdup_vprintf(format, args);
	va_end(args);
	char *line = v8scope_one_line(text);
	fprintf(stderr, "v8scope: %s\n", line);
	g_free(line);
	g_free(text);
}

void v8scope_message_next(const char *directory)
{
	char *quoted = g_shell_quote(directory);
	bool plain = strcspn(directory, " \t\n'\"\\$`&;|<>()*?[]#~!{}") == strlen(directory);

	v8scope_message("next: v8scope report %s", plain ? directory : quoted);
	g_free(quoted);
}

int v8scope_fail(const GError *error)
{
	v8scope_message("%s", error->message);
	return v8scope_exit_status_of(error);
}
