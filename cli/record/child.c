/* SPDX-License-Identifier: MIT */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../exit_status.h"

/* 0, or the errno that executing `path` would give. */
static int check_executable(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0) {
		return errno;
	}
	if (!S_ISREG(st.st_mode) || access(path, X_OK) != 0) {
		return EACCES;
	}
	return 0;
}

/* As execvp(): a file that cannot be executed counts only if no later one can. */
static int check_in_path(const char *command)
{
	const char *path = g_getenv("PATH");
	char **dirs = g_strsplit(path ? path : "/bin:/usr/bin", ":", -1);
	int result = ENOENT;

	for (char **dir = dirs; *dir && result != 0; dir++) {
		char *file = g_build_filename(**dir ? *dir : ".", command, NULL);
		int problem = check_executable(file);

		if (problem == 0 || problem == EACCES) {
			result = problem;
		}
		g_free(file);
	}
	g_strfreev(dirs);
	return result;
}

static bool set_exec_error(GError **error, const char *command, int problem)
{
	if (problem == ENOENT || problem == ENOTDIR) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_COMMAND_NOT_FOUND,
			strchr(command, '/') ? "%s: no such file" : "%s: command not found in PATH",
			command);
	} else {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_COMMAND_NOT_EXECUTABLE,
			"%s: cannot be executed: %s", command, g_strerror(problem));
	}
	return false;
}

bool v8scope_child_check_command(const char *command, GError **error)
{
	int problem = strchr(command, '/') ? check_executable(command) : check_in_path(command);

	return problem == 0 || set_exec_error(error, command, *command ? problem : ENOENT);
}

/* In the child. The pipes are close-on-exec. */
static void run_child(int go_fd, int error_fd, char *const *argv, char *const *envp,
	const struct v8scope_signals *signals)
{
	char go;
	ssize_t length;

	do {
		length = read(go_fd, &go, 1);
	} while (length < 0 && errno == EINTR);
	if (length != 1) {
		_exit(V8SCOPE_EXIT_STATUS_COMMAND_NOT_EXECUTABLE);
	}
	v8scope_signals_restore(signals);
	execvpe(argv[0], argv, envp);
	int problem = errno;
	/* Nobody but the parent can be told; without it, nobody at all. */
	if (write(error_fd, &problem, sizeof(problem)) < 0) {
		_exit(V8SCOPE_EXIT_STATUS_COMMAND_NOT_FOUND);
	}
	_exit(V8SCOPE_EXIT_STATUS_COMMAND_NOT_EXECUTABLE);
}

static void close_pair(int fds[2])
{
	for (int i = 0; i < 2; i++) {
		if (fds[i] >= 0) {
			close(fds[i]);
			fds[i] = -1;
		}
	}
}

bool v8scope_child_init(struct v8scope_child *child, char *const *argv, char *const *envp,
	const struct v8scope_signals *signals, GError **error)
{
	int go[2] = {-1, -1};
	int problem[2] = {-1, -1};

	*child = (struct v8scope_child){.pid = -1, .go_fd = -1, .error_fd = -1};
	if (pipe2(go, O_CLOEXEC) != 0 || pipe2(problem, O_CLOEXEC) != 0 ||
		(child->pid = fork()) < 0) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_COMMAND_NOT_EXECUTABLE,
			"%s: cannot start a process for it: %s", argv[0], g_strerror(errno));
		close_pair(go);
		close_pair(problem);
		return false;
	}
	if (child->pid == 0) {
		close(go[1]);
		close(problem[0]);
		run_child(go[0], problem[1], argv, envp, signals);
	}
	close(go[0]);
	close(problem[1]);
	child->go_fd = go[1];
	child->error_fd = problem[0];
	return true;
}

static void wait_for(struct v8scope_child *child)
{
	while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR) {
	}
	child->pid = -1;
}

void v8scope_child_fini(struct v8scope_child *child)
{
	if (child->go_fd >= 0) {
		close(child->go_fd);
		child->go_fd = -1;
		wait_for(child);
	}
	if (child->error_fd >= 0) {
		close(child->error_fd);
		child->error_fd = -1;
	}
}

bool v8scope_child_exec(struct v8scope_child *child, const char *command, GError **error)
{
	int problem = 0;
	ssize_t length;

	if (write(child->go_fd, "", 1) != 1) {
		problem = errno;
	}
	close(child->go_fd);
	child->go_fd = -1;
	do {
		length = read(child->error_fd, &problem, sizeof(problem));
	} while (length < 0 && errno == EINTR);
	if (problem == 0) {
		return true;
	}
	wait_for(child);
	return set_exec_error(error, command, problem);
}

bool v8scope_child_has_ended(struct v8scope_child *child, int *wait_status)
{
	if (waitpid(child->pid, wait_status, WNOHANG) != child->pid) {
		return false;
	}
	child->pid = -1;
	return true;
}

int v8scope_child_exit_status(int wait_status)
{
	if (WIFSIGNALED(wait_status)) {
		return V8SCOPE_EXIT_STATUS_SIGNAL_BASE + WTERMSIG(wait_status);
	}
	return WEXITSTATUS(wait_status);
}
