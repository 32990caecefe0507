/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <inttypes.h>
#include <signal.h>
#include <string.h>

#include "../exit_status.h"
#include "../subcommand.h"
#include "../units.h"

#define DEFAULT_DETAIL "census"
#define DEFAULT_GC "ends"

/* runtime/stacks.h has the same. */
#define STACK_DEPTH_MAX 64

static const struct {
	const char *name;
	enum v8scope_detail detail;
} details[] = {
	{"census", V8SCOPE_DETAIL_CENSUS},
	{"scopes", V8SCOPE_DETAIL_SCOPES},
	{"handles", V8SCOPE_DETAIL_HANDLES},
};

/* What GOption fills in; strings are owned, NULL where the option was not given. */
struct raw_options {
	char *output;
	char *output_url;
	char *detail;
	char *gc;
	char *stack_depth;
	char *snapshot;
	char *duration;
	char *pid_file;
	char *flight_recorder;
	char *rotate;
	gboolean snapshot_at_end;
	gboolean no_loss;
};

static const char parameters[] = "[--] COMMAND [ARGUMENT...]";

static const char description[] =
	"Runs COMMAND with libv8scope.so preloaded and records its processes, and no others,\n"
	"with LTTng. Ends with COMMAND's exit status. Then read the trace with 'v8scope report'.\n"
	"\n"
	"Detail: 'census' is cheap enough for production; 'scopes' adds an event for every\n"
	"scope, global, promise and microtask checkpoint; 'handles' adds one for every handle.\n"
	"\n"
	"GC: live bytes are known only after a full collection. 'ends' asks V8 for a few: when\n"
	"recording starts on an isolate, when its handles have doubled, around the end of a\n"
	"scope that held many, and before the isolate ends; 'every:TIME' (500ms, 10s, 2m) for one "
	"every TIME as well; 'off'\n"
	"for none.\n"
	"\n"
	"Snapshot: writes V8's heap snapshot of each isolate to DIR/snapshots, and which of its\n"
	"nodes each live scope and global refers to. 'end' (the default of --snapshot): before\n"
	"a scope closes that held many handles, and before the isolate ends; 'heap-limit': when\n"
	"live objects come to 3/4 of V8's limit, and closer; a signal (USR1, USR2, RTMIN+N or its\n"
	"number): when COMMAND gets it, unless it handles that signal itself. Of several, the "
	"last\n"
	"with the most handles is kept. The program stands still meanwhile.\n"
	"\n"
	"With --duration the trace is complete after TIME, and v8scope says so. It stays with\n"
	"COMMAND nevertheless: signals are forwarded, and its exit status is passed on. No\n"
	"collection is asked for when TIME is over, so that --gc=every:TIME tells more.\n"
	"\n"
	"Flight recorder: nothing is written while COMMAND runs; the newest overwrites the oldest\n"
	"in SIZE of memory, which is written when COMMAND ends, however it does, to DIR; when V8\n"
	"is about to reach its heap limit and COMMAND goes on, and when v8scope itself gets\n"
	"SIGUSR1, to DIR-1, DIR-2, ... Each is a trace of its own. Of collections only full ones\n"
	"are recorded, to reach back further.\n"
	"\n"
	"Rotate: when the trace has grown by SIZE, or after TIME, a part of it is complete: a\n"
	"folder in DIR/archives, which can be moved or deleted while recording goes on. 'v8scope\n"
	"report DIR' reads all that are there as one.\n"
	"\n"
	"With --output-url nothing is written here: a relay daemon (lttng-relayd) on HOST gets "
	"the\n"
	"trace a second after it was recorded. If it cannot be reached, COMMAND is not started. "
	"If\n"
	"it cannot be reached any more later, COMMAND runs on, and 20 seconds after its end "
	"v8scope\n"
	"says so and ends. The trace goes over the network as it is: use a tunnel where others\n"
	"could read along (docs/machines.md). 'v8scope live net://HOST' shows it meanwhile.\n"
	"\n"
	"On a terminal the last line says how long recording has gone on, how large the trace is\n"
	"and how many events were lost. It is gone when the recording ends.\n"
	"\n"
	"If no LTTng session daemon is running, one is started, and left running.\n"
	"$V8SCOPE_LIBDIR, if set, is where libv8scope.so is taken from.\n";

