/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <errno.h>
#include <unistd.h>

#include "../arguments.h"
#include "../exit_status.h"
#include "../subcommand.h"
#include "render.h"

#define DEFAULT_FORMAT "text"

/* What GOption fills in; strings are owned, NULL where the option was not given. */
struct raw_options {
	char *format;
	char *output;
	char *snapshot;
	char *top;
	struct v8scope_choice choice;
	char *weight;
};

static const char parameters[] = "DIR";

static const char description[] =
	"Reads the LTTng traces found in DIR, as 'v8scope record' or 'lttng' left them there, and\n"
	"says what holds the heap of every V8 isolate in them.\n"
	"\n"
	"A heap snapshot that was recorded with the trace (record --snapshot) is read if it is in\n"
	"DIR, whatever path the trace has for it.\n"
	"\n"
	"TIME is a time since the recording began (2.5s, 500ms, 3m, 1h), a date and time\n"
	"(\"2026-01-31 08:14:03\", local unless it ends in Z or an offset), or seconds since 1970\n"
	"(@1770000000.5). Growth, verdict, handles and curves are those of the time chosen.\n"
	"\n"
	"A pattern of --suppressions is looked for in the name of a holder's function, file and\n"
	"module and in those of the JavaScript that called it; * stands for anything, ^ and $ for\n"
	"where the name begins and ends, and # begins a comment.\n"
	"\n"
	"Colours are used on a terminal unless $NO_COLOR is set, and characters outside ASCII\n"
	"where the locale has UTF-8. $V8SCOPE_LIBDIR, if set, is where v8scope's babeltrace2\n"
	"plugin is taken from.\n";

static GOptionContext *make_context(struct raw_options *raw, char **format_help)
{
	*format_help = g_strdup_printf(
		"How to write it: %s (default: " DEFAULT_FORMAT ")", v8scope_render_format_names());
	const GOptionEntry entries[] = {
		{"format", 0, 0, G_OPTION_ARG_STRING, &raw->format, *format_help, "FORMAT"},
		{"output", 'o', 0, G_OPTION_ARG_FILENAME, &raw->output,
			"Write to FILE, which is replaced as a whole (default: standard output)",
			"FILE"},
		{"weight", 0, 0, G_OPTION_ARG_STRING, &raw->weight,
			"What stacks weigh with --format=folded: bytes of growth, or handles held "
			"(default: bytes)",
			"bytes|handles"},
		{"snapshot", 0, 0, G_OPTION_ARG_FILENAME, &raw->snapshot,
			"The heap snapshot that the trace tells of, if it is not in DIR", "FILE"},
		{"top", 0, 0, G_OPTION_ARG_STRING, &raw->top,
			"Show the N largest holders of each isolate (default: text: at most 5, of "
			"1 % of the growth or more; json: all)",
			"N"},
		G_OPTION_ENTRY_NULL,
	};

	GOptionContext *context = v8scope_subcommand_options(
		&v8scope_subcommand_report, parameters, description, entries);

	v8scope_choice_add_options(&raw->choice, context);
	return context;
}

char *v8scope_report_options_help(void)
{
	struct raw_options raw = {0};
	char *format_help = NULL;
	GOptionContext *context = make_context(&raw, &format_help);
	char *help = v8scope_subcommand_help(context);

	g_free(format_help);
	return help;
}

static bool parse_top(struct v8scope_report_options *options, const char *top, GError **error)
{
	guint64 number = 0;

	if (top && !g_ascii_string_to_unsigned(top, 10, 1, G_MAXINT, &number, NULL)) {
		return v8scope_refuse_value("report", "top", top, "a number above 0", error);
	}
	options->top = (int)number;
	return true;
}

/* Which holder keeps what is read much later, and only if the trace tells of a snapshot. */
static bool check_snapshot(const char *path, GError **error)
{
	if (path && access(path, R_OK) != 0) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"report: --snapshot=%s: %s", path, g_strerror(errno));
		return false;
	}
	return true;
}

static bool take_values(struct v8scope_report_options *options, struct raw_options *raw, int argc,
	char **argv, GError **error)
{
	const char *format = raw->format ? raw->format : DEFAULT_FORMAT;

	if (!v8scope_take_directory("report", argc, argv, &options->directory, error)) {
		return false;
	}
	options->format = v8scope_render_format_find(format);
	if (!options->format) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"report: --format=%s: expected one of %s", format,
			v8scope_render_format_names());
		return false;
	}
	if (!parse_top(options, raw->top, error) || !check_snapshot(raw->snapshot, error) ||
		!v8scope_choice_parse(&raw->choice, "report", error)) {
		return false;
	}
	options->choice = raw->choice;
	raw->choice = (struct v8scope_choice){0};
	if (raw->weight && !v8scope_weight_from_name(raw->weight, &options->weight)) {
		return v8scope_refuse_value(
			"report", "weight", raw->weight, "bytes or handles", error);
	}
	options->output = g_steal_pointer(&raw->output);
	options->snapshot = g_steal_pointer(&raw->snapshot);
	return true;
}

bool v8scope_report_options_init(
	struct v8scope_report_options *options, int argc, char **argv, GError **error)
{
	struct raw_options raw = {0};
	char *format_help = NULL;
	GOptionContext *context = make_context(&raw, &format_help);

	*options = (struct v8scope_report_options){0};
	bool ok = v8scope_subcommand_parse(context, &argc, &argv, error) &&
		  take_values(options, &raw, argc, argv, error);
	g_free(raw.format);
	g_free(raw.output);
	g_free(raw.snapshot);
	g_free(raw.top);
	v8scope_choice_fini(&raw.choice);
	g_free(raw.weight);
	g_free(format_help);
	g_option_context_free(context);
	return ok;
}

void v8scope_report_options_fini(struct v8scope_report_options *options)
{
	g_free(options->output);
	g_free(options->snapshot);
	v8scope_choice_fini(&options->choice);
}
