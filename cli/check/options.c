/* SPDX-License-Identifier: MIT */
#include "options.h"

#include "../arguments.h"
#include "../subcommand.h"
#include "../units.h"

#define DEFAULT_FAIL_ON "leak"

/* What GOption fills in; strings are owned, NULL where the option was not given. */
struct raw_options {
	char *max_growth;
	char *max_handles;
	char *fail_on;
	char *junit;
	struct v8scope_choice choice;
};

static const char description[] =
	"For a build that must fail when the program under test leaks. Reads a recording as\n"
	"'v8scope report' does, and prints a line for each isolate: what failed, what nobody can\n"
	"tell, what passed.\n"
	"\n"
	"The growth is that of the live heap. The handles are those of the isolate when it is\n"
	"assessed, and the globals and references that its report lists. What is suppressed "
	"counts\n"
	"for neither, nor does a verdict that is about suppressed holders only.\n"
	"\n"
	"TIME and the patterns of --suppressions: see 'v8scope help report'.\n"
	"\n"
	"BYTES may end in K, M or G (powers of 1024).\n"
	"\n"
	"Where an isolate exceeds a limit the status is 1, whatever else cannot be told. It is 2\n"
	"where one is inconclusive, where the figure for a limit is not known, where the trace is\n"
	"missing, damaged or cut short, holds no isolate, or FILE cannot be written.\n";

static GOptionContext *make_context(struct raw_options *raw)
{
	const GOptionEntry entries[] = {
		{"max-growth", 0, 0, G_OPTION_ARG_STRING, &raw->max_growth,
			"Fail if the live heap grew by more than BYTES", "BYTES"},
		{"max-handles", 0, 0, G_OPTION_ARG_STRING, &raw->max_handles,
			"Fail if there are more than N handles", "N"},
		{"fail-on", 0, 0, G_OPTION_ARG_STRING, &raw->fail_on,
			"The verdicts to fail on: leak, latent, growth, not-handles, inconclusive "
			"or none (default: " DEFAULT_FAIL_ON ")",
			"VERDICT,..."},
		{"junit", 0, 0, G_OPTION_ARG_FILENAME, &raw->junit,
			"Write the results to FILE as JUnit XML, too", "FILE"},
		G_OPTION_ENTRY_NULL,
	};
	GOptionContext *context =
		v8scope_subcommand_options(&v8scope_subcommand_check, "DIR", description, entries);

	v8scope_choice_add_options(&raw->choice, context);
	return context;
}

char *v8scope_check_options_help(void)
{
	struct raw_options raw = {0};

	return v8scope_subcommand_help(make_context(&raw));
}

static bool parse_growth(struct v8scope_optional *limit, const char *text, GError **error)
{
	uint64_t bytes;

	if (!text) {
		return true;
	}
	if (!v8scope_parse_bytes(text, &bytes)) {
		return v8scope_refuse_value(
			"check", "max-growth", text, "a number of bytes, e.g. 500K or 16M", error);
	}
	*limit = (struct v8scope_optional){.known = true, .value = (int64_t)bytes};
	return true;
}

static bool parse_handles(struct v8scope_optional *limit, const char *text, GError **error)
{
	guint64 number;

	if (!text) {
		return true;
	}
	if (!g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, &number, NULL)) {
		return v8scope_refuse_value(
			"check", "max-handles", text, "a number of handles", error);
	}
	*limit = (struct v8scope_optional){.known = true, .value = (int64_t)number};
	return true;
}

/* A build that fails on "ok" is a mistake. */
static bool parse_verdicts(struct v8scope_limits *limits, const char *text, GError **error)
{
	char **names = g_strsplit(text, ",", -1);
	enum v8scope_verdict verdict;
	bool ok = names[0] != NULL;

	for (guint i = 0; ok && names[i] && !g_str_equal(text, "none"); i++) {
		ok = v8scope_verdict_from_name(g_strstrip(names[i]), &verdict) &&
		     verdict != V8SCOPE_VERDICT_OK;
		if (ok) {
			limits->fails[verdict] = true;
		}
	}
	g_strfreev(names);
	if (!ok) {
		v8scope_refuse_value("check", "fail-on", text,
			"none, or some of leak, latent, growth, not-handles, inconclusive, with "
			"commas between",
			error);
	}
	return ok;
}

static bool take_values(struct v8scope_check_options *options, struct raw_options *raw, int argc,
	char **argv, GError **error)
{
	if (!v8scope_take_directory("check", argc, argv, &options->directory, error) ||
		!parse_growth(&options->limits.growth_bytes, raw->max_growth, error) ||
		!parse_handles(&options->limits.handles, raw->max_handles, error) ||
		!parse_verdicts(
			&options->limits, raw->fail_on ? raw->fail_on : DEFAULT_FAIL_ON, error) ||
		!v8scope_choice_parse(&raw->choice, "check", error)) {
		return false;
	}
	options->junit = g_steal_pointer(&raw->junit);
	options->choice = raw->choice;
	raw->choice = (struct v8scope_choice){0};
	return true;
}

bool v8scope_check_options_init(
	struct v8scope_check_options *options, int argc, char **argv, GError **error)
{
	struct raw_options raw = {0};
	GOptionContext *context = make_context(&raw);

	*options = (struct v8scope_check_options){0};
	bool ok = v8scope_subcommand_parse(context, &argc, &argv, error) &&
		  take_values(options, &raw, argc, argv, error);
	g_free(raw.max_growth);
	g_free(raw.max_handles);
	g_free(raw.fail_on);
	g_free(raw.junit);
	v8scope_choice_fini(&raw.choice);
	g_option_context_free(context);
	return ok;
}

void v8scope_check_options_fini(struct v8scope_check_options *options)
{
	g_free(options->junit);
	v8scope_choice_fini(&options->choice);
}
