/* SPDX-License-Identifier: MIT */
/* The command that is recorded: a child in our process group and terminal. */
#ifndef V8SCOPE_RECORD_CHILD_H
#define V8SCOPE_RECORD_CHILD_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

#include "signals.h"

struct v8scope_child {
	pid_t pid;    /* -1: none, or already waited for */
	int go_fd;    /* a byte into it lets the child execute the command */
	int error_fd; /* the child's errno, if it cannot; closed by its execve() */
};

/*
 * Whether `command` can be executed, found as execvp() finds it. The error's
 * status is COMMAND_NOT_FOUND or COMMAND_NOT_EXECUTABLE.
 */
bool v8scope_child_check_command(const char *command, GError **error);

/*
 * Forks; the child waits for v8scope_child_exec(), so that its pid can be used
 * first. `argv` and `envp` are needed until then. Fini is needed after a success only.
 */
bool v8scope_child_init(struct v8scope_child *child, char *const *argv, char *const *envp,
	const struct v8scope_signals *signals, GError **error);

/* Ends a child that never got to execute the command. */
void v8scope_child_fini(struct v8scope_child *child);

/* Executes the command; returns when it runs, or could not be executed. */
bool v8scope_child_exec(struct v8scope_child *child, const char *command, GError **error);

/*
 * Whether the child has ended; then `wait_status` is set, as waitpid() gives it. Does
 * not wait.
 */
bool v8scope_child_has_ended(struct v8scope_child *child, int *wait_status);

/* A shell's exit status for `wait_status`. */
int v8scope_child_exit_status(int wait_status);

#endif
