/* SPDX-License-Identifier: MIT */
/* The file for what the command prints while the table has the terminal. */
#ifndef V8SCOPE_LIVE_OUTPUT_FILE_H
#define V8SCOPE_LIVE_OUTPUT_FILE_H

#include <glib.h>
#include <stdbool.h>

struct v8scope_output_file {
	int fd;	    /* -1: none */
	char *path; /* owned */
	bool ours;  /* we chose its name: it goes if nothing was written to it */
};

/* `requested` is replaced if it exists; NULL: a new file in the temporary folder. */
bool v8scope_output_file_init(
	struct v8scope_output_file *file, const char *requested, GError **error);

/* Says where it is, if there is anything in it. Zero with fd -1 is fine. */
void v8scope_output_file_fini(struct v8scope_output_file *file);

#endif
