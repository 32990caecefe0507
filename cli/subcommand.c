/* SPDX-License-Identifier: MIT */
#include "subcommand.h"

#include <string.h>

#include "exit_status.h"

GOptionContext *v8scope_subcommand_options(const struct v8scope_subcommand *subcommand,
	const char *parameters, const char *description, const GOptionEntry *entries)
{
	char *program = g_strconcat("v8scope ", subcommand->name, NULL);
	GOptionContext *context = g_option_context_new(parameters);
	GString *text = g_string_new(description);

	/* The usage line of the help begins with it. */
	g_set_prgname(program);
	g_free(program);
	g_option_context_set_summary(context, subcommand->summary);
	g_option_context_add_main_entries(context, entries, NULL);
	g_string_append(text, "\nExit status:\n");
	v8scope_exit_status_describe(text, subcommand->name);
	g_option_context_set_description(context, text->str);
	g_string_free(text, TRUE);
	return context;
}

/* GOption leaves "--" in place if what follows looks like an option to it. */
static void drop_separator(int *argc, char **argv)
{
	if (*argc > 1 && strcmp(argv[1], "--") == 0) {
		memmove(&argv[1], &argv[2], (size_t)(*argc - 1) * sizeof(argv[0]));
		(*argc)--;
	}
}

char *v8scope_subcommand_help(GOptionContext *context)
{
	char *help = g_option_context_get_help(context, TRUE, NULL);

	g_option_context_free(context);
	return help;
}

bool v8scope_subcommand_parse(GOptionContext *context, int *argc, char ***argv, GError **error)
{
	const char *name = (*argv)[0];
	GError *cause = NULL;

	if (!g_option_context_parse(context, argc, argv, &cause)) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"%s: %s; see 'v8scope help %s'", name, cause->message, name);
		g_error_free(cause);
		return false;
	}
	drop_separator(argc, *argv);
	return true;
}
