/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <string.h>

#include "../arguments.h"
#include "../exit_status.h"
#include "../record/options.h"
#include "../subcommand.h"

#define DEFAULT_INTERVAL "1s"
#define DEFAULT_GC "every:1s"
#define DEFAULT_FORMAT "table"

/* What GOption fills in; strings are owned, NULL where the option was not given. */
struct raw_options {
	char *interval;
	gboolean once;
	char *format;
	char *gc;
	char *stack_depth;
	char *output;
};

static const char parameters[] = "[--] COMMAND [ARGUMENT...] | URL";

static const char description[] =
	"Shows what holds the heap of every V8 isolate while the program runs.\n"
	"\n"
	"With COMMAND, runs it as 'v8scope record' does, and ends with its exit status. What it\n"
	"prints goes to a file while the table has the terminal, which is named at the end, or to\n"
	"the standard error otherwise; its standard input is empty meanwhile. Full collections\n"
	"are asked for every second, since live bytes are known only after one: --gc=every:10s\n"
	"costs a program with a large heap less, --gc=ends and --gc=off are as those of record.\n"
	"\n"
	"With URL, shows a live session that runs elsewhere: net://HOST[:PORT]/host/NODE/SESSION,\n"
	"or net://HOST[:PORT] if the relay daemon there has only one session.\n"
	"\n"
	"Keys: q ends it (and COMMAND), space holds the table, s sorts by another column, r turns\n"
	"the order round, ? shows all keys.\n"
	"\n"
	"--format=json writes one line an interval: docs/live.md. $LTTNG_RELAYD_PATH, if set, is\n"
	"the relay daemon to start; $V8SCOPE_LIBDIR is where libv8scope.so is taken from.\n";

static GOptionContext *make_context(struct raw_options *raw)
{
	const GOptionEntry entries[] = {
		{"interval", 0, 0, G_OPTION_ARG_STRING, &raw->interval,
			"How often to show it anew: 500ms, 10s, 2m "
			"(default: " DEFAULT_INTERVAL ")",
			"TIME"},
		{"once", 0, 0, G_OPTION_ARG_NONE, &raw->once,
			"Print one table, when an interval is over and an isolate has told what it "
			"holds, and end",
			NULL},
		{"format", 0, 0, G_OPTION_ARG_STRING, &raw->format,
			"How to write it: table or json (default: " DEFAULT_FORMAT ")", "FORMAT"},
		{"gc", 0, 0, G_OPTION_ARG_STRING, &raw->gc,
			"When to ask V8 for full collections: ends, every:TIME or off "
			"(default: " DEFAULT_GC ")",
			"POLICY"},
		{"stack-depth", 0, 0, G_OPTION_ARG_STRING, &raw->stack_depth,
			"Frames to keep of a call stack, as with record (default: 16)", "N"},
		{"output", 'o', 0, G_OPTION_ARG_FILENAME, &raw->output,
			"Write what COMMAND prints to FILE", "FILE"},
		G_OPTION_ENTRY_NULL,
	};
	GOptionContext *context = v8scope_subcommand_options(
		&v8scope_subcommand_live, parameters, description, entries);

	/* Options end where the command begins. */
	g_option_context_set_strict_posix(context, TRUE);
	return context;
}

char *v8scope_live_options_help(void)
{
	struct raw_options raw = {0};

	return v8scope_subcommand_help(make_context(&raw));
}

static char *without_slash(const char *text)
{
	size_t length = strlen(text);

	return g_strndup(text, g_str_has_suffix(text, "/") ? length - 1 : length);
}

char *v8scope_live_parse_url(const char *text)
{
	static const char *const schemes[] = {"net://", "net4://", "net6://"};
	char **parts;
	bool is_path;

	for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++) {
		if (g_str_has_prefix(text, schemes[i])) {
			return without_slash(text);
		}
	}
	parts = g_strsplit(text, "/", -1);
	is_path = g_strv_length(parts) == 4 && *parts[0] && strcmp(parts[1], "host") == 0;
	g_strfreev(parts);
	return is_path ? g_strconcat("net://", text, NULL) : NULL;
}