static GOptionContext *make_context(struct raw_options *raw)
{
	const GOptionEntry entries[] = {
		{"output", 'o', 0, G_OPTION_ARG_FILENAME, &raw->output,
			"Write the trace to DIR, which must be new or empty "
			"(default: v8scope-COMMAND-DATE-TIME; of node, its script)",
			"DIR"},
		{"output-url", 0, 0, G_OPTION_ARG_STRING, &raw->output_url,
			"Send the trace to the relay daemon at URL, "
			"net://HOST[:CONTROL-PORT:DATA-PORT]",
			"URL"},
		{"detail", 0, 0, G_OPTION_ARG_STRING, &raw->detail,
			"How much to record: census, scopes or handles "
			"(default: " DEFAULT_DETAIL ")",
			"LEVEL"},
		{"gc", 0, 0, G_OPTION_ARG_STRING, &raw->gc,
			"When to ask V8 for full collections: ends, every:TIME or off "
			"(default: " DEFAULT_GC ")",
			"POLICY"},
		{"stack-depth", 0, 0, G_OPTION_ARG_STRING, &raw->stack_depth,
			"Frames to keep of a call stack, 0 to " G_STRINGIFY(
				STACK_DEPTH_MAX) " (default: 16)",
			"N"},
		/* Two options to GLib: one whose argument may be left out would take COMMAND. */
		{"snapshot", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &raw->snapshot_at_end,
			NULL, NULL},
		{"snapshot", 0, 0, G_OPTION_ARG_STRING, &raw->snapshot,
			"Take a heap snapshot: =end, =heap-limit or =SIGNAL "
			"(without WHEN: end)",
			"WHEN"},
		{"no-loss", 0, 0, G_OPTION_ARG_NONE, &raw->no_loss,
			"Make COMMAND wait for a free buffer rather than lose events", NULL},
		{"duration", 0, 0, G_OPTION_ARG_STRING, &raw->duration,
			"Record for TIME (500ms, 10s, 2m); COMMAND goes on, unrecorded", "TIME"},
		{"flight-recorder", 0, 0, G_OPTION_ARG_STRING, &raw->flight_recorder,
			"Keep the last SIZE (4M, 512K) in memory, written at the end, near V8's "
			"heap limit and on SIGUSR1",
			"SIZE"},
		{"rotate", 0, 0, G_OPTION_ARG_STRING, &raw->rotate,
			"Write the trace in parts of SIZE (16M) or TIME (10m) each", "SIZE|TIME"},
		{"pid-file", 0, 0, G_OPTION_ARG_FILENAME, &raw->pid_file,
			"Write COMMAND's process id to FILE while it runs", "FILE"},
		G_OPTION_ENTRY_NULL,
	};
	GOptionContext *context = v8scope_subcommand_options(
		&v8scope_subcommand_record, parameters, description, entries);

	/* Options end where the command begins. */
	g_option_context_set_strict_posix(context, TRUE);
	return context;
}

char *v8scope_record_options_help(void)
{
	struct raw_options raw = {0};

	return v8scope_subcommand_help(make_context(&raw));
}

char *v8scope_record_parse_gc(const char *text)
{
	uint64_t milliseconds;

	if (strcmp(text, "ends") == 0 || strcmp(text, "off") == 0) {
		return g_strdup(text);
	}
	if (!g_str_has_prefix(text, "every:") ||
		!v8scope_parse_duration(text + strlen("every:"), &milliseconds)) {
		return NULL;
	}
	return g_strdup_printf("every:%" PRIu64, milliseconds);
}

