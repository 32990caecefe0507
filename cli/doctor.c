/* SPDX-License-Identifier: MIT */
/* `v8scope doctor`: whether recording works here, with this program, and why not. */
#include <errno.h>
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

#include "doctor/diagnosis.h"
#include "doctor/findings.h"
#include "doctor/installation.h"
#include "doctor/options.h"
#include "doctor/output.h"
#include "doctor/program.h"
#include "doctor/trial.h"
#include "exit_status.h"
#include "message.h"
#include "record/child.h"
#include "subcommand.h"

struct examination {
	struct v8scope_doctor_options options;
	struct v8scope_findings findings;
	struct v8scope_trial trial;
	bool tried; /* `trial` is there */
};

static bool check_command(struct examination *examination)
{
	GError *error = NULL;

	if (v8scope_child_check_command(examination->options.command[0], &error)) {
		return true;
	}
	v8scope_findings_problem(&examination->findings, "command.missing",
		v8scope_exit_status_of(error), "There is nothing to run.",
		"Give the program's path, or a name that is in PATH.", "%s", error->message);
	g_error_free(error);
	return false;
}

static void try_command(struct examination *examination, const char *runtime)
{
	const struct v8scope_doctor_options *options = &examination->options;
	GError *error = NULL;

	examination->tried = true;
	if (v8scope_trial_run(&examination->trial, options, runtime, &error)) {
		struct v8scope_program program;

		v8scope_program_init(&program, options->command[0]);
		v8scope_diagnosis_make(&examination->findings, &examination->trial, &program);
		v8scope_program_fini(&program);
		return;
	}
	v8scope_findings_problem(&examination->findings, "trial.failed",
		v8scope_exit_status_of(error), "The command could not be recorded.",
		"See whether 'lttng list' works, and whether TMPDIR can be written to.", "%s",
		error->message);
	g_error_free(error);
}

static void examine(struct examination *examination)
{
	bool has_command = examination->options.command != NULL;
	char *runtime = v8scope_installation_check(&examination->findings);
	bool command_exists = has_command && check_command(examination);
	bool has_daemon = v8scope_installation_check_daemon(
		&examination->findings, command_exists && runtime != NULL);

	if (command_exists && runtime && has_daemon) {
		try_command(examination, runtime);
	}
	g_free(runtime);
}

static int tell(const struct examination *examination)
{
	const struct v8scope_observation *observation =
		examination->tried ? &examination->trial.observation : NULL;
	bool ok = examination->options.json
			  ? v8scope_doctor_write_json(stdout, &examination->findings, observation)
			  : v8scope_doctor_write_text(stdout, &examination->findings, observation);

	if (!ok) {
		v8scope_message("cannot write: %s", g_strerror(errno));
		return V8SCOPE_EXIT_STATUS_OUTPUT;
	}
	return (int)v8scope_findings_status(&examination->findings);
}

static int run(int argc, char **argv)
{
	struct examination examination = {.tried = false};
	GError *error = NULL;
	int status;

	if (!v8scope_doctor_options_init(&examination.options, argc, argv, &error)) {
		status = v8scope_fail(error);
		g_error_free(error);
		return status;
	}
	v8scope_findings_init(&examination.findings);
	examine(&examination);
	status = tell(&examination);
	if (examination.tried) {
		v8scope_trial_fini(&examination.trial);
	}
	v8scope_findings_fini(&examination.findings);
	return status;
}

const struct v8scope_subcommand v8scope_subcommand_doctor = {
	.name = "doctor",
	.summary = "Say whether recording works here, and why not",
	.run = run,
	.help = v8scope_doctor_options_help,
};
