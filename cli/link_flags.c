/* SPDX-License-Identifier: MIT */
/* `v8scope link-flags`: how to link a program that contains V8 with v8scope. */
#include <errno.h>
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "exit_status.h"
#include "message.h"
#include "paths.h"
#include "subcommand.h"

#define ARCHIVE_NAME "libv8scope-wrap.a"
/* Written by the build: one argument a line, see cmake/V8scopeWrapFlags.cmake. */
#define FLAGS_NAME "libv8scope-wrap.flags"
#define ARCHIVE_PLACEHOLDER "@ARCHIVE@"

static const char description[] =
	"Prints the arguments with which a C or C++ compiler links a program that contains V8, so\n"
	"that its calls of V8 come to v8scope: cc ... $(v8scope link-flags). For rustc and cargo,\n"
	"--rust prints them for RUSTFLAGS. Such a program behaves as before until it is recorded.\n"
	"\n"
	"$V8SCOPE_LIBDIR, if set, is where the archive is taken from.\n";

static GOptionContext *make_context(gboolean *rust)
{
	const GOptionEntry entries[] = {
		{"rust", 0, 0, G_OPTION_ARG_NONE, rust,
			"Print them as -C link-arg=... words, for rustc", NULL},
		G_OPTION_ENTRY_NULL,
	};

	return v8scope_subcommand_options(
		&v8scope_subcommand_link_flags, NULL, description, entries);
}

static char *help(void)
{
	gboolean rust = FALSE;

	return v8scope_subcommand_help(make_context(&rust));
}

static char *find(const char *name, GError **error)
{
	char *searched = NULL;
	char *path = v8scope_paths_find(name, &searched);

	if (!path) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_ARCHIVE,
			"%s was not found (looked for %s): reinstall v8scope or set V8SCOPE_LIBDIR "
			"to its directory",
			name, searched);
	}
	g_free(searched);
	return path;
}

/* The archive's path. $(...) and RUSTFLAGS are split at blanks, and know no quoting. */
static char *find_archive(GError **error)
{
	char *path = find(ARCHIVE_NAME, error);

	if (path && strpbrk(path, " \t\n")) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_ARCHIVE,
			"%s has a blank in its path, and flags are split at blanks; copy it and "
			"its .flags file elsewhere and set V8SCOPE_LIBDIR to that directory",
			path);
		g_clear_pointer(&path, g_free);
	}
	return path;
}

/* The arguments, NULL-terminated; the caller frees them with g_strfreev(). */
static char **read_flags(GError **error)
{
	char *archive = find_archive(error);
	char *path = archive ? find(FLAGS_NAME, error) : NULL;
	char *text = NULL;
	char **flags = NULL;
	GError *cause = NULL;

	if (path && !g_file_get_contents(path, &text, NULL, &cause)) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_ARCHIVE, "%s",
			cause->message);
		g_error_free(cause);
	} else if (path) {
		flags = g_strsplit(g_strchomp(text), "\n", -1);
	}
	for (size_t i = 0; flags && flags[i]; i++) {
		if (strcmp(flags[i], ARCHIVE_PLACEHOLDER) == 0) {
			g_free(flags[i]);
			flags[i] = g_strdup(archive);
		}
	}
	g_free(text);
	g_free(path);
	g_free(archive);
	return flags;
}

static bool print_flags(char *const *flags, bool rust, GError **error)
{
	bool ok = true;

	for (size_t i = 0; flags[i]; i++) {
		ok = ok &&
		     printf("%s%s%s", i > 0 ? " " : "", rust ? "-C link-arg=" : "", flags[i]) > 0;
	}
	if (!ok || putchar('\n') == EOF || fflush(stdout) != 0) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_OUTPUT,
			"cannot write: %s", g_strerror(errno));
		return false;
	}
	return true;
}

static bool parse(int argc, char **argv, gboolean *rust, GError **error)
{
	GOptionContext *context = make_context(rust);
	bool ok = v8scope_subcommand_parse(context, &argc, &argv, error);

	g_option_context_free(context);
	if (ok && argc > 1) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"link-flags: unexpected argument '%s'; see 'v8scope help link-flags'",
			argv[1]);
		return false;
	}
	return ok;
}

static int run(int argc, char **argv)
{
	gboolean rust = FALSE;
	GError *error = NULL;
	int status = V8SCOPE_EXIT_STATUS_OK;
	char **flags = parse(argc, argv, &rust, &error) ? read_flags(&error) : NULL;

	if (!flags || !print_flags(flags, rust, &error)) {
		status = v8scope_fail(error);
		g_error_free(error);
	}
	g_strfreev(flags);
	return status;
}

const struct v8scope_subcommand v8scope_subcommand_link_flags = {
	.name = "link-flags",
	.summary = "Print how to link a program that contains V8",
	.run = run,
	.help = help,
};
