/* SPDX-License-Identifier: MIT */
#include "exit_status.h"

const struct v8scope_exit_status_entry v8scope_exit_statuses[] = {
#define V8SCOPE_EXIT_STATUS_ROW(name, number, subcommand, meaning)                                 \
	{V8SCOPE_EXIT_STATUS_##name, subcommand, meaning},
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

void v8scope_exit_status_describe(GString *text, const char *subcommand)
{
	for (size_t i = 0; i < v8scope_exit_status_count; i++) {
		const struct v8scope_exit_status_entry *entry = &v8scope_exit_statuses[i];

		if (entry->subcommand && g_strcmp0(entry->subcommand, subcommand) != 0) {
			continue;
		}
		g_string_append_printf(text, "  %3d  %s\n", (int)entry->status, entry->meaning);
	}
}
