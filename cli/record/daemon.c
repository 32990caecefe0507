/* SPDX-License-Identifier: MIT */
#include "daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <lttng/lttng.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../exit_status.h"

#define DAEMON_NAME "lttng-sessiond"

static const int start_timeout_ms = 10000;
static const int poll_interval_ms = 20;

static bool is_alive(void)
{
	return lttng_session_daemon_alive() == 1;
}

/* $LTTNG_SESSIOND_PATH, as the lttng command has it, else from $PATH. Owned; NULL: none. */
static char *find_daemon(void)
{
	const char *configured = g_getenv("LTTNG_SESSIOND_PATH");

	return g_find_program_in_path(configured && *configured ? configured : DAEMON_NAME);
}

char *v8scope_daemon_first_error(const char *output)
{
	static const char mark[] = "Error: ";
	const char *start = strstr(output, mark);

	start = start ? start + strlen(mark) : output;
	return g_strndup(start, strcspn(start, "\n"));
}

/* In the child. Only async-signal-safe calls. */
static void exec_daemon(const char *path, int stderr_fd)
{
	char *const argv[] = {
		(char *)DAEMON_NAME, (char *)"--daemonize", (char *)"--no-kernel", NULL};
	int null_fd = open("/dev/null", O_RDWR);

	if (null_fd >= 0) {
		dup2(null_fd, STDIN_FILENO);
		dup2(null_fd, STDOUT_FILENO);
	}
	dup2(stderr_fd, STDERR_FILENO);
	execv(path, argv);
	_exit(127);
}

/* With --daemonize the process started ends when the daemon answers or has failed. */
static bool wait_until_ready(pid_t pid)
{
	int status;

	for (int waited = 0; waited < start_timeout_ms; waited += poll_interval_ms) {
		if (waitpid(pid, &status, WNOHANG) == pid) {
			break;
		}
		g_usleep((gulong)poll_interval_ms * 1000);
	}
	/* Another v8scope may have been faster: then ours failed, and all is well. */
	return is_alive();
}

static void set_start_error(GError **error, const char *path, int stderr_fd)
{
	char output[1024] = "";
	ssize_t length = pread(stderr_fd, output, sizeof(output) - 1, 0);

	output[length > 0 ? length : 0] = '\0';
	char *cause = v8scope_daemon_first_error(output);
	g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_SESSION_DAEMON,
		"%s could not be started: %s; an ordinary user's session daemon needs a writable "
		"HOME or LTTNG_HOME; run '" DAEMON_NAME " --no-kernel' to see more",
		path, *cause ? cause : "it did not answer within 10 s");
	g_free(cause);
}

static bool start_daemon(const char *path, GError **error)
{
	int stderr_fd = memfd_create(DAEMON_NAME "-stderr", MFD_CLOEXEC);
	bool ok = false;

	if (stderr_fd < 0) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_SESSION_DAEMON,
			"memfd_create: %s", g_strerror(errno));
		return false;
	}
	pid_t pid = fork();
	if (pid == 0) {
		exec_daemon(path, stderr_fd);
	}
	if (pid < 0) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_SESSION_DAEMON,
			"cannot fork to start %s: %s", path, g_strerror(errno));
		goto end;
	}
	ok = wait_until_ready(pid);
	if (!ok) {
		set_start_error(error, path, stderr_fd);
	}
end:
	close(stderr_fd);
	return ok;
}

bool v8scope_daemon_ensure(GError **error)
{
	if (is_alive()) {
		return true;
	}
	char *path = find_daemon();
	if (!path) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_SESSION_DAEMON,
			"no LTTng session daemon is running and " DAEMON_NAME
			" was not found in PATH: install the package lttng-tools");
		return false;
	}
	bool ok = start_daemon(path, error);
	g_free(path);
	return ok;
}
