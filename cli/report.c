/* SPDX-License-Identifier: MIT */
/* `v8scope report`: reads a recording and says what holds each isolate's heap. */
#include <glib.h>
#include <stdbool.h>
#include <unistd.h>

#include "exit_status.h"
#include "message.h"
#include "output.h"
#include "params.h"
#include "report/options.h"
#include "report/recording.h"
#include "report/terminal.h"
#include "subcommand.h"

static bool write_report(const struct v8scope_report_options *options,
	const struct v8scope_report *report, GError **error)
{
	struct v8scope_terminal terminal;
	GString *problem = g_string_new(NULL);
	bool ok;

	v8scope_terminal_inspect(&terminal, options->output ? -1 : STDOUT_FILENO);
	struct v8scope_report_params params = {
		.format = options->format,
		.output = options->output,
		.options = v8scope_terminal_render_options(&terminal),
	};
	params.options.top = options->top;
	params.options.weight = options->weight;
	ok = v8scope_report_output(&params, report, problem);
	if (!ok) {
		g_set_error(
			error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_OUTPUT, "%s", problem->str);
	}
	g_string_free(problem, TRUE);
	return ok;
}

static int report(const struct v8scope_report_options *options, GError **error)
{
	const struct v8scope_recording_source source = {
		.directory = options->directory,
		.snapshot = options->snapshot,
		.window = &options->choice.window,
		.ask_servers = options->choice.debuginfod,
		.census_only = options->choice.census_only,
	};
	struct v8scope_recording *recording = v8scope_recording_load(&source, error);
	int status = V8SCOPE_EXIT_STATUS_OK;

	if (recording &&
		v8scope_choice_apply(&options->choice, v8scope_recording_get_report(recording),
			options->directory, error) &&
		write_report(options, v8scope_recording_get_report(recording), error) &&
		v8scope_recording_get_problem(recording)) {
		v8scope_recording_tell_problem(recording, "the report");
		status = V8SCOPE_EXIT_STATUS_TRACE_DAMAGED;
	}
	v8scope_recording_destroy(recording);
	return status;
}

static int run_report(int argc, char **argv)
{
	struct v8scope_report_options options;
	GError *error = NULL;
	int status = V8SCOPE_EXIT_STATUS_OK;

	if (v8scope_report_options_init(&options, argc, argv, &error)) {
		status = report(&options, &error);
		v8scope_report_options_fini(&options);
	}
	if (error) {
		status = v8scope_fail(error);
		g_error_free(error);
	}
	return status;
}

const struct v8scope_subcommand v8scope_subcommand_report = {
	.name = "report",
	.summary = "Say what holds the heap of the isolates in a recording",
	.run = run_report,
	.help = v8scope_report_options_help,
	.crash_status = V8SCOPE_EXIT_STATUS_TRACE_DAMAGED,
};
