/* SPDX-License-Identifier: MIT */
/* --pid-file: for scripts that have to find the command. */
#ifndef V8SCOPE_RECORD_PID_FILE_H
#define V8SCOPE_RECORD_PID_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/* Replaces `path` by a file with the number and a line feed, as a whole. */
bool v8scope_pid_file_write(const char *path, pid_t pid, GError **error);

/* The process is gone, and its number may become another's. */
void v8scope_pid_file_remove(const char *path);

#endif
