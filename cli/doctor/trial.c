/* SPDX-License-Identifier: MIT */
#include "trial.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "../exit_status.h"
#include "../record/child.h"
#include "../record/control.h"
#include "../record/environment.h"
#include "../record/descriptor_helper.h"
#include "../record/session.h"
#include "../record/signals.h"
#include "../record/supervise.h"
#include "../remove_tree.h"

static const int64_t kill_after_ms = 5000;

/* What is needed while the command runs. */
struct run {
	struct v8scope_trial *trial;		      /* borrowed */
	const struct v8scope_doctor_options *options; /* borrowed */
	struct v8scope_signals signals;
	struct v8scope_session *session; /* owned */
	struct v8scope_control *control; /* owned */
	struct v8scope_child child;
	int64_t started_at_ms;
};

static int64_t now_ms(void)
{
	return g_get_monotonic_time() / 1000;
}

/* What cannot be tracked sends no events, and that is what will be told. */
static void track_process(pid_t pid, void *data)
{
	struct run *run = data;

	v8scope_session_track(run->session, pid, NULL);
}

static int end_when_due(void *data)
{
	struct run *run = data;
	int64_t over_ms = now_ms() - run->started_at_ms - (int64_t)run->options->limit_ms;

	if (run->options->limit_ms == 0 || over_ms < 0) {
		return V8SCOPE_SUPERVISE_INTERVAL_MS;
	}
	if (!run->trial->was_ended || over_ms > kill_after_ms) {
		kill(run->child.pid, run->trial->was_ended ? SIGKILL : SIGTERM);
	}
	run->trial->was_ended = true;
	return V8SCOPE_SUPERVISE_INTERVAL_MS;
}

static bool prepare(struct run *run, const char *directory, GError **error)
{
	if (!v8scope_signals_init(&run->signals, error)) {
		return false;
	}
	run->session = v8scope_session_create(
		directory, &(struct v8scope_session_wish){.detail = V8SCOPE_DETAIL_CENSUS}, error);
	if (!run->session || !v8scope_session_explain(run->session, error)) {
		return false;
	}
	run->control = v8scope_control_create(track_process, run, error);
	return run->control != NULL;
}

static char **create_environment(const struct run *run, const char *runtime)
{
	char *node_script = v8scope_environment_find_node_preload(
		run->options->command, (const char *const *)environ);
	char **envp = v8scope_environment_create((const char *const *)environ, runtime, node_script,
		"ends", v8scope_control_path(run->control), false);

	run->trial->node_script = node_script != NULL;
	g_free(node_script);
	return v8scope_descriptor_helper_add(envp);
}

/* Our standard output is for the findings alone. */
static bool fork_child(struct run *run, char *const *envp, GError **error)
{
	int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
	bool ok;

	fflush(stdout);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	ok = v8scope_child_init(&run->child, run->options->command, envp, &run->signals, error);
	if (out >= 0) {
		dup2(out, STDOUT_FILENO);
		close(out);
	} else {
		close(STDOUT_FILENO);
	}
	return ok;
}

static bool run_command(struct run *run, const char *runtime, GError **error)
{
	char **envp = create_environment(run, runtime);
	bool ok = fork_child(run, envp, error);

	g_strfreev(envp);
	if (!ok) {
		return false;
	}
	ok = v8scope_session_track(run->session, run->child.pid, error) &&
	     v8scope_session_start(run->session, error) &&
	     v8scope_child_exec(&run->child, run->options->command[0], error);
	if (ok) {
		run->started_at_ms = now_ms();
		run->trial->wait_status = v8scope_supervise(
			&run->child, run->control, &run->signals, end_when_due, run);
	}
	v8scope_child_fini(&run->child);
	return ok;
}

static bool record(struct run *run, const char *directory, const char *runtime, GError **error)
{
	bool ok = prepare(run, directory, error) && run_command(run, runtime, error) &&
		  v8scope_session_stop(run->session, error);

	if (ok) {
		run->trial->discarded = v8scope_session_count_discarded(run->session);
	}
	v8scope_control_destroy(run->control);
	v8scope_session_destroy(run->session);
	v8scope_signals_fini(&run->signals);
	return ok;
}

bool v8scope_trial_run(struct v8scope_trial *trial, const struct v8scope_doctor_options *options,
	const char *runtime, GError **error)
{
	struct run run = {.trial = trial, .options = options, .signals.fd = -1};
	GError *cause = NULL;
	char *directory = g_dir_make_tmp("v8scope-doctor-XXXXXX", &cause);
	bool ok;

	*trial = (struct v8scope_trial){0};
	v8scope_observation_init(&trial->observation);
	if (!directory) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACING,
			"no temporary directory for the trial's trace: %s", cause->message);
		g_error_free(cause);
		return false;
	}
	ok = record(&run, directory, runtime, error) &&
	     v8scope_observation_read(&trial->observation, directory, error);
	v8scope_remove_tree(directory);
	g_free(directory);
	return ok;
}

void v8scope_trial_fini(struct v8scope_trial *trial)
{
	v8scope_observation_fini(&trial->observation);
}
