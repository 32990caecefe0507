/* SPDX-License-Identifier: MIT */
/* v8scope: dispatch to the subcommands. */
#include <glib.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "contain.h"
#include "exit_status.h"
#include "message.h"
#include "subcommand.h"

static const struct v8scope_subcommand *const subcommands[] = {
	&v8scope_subcommand_record,
	&v8scope_subcommand_live,
	&v8scope_subcommand_report,
	&v8scope_subcommand_check,
	&v8scope_subcommand_diff,
	&v8scope_subcommand_replay,
	&v8scope_subcommand_doctor,
	&v8scope_subcommand_link_flags,
};

static const struct v8scope_subcommand *find_subcommand(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(subcommands); i++) {
		if (strcmp(subcommands[i]->name, name) == 0) {
			return subcommands[i];
		}
	}
	return NULL;
}

/* Flushes, so that a full disk or a closed pipe shows in the status. */
static int print(FILE *out, const char *text)
{
	if (fputs(text, out) < 0 || fflush(out) != 0) {
		v8scope_message("cannot write: %s", g_strerror(errno));
		return V8SCOPE_EXIT_STATUS_OUTPUT;
	}
	return V8SCOPE_EXIT_STATUS_OK;
}

static int print_usage(FILE *out)
{
	GString *text = g_string_new(
		"v8scope names the live V8 scope, handle or reference that keeps the heap "
		"growing.\n\n"
		"Usage:\n"
		"  v8scope SUBCOMMAND [OPTION...] [ARGUMENT...]\n"
		"  v8scope help SUBCOMMAND\n"
		"  v8scope --version\n\n"
		"Subcommands:\n");

	for (size_t i = 0; i < G_N_ELEMENTS(subcommands); i++) {
		g_string_append_printf(
			text, "  %-10s %s\n", subcommands[i]->name, subcommands[i]->summary);
	}
	g_string_append(text, "\nExit status:\n");
	v8scope_exit_status_describe(text, NULL);
	g_string_append(text, "  Each subcommand's help lists its own.\n");
	int status = print(out, text->str);
	g_string_free(text, TRUE);
	return status;
}

static int unknown_subcommand(const char *name)
{
	v8scope_message("unknown subcommand '%s'; see 'v8scope --help'", name);
	return V8SCOPE_EXIT_STATUS_USAGE;
}

static int run_help(int argc, char **argv)
{
	if (argc < 2) {
		return print_usage(stdout);
	}
	const struct v8scope_subcommand *subcommand = find_subcommand(argv[1]);
	if (!subcommand) {
		return unknown_subcommand(argv[1]);
	}
	char *text = subcommand->help();
	int status = print(stdout, text);
	g_free(text);
	return status;
}

static int dispatch(int argc, char **argv)
{
	if (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0) {
		return print_usage(stdout);
	}
	if (strcmp(argv[0], "--version") == 0) {
		return print(stdout, "v8scope " V8SCOPE_VERSION "\n");
	}
	if (strcmp(argv[0], "help") == 0) {
		return run_help(argc, argv);
	}
	const struct v8scope_subcommand *subcommand = find_subcommand(argv[0]);
	if (!subcommand) {
		return unknown_subcommand(argv[0]);
	}
	if (subcommand->crash_status != 0) {
		return v8scope_contain(subcommand->run, argc, argv, subcommand->crash_status);
	}
	return subcommand->run(argc, argv);
}

int main(int argc, char **argv)
{
	/* Only the character set: numbers in reports do not follow the locale. */
	setlocale(LC_CTYPE, "");
	g_set_prgname("v8scope");
	if (argc < 2) {
		print_usage(stderr);
		return V8SCOPE_EXIT_STATUS_USAGE;
	}
	return dispatch(argc - 1, argv + 1);
}
