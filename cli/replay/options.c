/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <math.h>

#include "../arguments.h"
#include "../subcommand.h"
#include "player.h"

/* What GOption fills in; strings are owned, NULL where the option was not given. */
struct raw_options {
	char *speed;
	char *format;
	gboolean once;
	struct v8scope_choice choice;
};

static const char parameters[] = "DIR";

static const char description[] =
	"Plays the LTTng traces found in DIR on the terminal: the heap after each collection, the\n"
	"live scopes and what they hold at each census, promises made and settled, and what a\n"
	"report would have said then. Neither V8 nor a session daemon is needed.\n"
	"\n"
	"Keys: space pauses, left and right step, g and G go to the next and the last full GC, +\n"
	"and - change the speed, tab goes to the next isolate, ? lists them all, q quits.\n"
	"\n"
	"Where the output is no terminal, and with --once or --format=json, each moment is a line\n"
	"instead, and nothing waits.\n";

static GOptionContext *make_context(struct raw_options *raw)
{
	const GOptionEntry entries[] = {
		{"speed", 0, 0, G_OPTION_ARG_STRING, &raw->speed,
			"Times real time, e.g. 0.5, or max (default: what takes 20 seconds)", "N"},
		{"once", 0, 0, G_OPTION_ARG_NONE, &raw->once,
			"Write a line for each moment, and end", NULL},
		{"format", 0, 0, G_OPTION_ARG_STRING, &raw->format,
			"How to write the lines: text, or json: an object a line (default: text)",
			"FORMAT"},
		G_OPTION_ENTRY_NULL,
	};
	GOptionContext *context = v8scope_subcommand_options(
		&v8scope_subcommand_replay, parameters, description, entries);

	v8scope_choice_add_selection(&raw->choice, context);
	return context;
}

char *v8scope_replay_options_help(void)
{
	struct raw_options raw = {0};

	return v8scope_subcommand_help(make_context(&raw));
}

static bool take_speed(struct v8scope_replay_options *options, const char *text, GError **error)
{
	char *end = NULL;

	if (!text) {
		return true;
	}
	if (g_str_equal(text, "max")) {
		options->speed = V8SCOPE_PLAYER_SPEED_MAX;
		return true;
	}
	options->speed = g_ascii_strtod(text, &end);
	if (end == text || *end != '\0' || !isfinite(options->speed) || options->speed <= 0) {
		return v8scope_refuse_value(
			"replay", "speed", text, "a number above 0, or max", error);
	}
	return true;
}

static bool take_format(struct v8scope_replay_options *options, const char *text, GError **error)
{
	bool json;

	if (!v8scope_take_format("replay", text, "text", &json, error)) {
		return false;
	}
	if (json) {
		options->format = V8SCOPE_LINES_FORMAT_JSON;
		options->lines = true;
	}
	return true;
}

static bool take_values(struct v8scope_replay_options *options, struct raw_options *raw, int argc,
	char **argv, GError **error)
{
	options->lines = raw->once;
	if (!v8scope_take_directory("replay", argc, argv, &options->directory, error) ||
		!take_speed(options, raw->speed, error) ||
		!take_format(options, raw->format, error) ||
		!v8scope_choice_parse(&raw->choice, "replay", error)) {
		return false;
	}
	options->choice = raw->choice;
	raw->choice = (struct v8scope_choice){0};
	return true;
}

bool v8scope_replay_options_init(
	struct v8scope_replay_options *options, int argc, char **argv, GError **error)
{
	struct raw_options raw = {0};
	GOptionContext *context = make_context(&raw);

	*options = (struct v8scope_replay_options){0};
	bool ok = v8scope_subcommand_parse(context, &argc, &argv, error) &&
		  take_values(options, &raw, argc, argv, error);
	g_free(raw.speed);
	g_free(raw.format);
	v8scope_choice_fini(&raw.choice);
	g_option_context_free(context);
	return ok;
}

void v8scope_replay_options_fini(struct v8scope_replay_options *options)
{
	v8scope_choice_fini(&options->choice);
}