/* runtime/env.c takes the same. */
char *v8scope_record_parse_snapshot(const char *text)
{
	guint64 number = 0;

	if (strcmp(text, "end") == 0 || strcmp(text, "heap-limit") == 0) {
		return g_strdup(text);
	}
	if (g_str_has_prefix(text, "SIG")) {
		text += strlen("SIG");
	}
	if (strcmp(text, "USR1") == 0) {
		number = SIGUSR1;
	} else if (strcmp(text, "USR2") == 0) {
		number = SIGUSR2;
	} else if (strcmp(text, "RTMIN") == 0) {
		number = (guint64)SIGRTMIN;
	} else if (g_str_has_prefix(text, "RTMIN+")) {
		if (!g_ascii_string_to_unsigned(text + strlen("RTMIN+"), 10, 0,
			    (guint64)(SIGRTMAX - SIGRTMIN), &number, NULL)) {
			return NULL;
		}
		number += (guint64)SIGRTMIN;
	} else if (!g_ascii_string_to_unsigned(text, 10, 1, (guint64)SIGRTMAX, &number, NULL)) {
		return NULL;
	}
	if (number != SIGUSR1 && number != SIGUSR2 && number < (guint64)SIGRTMIN) {
		return NULL;
	}
	return g_strdup_printf("%" PRIu64, number);
}

static bool take_snapshot(
	struct v8scope_record_options *options, const struct raw_options *raw, GError **error)
{
	const char *when = raw->snapshot ? raw->snapshot : raw->snapshot_at_end ? "end" : NULL;

	if (!when) {
		return true;
	}
	options->snapshot = v8scope_record_parse_snapshot(when);
	if (!options->snapshot) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"record: --snapshot=%s: expected end, heap-limit, USR1, USR2, RTMIN+N or "
			"the number of such a signal",
			when);
	}
	return options->snapshot != NULL;
}

bool v8scope_record_is_stack_depth(const char *text)
{
	guint64 depth;

	return g_ascii_string_to_unsigned(text, 10, 0, STACK_DEPTH_MAX, &depth, NULL);
}

static bool parse_duration(struct v8scope_record_options *options, const char *text, GError **error)
{
	if (text && !v8scope_parse_duration(text, &options->duration_ms)) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"record: --duration=%s: expected a time like 500ms, 10s or 2m, at most a "
			"day",
			text);
		return false;
	}
	return true;
}

static bool parse_flight_recorder(
	struct v8scope_record_options *options, const char *text, GError **error)
{
	if (text && (!v8scope_parse_bytes(text, &options->flight_bytes) ||
			    options->flight_bytes == 0)) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"record: --flight-recorder=%s: expected a size like 512K, 4M or 1G", text);
		return false;
	}
	return true;
}

static bool parse_rotate(struct v8scope_record_options *options, const char *text, GError **error)
{
	if (text && !v8scope_rotation_parse(text, &options->rotation)) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"record: --rotate=%s: expected a size of at least 64K, like 16M, or a time "
			"of at least 1s, like 10m, at most a day",
			text);
		return false;
	}
	return true;
}

/* A flight recorder neither writes parts nor waits for anybody. */
static bool check_together(const struct raw_options *raw, GError **error)
{
	const char *other = raw->rotate ? "--rotate" : raw->no_loss ? "--no-loss" : NULL;

	if (raw->flight_recorder && other) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"record: --flight-recorder and %s cannot be used together: a flight "
			"recorder overwrites what is old, in memory",
			other);
		return false;
	}
	return true;
}

static bool parse_detail(const char *text, enum v8scope_detail *detail)
{
	for (size_t i = 0; i < G_N_ELEMENTS(details); i++) {
		if (strcmp(details[i].name, text) == 0) {
			*detail = details[i].detail;
			return true;
		}
	}
	return false;
}

static bool set_relay_error(GError **error, const char *url, const char *problem)
{
	g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
		"record: --output-url=%s: %s", url, problem);
	return false;
}

