/* SPDX-License-Identifier: MIT */
#include "program.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "../record/child.h"
#include "../record/control.h"
#include "../record/daemon.h"
#include "../record/environment.h"
#include "../record/descriptor_helper.h"
#include "../record/session.h"
#include "../record/supervise.h"
#include "relay.h"

/* So old may be what the relay daemon has. */
static const uint64_t live_timer_us = 250 * 1000;

struct v8scope_program {
	const struct v8scope_live_options *options; /* borrowed */
	struct v8scope_signals *signals;	    /* borrowed; NULL: not started yet */
	char *runtime;				    /* owned; path of libv8scope.so */
	struct v8scope_relay relay;
	struct v8scope_session *session; /* owned */
	struct v8scope_control *control; /* owned */
	struct v8scope_child child;	 /* its pid is -1 once it has ended */
	bool has_child;			 /* fini is due */
	int wait_status;
};

struct v8scope_program *v8scope_program_create(
	const struct v8scope_live_options *options, GError **error)
{
	struct v8scope_program *program = g_new0(struct v8scope_program, 1);

	program->options = options;
	if (v8scope_child_check_command(options->command[0], error)) {
		program->runtime = v8scope_environment_find_runtime(error);
	}
	if (program->runtime && v8scope_daemon_ensure(error) &&
		v8scope_relay_start(&program->relay, error)) {
		return program;
	}
	v8scope_program_destroy(program);
	return NULL;
}

void v8scope_program_destroy(struct v8scope_program *program)
{
	if (!program) {
		return;
	}
	if (program->has_child) {
		v8scope_child_fini(&program->child);
	}
	v8scope_control_destroy(program->control);
	v8scope_session_destroy(program->session);
	v8scope_relay_stop(&program->relay);
	g_free(program->runtime);
	g_free(program);
}

/* What cannot be tracked sends no events, and that is what will be seen. */
static void track_process(pid_t pid, void *data)
{
	struct v8scope_program *program = data;

	v8scope_session_track(program->session, pid, NULL);
}

static char **create_environment(const struct v8scope_program *program)
{
	const struct v8scope_live_options *options = program->options;
	char *node_preload = v8scope_environment_find_node_preload(
		options->command, (const char *const *)environ);
	char **envp = v8scope_environment_create((const char *const *)environ, program->runtime,
		node_preload, options->gc, v8scope_control_path(program->control), false);

	g_free(node_preload);
	if (options->stack_depth) {
		envp = g_environ_setenv(envp, "V8SCOPE_STACK_DEPTH", options->stack_depth, TRUE);
	}
	return v8scope_descriptor_helper_add(envp);
}

/* Puts `fd` in the place of `stream`; returns what was there, for give_back(). */
static int take_over(int stream, int fd)
{
	int ours = -1;

	if (fd >= 0) {
		ours = fcntl(stream, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
		dup2(fd, stream);
	}
	return ours;
}

static void give_back(int stream, int fd, int ours)
{
	if (ours >= 0) {
		dup2(ours, stream);
		close(ours);
	} else if (fd >= 0) {
		close(stream);
	}
}

/* The child inherits the streams as they are when it is forked. */
static bool fork_child(struct v8scope_program *program, char *const *envp,
	const struct v8scope_program_streams *streams, GError **error)
{
	const int fds[] = {streams->in, streams->out, streams->err};
	int ours[G_N_ELEMENTS(fds)];

	fflush(stdout);
	for (int i = 0; i < (int)G_N_ELEMENTS(fds); i++) {
		ours[i] = take_over(i, fds[i]);
	}
	program->has_child = v8scope_child_init(
		&program->child, program->options->command, envp, program->signals, error);
	for (int i = 0; i < (int)G_N_ELEMENTS(fds); i++) {
		give_back(i, fds[i], ours[i]);
	}
	return program->has_child;
}

static bool create_session(struct v8scope_program *program, GError **error)
{
	const struct v8scope_relay_urls urls = {
		.control = program->relay.control_url,
		.data = program->relay.data_url,
	};

	program->session = v8scope_session_create_live(&urls, live_timer_us, error);
	return program->session != NULL;
}

bool v8scope_program_start(struct v8scope_program *program, struct v8scope_signals *signals,
	const struct v8scope_program_streams *streams, GError **error)
{
	program->signals = signals;
	if (!create_session(program, error)) {
		return false;
	}
	program->control = v8scope_control_create(track_process, program, error);
	if (!program->control) {
		return false;
	}
	char **envp = create_environment(program);
	bool ok = fork_child(program, envp, streams, error) &&
		  v8scope_session_track(program->session, program->child.pid, error) &&
		  v8scope_session_start(program->session, error);
	g_strfreev(envp);
	return ok;
}

bool v8scope_program_run(struct v8scope_program *program, GError **error)
{
	return v8scope_signals_check(program->signals, error) &&
	       v8scope_child_exec(&program->child, program->options->command[0], error);
}

char *v8scope_program_url(const struct v8scope_program *program)
{
	return v8scope_relay_session_url(
		&program->relay, v8scope_session_get_name(program->session));
}

int v8scope_program_fd(const struct v8scope_program *program)
{
	return v8scope_control_fd(program->control);
}

bool v8scope_program_serve(struct v8scope_program *program)
{
	return v8scope_supervise_serve(
		&program->child, program->control, program->signals, &program->wait_status);
}

void v8scope_program_kill(const struct v8scope_program *program, int signal)
{
	if (program->child.pid > 0) {
		kill(program->child.pid, signal);
	}
}

bool v8scope_program_finish(struct v8scope_program *program, GError **error)
{
	bool ok = v8scope_session_stop(program->session, error);

	g_clear_pointer(&program->session, v8scope_session_destroy);
	return ok;
}

int v8scope_program_wait_status(const struct v8scope_program *program)
{
	return program->wait_status;
}

bool v8scope_program_saw_isolate(const struct v8scope_program *program)
{
	return v8scope_control_saw_isolate(program->control);
}
