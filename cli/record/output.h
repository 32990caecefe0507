/* SPDX-License-Identifier: MIT */
/* The directory that a recording is written to. */
#ifndef V8SCOPE_RECORD_OUTPUT_H
#define V8SCOPE_RECORD_OUTPUT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct v8scope_output {
	char *name;   /* owned; as the user will type it */
	char *path;   /* owned; absolute */
	bool created; /* by us */
};

/*
 * Makes the directory, mode 0700, and never uses one that holds anything.
 * `requested` is -o's DIR; NULL: a new name made from `command`. Fini is needed
 * after a success only.
 */
bool v8scope_output_init(
	struct v8scope_output *output, const char *requested, const char *command, GError **error);
void v8scope_output_fini(struct v8scope_output *output);

/*
 * Makes the first directory "NAME-1", "NAME-2", ... beside `output` that is not there yet, from
 * `number` on. Fini is needed after a success only.
 */
bool v8scope_output_init_beside(struct v8scope_output *beside, const struct v8scope_output *output,
	unsigned int number, GError **error);

/*
 * Removes the directory, and those that the session daemon made in it, if they
 * hold no file. For a recording that came to nothing.
 */
void v8scope_output_remove_if_empty(const struct v8scope_output *output);

/*
 * Makes the directory for heap snapshots in it, mode 0700; its path, which the caller
 * frees. NULL on error.
 */
char *v8scope_output_make_snapshot_dir(const struct v8scope_output *output, GError **error);

/* Bytes in the trace's files. */
uint64_t v8scope_output_size(const struct v8scope_output *output);

/* Whether the disk has too little room left for what LTTng still has in its buffers. */
bool v8scope_output_disk_is_full(const struct v8scope_output *output);

/*
 * What people call the program that a command runs: the script, if node runs one, else
 * argv[0]. Borrowed from argv.
 */
const char *v8scope_output_program(char *const *argv);

/*
 * "v8scope-COMMAND-YYYYmmdd-HHMMSS": the command's basename, of which only what is
 * plain in a shell is kept. `when` is in seconds since 1970. The caller frees it.
 */
char *v8scope_output_default_name(const char *command, int64_t when);

/* "v8scope-COMMAND-PID", likewise: of a session, with `pid` ours. The caller frees it. */
char *v8scope_output_session_name(const char *command, pid_t pid);

#endif