static bool take_relay(
	struct v8scope_record_options *options, const struct raw_options *raw, GError **error)
{
	const char *url = raw->output_url;

	if (url && raw->output) {
		return set_relay_error(
			error, url, "the trace goes there or to --output, not to both");
	}
	if (url && (raw->snapshot || raw->snapshot_at_end)) {
		return set_relay_error(error, url,
			"a relay daemon takes no heap snapshots: leave --snapshot out, or record "
			"to a directory");
	}
	if (url && !v8scope_relay_address_parse(&options->relay, url)) {
		return set_relay_error(
			error, url, "expected net://HOST or net://HOST:CONTROL-PORT:DATA-PORT");
	}
	if (url && (raw->flight_recorder || raw->rotate)) {
		return set_relay_error(error, url,
			"a relay daemon gets the whole of a trace: leave --flight-recorder and "
			"--rotate out, or record to a directory");
	}
	return true;
}

/* The values of options whose syntax was right. */
static bool take_values(
	struct v8scope_record_options *options, struct raw_options *raw, GError **error)
{
	const char *detail = raw->detail ? raw->detail : DEFAULT_DETAIL;
	const char *gc = raw->gc ? raw->gc : DEFAULT_GC;

	if (!parse_detail(detail, &options->detail)) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"record: --detail=%s: expected census, scopes or handles", detail);
		return false;
	}
	if (raw->output && !*raw->output) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"record: --output: expected the name of a directory");
		return false;
	}
	if (raw->stack_depth && !v8scope_record_is_stack_depth(raw->stack_depth)) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"record: --stack-depth=%s: expected a number of frames from 0 to %d",
			raw->stack_depth, STACK_DEPTH_MAX);
		return false;
	}
	if (raw->pid_file && !*raw->pid_file) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"record: --pid-file: expected the name of a file");
		return false;
	}
	if (!check_together(raw, error) || !parse_duration(options, raw->duration, error) ||
		!parse_flight_recorder(options, raw->flight_recorder, error) ||
		!parse_rotate(options, raw->rotate, error) || !take_relay(options, raw, error) ||
		!take_snapshot(options, raw, error)) {
		return false;
	}
	options->gc = v8scope_record_parse_gc(gc);
	if (!options->gc) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"record: --gc=%s: expected ends, off or every:TIME with a TIME like "
			"500ms, 10s or 2m, at most a day",
			gc);
		return false;
	}
	options->output = g_steal_pointer(&raw->output);
	options->stack_depth = g_steal_pointer(&raw->stack_depth);
	options->pid_file = g_steal_pointer(&raw->pid_file);
	options->no_loss = raw->no_loss;
	return true;
}

bool v8scope_record_options_init(
	struct v8scope_record_options *options, int argc, char **argv, GError **error)
{
	struct raw_options raw = {0};
	GOptionContext *context = make_context(&raw);
	bool ok = false;

	*options = (struct v8scope_record_options){0};
	if (!v8scope_subcommand_parse(context, &argc, &argv, error)) {
		goto end;
	}
	if (argc < 2) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"record: no command to run was given; see 'v8scope help record'");
		goto end;
	}
	options->command = &argv[1];
	ok = take_values(options, &raw, error);
	if (!ok) {
		v8scope_record_options_fini(options);
	}
end:
	g_free(raw.output);
	g_free(raw.output_url);
	g_free(raw.detail);
	g_free(raw.gc);
	g_free(raw.stack_depth);
	g_free(raw.snapshot);
	g_free(raw.duration);
	g_free(raw.pid_file);
	g_free(raw.flight_recorder);
	g_free(raw.rotate);
	g_option_context_free(context);
	return ok;
}

void v8scope_record_options_fini(struct v8scope_record_options *options)
{
	g_free(options->output);
	v8scope_relay_address_fini(&options->relay);
	g_free(options->gc);
	g_free(options->stack_depth);
	g_free(options->snapshot);
	g_free(options->pid_file);
}
