/* SPDX-License-Identifier: MIT */
/* `v8scope diff`: compares two recordings, holder by holder. */
#include <errno.h>
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "diff/options.h"
#include "diff/write.h"
#include "exit_status.h"
#include "message.h"
#include "report/recording.h"
#include "report/terminal.h"
#include "subcommand.h"

static bool print(const char *text, GError **error)
{
	if (fputs(text, stdout) < 0 || fflush(stdout) != 0) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_OUTPUT,
			"cannot write the difference: %s", g_strerror(errno));
		return false;
	}
	return true;
}

static bool write_difference(const struct v8scope_diff_options *options,
	const struct v8scope_difference *difference, GError **error)
{
	struct v8scope_terminal terminal;
	char *text;

	v8scope_terminal_inspect(&terminal, STDOUT_FILENO);
	if (options->json) {
		text = v8scope_diff_to_json(difference, options->before, options->after);
	} else {
		const struct v8scope_render_options rendering =
			v8scope_terminal_render_options(&terminal);

		text = v8scope_diff_to_text(
			difference, options->before, options->after, &rendering);
	}
	bool ok = print(text, error);
	g_free(text);
	return ok;
}

/* False: it was not cut short. */
static bool tell_problem(const struct v8scope_recording *recording)
{
	if (!v8scope_recording_get_problem(recording)) {
		return false;
	}
	v8scope_recording_tell_problem(recording, "the comparison");
	return true;
}

static int compare(const struct v8scope_diff_options *options, struct v8scope_recording *before,
	struct v8scope_recording *after, GError **error)
{
	struct v8scope_difference difference;

	v8scope_difference_init(&difference, v8scope_recording_get_report(before),
		v8scope_recording_get_report(after));
	bool ok = write_difference(options, &difference, error);
	v8scope_difference_fini(&difference);
	bool damaged = tell_problem(before);

	damaged |= tell_problem(after);
	return ok && damaged ? V8SCOPE_EXIT_STATUS_TRACE_DAMAGED : V8SCOPE_EXIT_STATUS_OK;
}

static struct v8scope_recording *load(
	const struct v8scope_diff_options *options, const char *directory, GError **error)
{
	const struct v8scope_recording_source source = {
		.directory = directory, .ask_servers = options->debuginfod};

	return v8scope_recording_load(&source, error);
}

static int diff(const struct v8scope_diff_options *options, GError **error)
{
	struct v8scope_recording *before = load(options, options->before, error);
	struct v8scope_recording *after = before ? load(options, options->after, error) : NULL;
	int status = after ? compare(options, before, after, error) : V8SCOPE_EXIT_STATUS_OK;

	v8scope_recording_destroy(after);
	v8scope_recording_destroy(before);
	return status;
}

static int run_diff(int argc, char **argv)
{
	struct v8scope_diff_options options;
	GError *error = NULL;
	int status = V8SCOPE_EXIT_STATUS_OK;

	if (v8scope_diff_options_init(&options, argc, argv, &error)) {
		status = diff(&options, &error);
	}
	if (error) {
		status = v8scope_fail(error);
		g_error_free(error);
	}
	return status;
}

const struct v8scope_subcommand v8scope_subcommand_diff = {
	.name = "diff",
	.summary = "Compare two recordings: did the change help?",
	.run = run_diff,
	.help = v8scope_diff_options_help,
	.crash_status = V8SCOPE_EXIT_STATUS_TRACE_DAMAGED,
};
