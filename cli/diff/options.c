/* SPDX-License-Identifier: MIT */
#include "options.h"

#include "../arguments.h"
#include "../exit_status.h"
#include "../report/debuginfod.h"
#include "../subcommand.h"

static const char description[] =
	"Did the change help? A is the recording before it, B the one after it, of the same work,\n"
	"as long as it was. Holders are the same if kind, function and file are, then by the\n"
	"nearest line. What they gained is compared per microtask checkpoint; where there are\n"
	"none, per second.\n"
	"\n"
	"fixed     5 % or less of what it gained, and B is long enough to show it\n"
	"improved  less than 80 %\n"
	"same      80 % to 125 %\n"
	"worse     more than 125 %\n"
	"new       next to nothing in A, and A is long enough to show it\n"
	"unknown   a recording is too short, or inconclusive\n"
	"\n"
	"Less than 1,000 handles and less than 64 KiB count as nothing.\n";

static GOptionContext *make_context(char **format, gboolean *debuginfod)
{
	const GOptionEntry entries[] = {
		V8SCOPE_DEBUGINFOD_OPTION(debuginfod),
		V8SCOPE_FORMAT_OPTION(format),
		G_OPTION_ENTRY_NULL,
	};

	return v8scope_subcommand_options(&v8scope_subcommand_diff, "A B", description, entries);
}

char *v8scope_diff_options_help(void)
{
	char *format = NULL;
	gboolean debuginfod = FALSE;

	return v8scope_subcommand_help(make_context(&format, &debuginfod));
}

static bool take_values(struct v8scope_diff_options *options, const char *format, int argc,
	char **argv, GError **error)
{
	if (argc != 3) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"diff: expected two trace directories, got %d; see 'v8scope help diff'",
			argc - 1);
		return false;
	}
	options->before = argv[1];
	options->after = argv[2];
	return v8scope_take_format("diff", format, "text", &options->json, error) &&
	       (!options->debuginfod || v8scope_debuginfod_check("diff", error));
}

bool v8scope_diff_options_init(
	struct v8scope_diff_options *options, int argc, char **argv, GError **error)
{
	char *format = NULL;
	*options = (struct v8scope_diff_options){0};
	GOptionContext *context = make_context(&format, &options->debuginfod);
	bool ok = v8scope_subcommand_parse(context, &argc, &argv, error) &&
		  take_values(options, format, argc, argv, error);

	g_free(format);
	g_option_context_free(context);
	return ok;
}
