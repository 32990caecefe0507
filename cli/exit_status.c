/* SPDX-License-Identifier: MIT */
#include "exit_status.h"

#include <stdbool.h>

const struct v8scope_exit_status_entry v8scope_exit_statuses[] = {
#define V8SCOPE_EXIT_STATUS_ROW(name, number, subcommands, meaning)                                \
	{V8SCOPE_EXIT_STATUS_##name, subcommands, meaning},
	V8SCOPE_EXIT_STATUS_LIST(V8SCOPE_EXIT_STATUS_ROW)
#undef V8SCOPE_EXIT_STATUS_ROW
};

const size_t v8scope_exit_status_count = G_N_ELEMENTS(v8scope_exit_statuses);

G_DEFINE_QUARK(v8scope - exit - error - quark, v8scope_exit_error)

enum v8scope_exit_status v8scope_exit_status_of(const GError *error)
{
	if (error->domain == V8SCOPE_EXIT_ERROR) {
		return (enum v8scope_exit_status)error->code;
	}
	return V8SCOPE_EXIT_STATUS_USAGE;
}

static bool is_of(const struct v8scope_exit_status_entry *entry, const char *subcommand)
{
	char **names = g_strsplit(entry->subcommands ? entry->subcommands : "", " ", -1);
	bool found = subcommand && g_strv_contains((const char *const *)names, subcommand);

	g_strfreev(names);
	return found || !entry->subcommands;
}

void v8scope_exit_status_describe(GString *text, const char *subcommand)
{
	for (size_t i = 0; i < v8scope_exit_status_count; i++) {
		const struct v8scope_exit_status_entry *entry = &v8scope_exit_statuses[i];

		if (!is_of(entry, subcommand)) {
			continue;
		}
		g_string_append_printf(text, "  %3d  %s\n", (int)entry->status, entry->meaning);
	}
}
