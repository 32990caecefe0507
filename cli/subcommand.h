/* SPDX-License-Identifier: MIT */
/* The subcommands. A new one is a file with such a struct, and a row in main.c. */
#ifndef V8SCOPE_SUBCOMMAND_H
#define V8SCOPE_SUBCOMMAND_H

#include <glib.h>
#include <stdbool.h>

struct v8scope_subcommand {
	const char *name;
	const char *summary; /* one line for `v8scope --help` */
	/* argv[0] is the subcommand's name. Returns the status to end with. */
	int (*run)(int argc, char **argv);
	/* What `v8scope help NAME` prints; the caller frees it. */
	char *(*help)(void);
	/* It reads traces, in a process of its own: the status if that crashes. 0: it reads none.
	 */
	int crash_status;
};

extern const struct v8scope_subcommand v8scope_subcommand_record;
extern const struct v8scope_subcommand v8scope_subcommand_live;
extern const struct v8scope_subcommand v8scope_subcommand_report;
extern const struct v8scope_subcommand v8scope_subcommand_check;
extern const struct v8scope_subcommand v8scope_subcommand_diff;
extern const struct v8scope_subcommand v8scope_subcommand_replay;
extern const struct v8scope_subcommand v8scope_subcommand_doctor;
extern const struct v8scope_subcommand v8scope_subcommand_link_flags;

/*
 * A GOption context as every subcommand has it: `--help` prints and ends the
 * program, and the help ends with `description` and the exit statuses. The caller
 * frees it.
 */
GOptionContext *v8scope_subcommand_options(const struct v8scope_subcommand *subcommand,
	const char *parameters, const char *description, const GOptionEntry *entries);

/* What `v8scope help NAME` prints. Frees the context; the caller frees the text. */
char *v8scope_subcommand_help(GOptionContext *context);

/*
 * Takes the options out of argv, and a "--" that ended them; what is left begins
 * at argv[1]. An error says which help to read.
 */
bool v8scope_subcommand_parse(GOptionContext *context, int *argc, char ***argv, GError **error);

#endif
