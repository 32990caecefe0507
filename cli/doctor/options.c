/* SPDX-License-Identifier: MIT */
#include "options.h"

#include "../arguments.h"
#include "../exit_status.h"
#include "../subcommand.h"

/* What GOption fills in; strings are owned, NULL where the option was not given. */
struct raw_options {
	char *format;
	char *limit;
};

static const char parameters[] = "[[--] COMMAND [ARGUMENT...]]";

static const char description[] =
	"Says whether recording works here, and what to do where it does not. With COMMAND it is\n"
	"run for real, recorded to a temporary directory, and what v8scope found in it is told:\n"
	"where V8 is, which of its functions were hooked, which sensors work, and whether events\n"
	"arrived. What COMMAND prints goes to standard error.\n"
	"\n"
	"$V8SCOPE_LIBDIR, if set, is where v8scope's libraries are looked for.\n";

static GOptionContext *make_context(struct raw_options *raw)
{
	const GOptionEntry entries[] = {
		V8SCOPE_FORMAT_OPTION(&raw->format),
		{"for", 0, 0, G_OPTION_ARG_STRING, &raw->limit,
			"End COMMAND after TIME (500ms, 10s, 2m) if it has not ended by itself",
			"TIME"},
		G_OPTION_ENTRY_NULL,
	};
	GOptionContext *context = v8scope_subcommand_options(
		&v8scope_subcommand_doctor, parameters, description, entries);

	/* Options end where the command begins. */
	g_option_context_set_strict_posix(context, TRUE);
	return context;
}

char *v8scope_doctor_options_help(void)
{
	struct raw_options raw = {0};

	return v8scope_subcommand_help(make_context(&raw));
}

/* The values of options whose syntax was right. */
static bool take_values(
	struct v8scope_doctor_options *options, const struct raw_options *raw, GError **error)
{
	if (!v8scope_take_format("doctor", raw->format, "text", &options->json, error) ||
		!v8scope_take_duration("doctor", "for", raw->limit, &options->limit_ms, error)) {
		return false;
	}
	if (raw->limit && !options->command) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"doctor: --for=%s: there is no command to end; see 'v8scope help doctor'",
			raw->limit);
		return false;
	}
	return true;
}

bool v8scope_doctor_options_init(
	struct v8scope_doctor_options *options, int argc, char **argv, GError **error)
{
	struct raw_options raw = {0};
	GOptionContext *context = make_context(&raw);
	bool ok = v8scope_subcommand_parse(context, &argc, &argv, error);

	*options = (struct v8scope_doctor_options){.command = ok && argc > 1 ? &argv[1] : NULL};
	ok = ok && take_values(options, &raw, error);
	g_free(raw.format);
	g_free(raw.limit);
	g_option_context_free(context);
	return ok;
}