static bool usage_error(GError **error, const char *format, const char *value) G_GNUC_PRINTF(2, 0);

static bool usage_error(GError **error, const char *format, const char *value)
{
	char *text = g_strdup_printf(format, value);

	g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE, "live: %s", text);
	g_free(text);
	return false;
}

static bool take_target(struct v8scope_live_options *options, const struct raw_options *raw,
	int argc, char **argv, bool is_command, GError **error)
{
	if (argc < 2) {
		return usage_error(error,
			"no command to run and no URL was given; see 'v8scope help %s'", "live");
	}
	options->url = is_command ? NULL : v8scope_live_parse_url(argv[1]);
	if (!options->url) {
		options->command = &argv[1];
		return true;
	}
	if (argc > 2) {
		return usage_error(error, "expected one URL, but got '%s' as well", argv[2]);
	}
	if (raw->gc || raw->stack_depth || raw->output) {
		return usage_error(error,
			"%s is for a command that is run, not for a session that runs already",
			raw->gc		   ? "--gc"
			: raw->stack_depth ? "--stack-depth"
					   : "--output");
	}
	return true;
}

static bool take_values(
	struct v8scope_live_options *options, struct raw_options *raw, GError **error)
{
	const char *interval = raw->interval ? raw->interval : DEFAULT_INTERVAL;
	const char *gc = raw->gc ? raw->gc : DEFAULT_GC;

	if (!v8scope_take_duration("live", "interval", interval, &options->interval_ms, error) ||
		!v8scope_take_format("live", raw->format, DEFAULT_FORMAT, &options->json, error)) {
		return false;
	}
	if (raw->stack_depth && !v8scope_record_is_stack_depth(raw->stack_depth)) {
		return v8scope_refuse_value(
			"live", "stack-depth", raw->stack_depth, "a number of frames", error);
	}
	if (raw->output && !*raw->output) {
		return v8scope_refuse_value("live", "output", "", "the name of a file", error);
	}
	options->gc = v8scope_record_parse_gc(gc);
	if (!options->gc) {
		return v8scope_refuse_value("live", "gc", gc,
			"ends, off or every:TIME with a TIME like 500ms, 10s or 2m, at most a day",
			error);
	}
	options->once = raw->once;
	options->stack_depth = g_steal_pointer(&raw->stack_depth);
	options->output = g_steal_pointer(&raw->output);
	return true;
}

/* What follows "--" is a command, whatever it looks like. */
static bool has_separator(char **argv)
{
	for (char **argument = argv + 1; *argument && **argument == '-'; argument++) {
		if (strcmp(*argument, "--") == 0) {
			return true;
		}
	}
	return false;
}

bool v8scope_live_options_init(
	struct v8scope_live_options *options, int argc, char **argv, GError **error)
{
	struct raw_options raw = {0};
	GOptionContext *context = make_context(&raw);
	bool is_command = has_separator(argv);

	*options = (struct v8scope_live_options){0};
	bool ok = v8scope_subcommand_parse(context, &argc, &argv, error) &&
		  take_target(options, &raw, argc, argv, is_command, error) &&
		  take_values(options, &raw, error);
	if (!ok) {
		v8scope_live_options_fini(options);
	}
	g_free(raw.interval);
	g_free(raw.format);
	g_free(raw.gc);
	g_free(raw.stack_depth);
	g_free(raw.output);
	g_option_context_free(context);
	return ok;
}

void v8scope_live_options_fini(struct v8scope_live_options *options)
{
	g_clear_pointer(&options->gc, g_free);
	g_clear_pointer(&options->stack_depth, g_free);
	g_clear_pointer(&options->output, g_free);
	g_clear_pointer(&options->url, g_free);
}
