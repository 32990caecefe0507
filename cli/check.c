/* SPDX-License-Identifier: MIT */
/* `v8scope check`: is a recording within limits? For builds. */
#include <errno.h>
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "check/options.h"
#include "check/results.h"
#include "exit_status.h"
#include "message.h"
#include "report/recording.h"
#include "report/terminal.h"
#include "subcommand.h"

/* Replaces what was in the file. */
static bool write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");
	bool ok = file && fputs(text, file) >= 0;

	/* A full disk may show only when the buffer is flushed. */
	if (file && fclose(file) != 0) {
		ok = false;
	}
	if (!ok) {
		v8scope_message("cannot write %s: %s", path, g_strerror(errno));
	}
	return ok;
}

static bool print(const char *text)
{
	if (fputs(text, stdout) < 0 || fflush(stdout) != 0) {
		v8scope_message("cannot write the results: %s", g_strerror(errno));
		return false;
	}
	return true;
}

static bool write_results(
	const struct v8scope_check_options *options, const struct v8scope_check_results *results)
{
	struct v8scope_terminal terminal;
	bool ok;

	v8scope_terminal_inspect(&terminal, STDOUT_FILENO);
	char *text = v8scope_check_results_to_text(
		results, v8scope_terminal_render_options(&terminal).ascii);
	ok = print(text);
	g_free(text);
	if (options->junit) {
		char *junit = v8scope_check_results_to_junit(results);

		ok = write_file(options->junit, junit) && ok;
		g_free(junit);
	}
	return ok;
}

/* A trace that cannot be read is a result as well: one that a build must show. */
static void check_recording(const struct v8scope_check_options *options,
	struct v8scope_recording *recording, struct v8scope_check_results *results)
{
	GError *error = NULL;

	if (!v8scope_choice_apply(&options->choice, v8scope_recording_get_report(recording),
		    options->directory, &error)) {
		v8scope_fail(error);
		results->problem = g_strdup(error->message);
		g_error_free(error);
		return;
	}
	results->problem = g_strdup(v8scope_recording_get_problem(recording));
	if (results->problem) {
		v8scope_recording_tell_problem(recording, "the check");
	}
	v8scope_check_results_add(
		results, &options->limits, v8scope_recording_get_report(recording));
	if (results->isolates->len == 0) {
		v8scope_message("%s: %s", options->directory, results->problem);
	}
}

static int check(const struct v8scope_check_options *options)
{
	static const enum v8scope_exit_status statuses[] = {
		[V8SCOPE_CHECK_RESULT_PASSED] = V8SCOPE_EXIT_STATUS_OK,
		[V8SCOPE_CHECK_RESULT_UNKNOWN] = V8SCOPE_EXIT_STATUS_USAGE,
		[V8SCOPE_CHECK_RESULT_FAILED] = V8SCOPE_EXIT_STATUS_LIMIT,
	};
	struct v8scope_check_results results;
	GError *error = NULL;
	const struct v8scope_recording_source source = {
		.directory = options->directory,
		.window = &options->choice.window,
		.ask_servers = options->choice.debuginfod,
		.census_only = options->choice.census_only,
	};
	struct v8scope_recording *recording = v8scope_recording_load(&source, &error);

	v8scope_check_results_init(&results, options->directory);
	if (recording) {
		check_recording(options, recording, &results);
	} else {
		v8scope_fail(error);
		results.problem = g_strdup(error->message);
		g_error_free(error);
	}
	int status = statuses[v8scope_check_results_get(&results)];
	if (!write_results(options, &results) && status == V8SCOPE_EXIT_STATUS_OK) {
		status = V8SCOPE_EXIT_STATUS_USAGE;
	}
	v8scope_check_results_fini(&results);
	v8scope_recording_destroy(recording);
	return status;
}

static int run_check(int argc, char **argv)
{
	struct v8scope_check_options options;
	GError *error = NULL;

	if (!v8scope_check_options_init(&options, argc, argv, &error)) {
		v8scope_fail(error);
		g_error_free(error);
		return V8SCOPE_EXIT_STATUS_USAGE;
	}
	int status = check(&options);
	v8scope_check_options_fini(&options);
	return status;
}

const struct v8scope_subcommand v8scope_subcommand_check = {
	.name = "check",
	.summary = "Fail if a recording exceeds limits",
	.run = run_check,
	.help = v8scope_check_options_help,
	.crash_status = V8SCOPE_EXIT_STATUS_USAGE,
};
