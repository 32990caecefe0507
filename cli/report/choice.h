/* SPDX-License-Identifier: MIT */
/* --pid, --isolate, --suppressions and --debuginfod, as the commands that read a recording have
 * them. */
#ifndef V8SCOPE_REPORT_CHOICE_H
#define V8SCOPE_REPORT_CHOICE_H

#include <glib.h>
#include <stdbool.h>

#include "selection.h"

struct v8scope_suppressions;

struct v8scope_choice {
	char *pid; /* owned; as given, NULL: not given, and so on */
	char *isolate;
	char *suppressions_file;
	gboolean debuginfod;
	struct v8scope_selection selection;
	struct v8scope_suppressions *suppressions; /* owned, NULL: none */
};

/* `choice` must be zeroed, and outlive the parsing. */
void v8scope_choice_add_options(struct v8scope_choice *choice, GOptionContext *context);

/* Likewise without --suppressions. */
void v8scope_choice_add_selection(struct v8scope_choice *choice, GOptionContext *context);

/* Understands what was given; fini is due either way. `subcommand` is named in errors. */
bool v8scope_choice_parse(struct v8scope_choice *choice, const char *subcommand, GError **error);
void v8scope_choice_fini(struct v8scope_choice *choice);

/* False: nothing is left of the report, and the error lists what there was. */
bool v8scope_choice_apply(const struct v8scope_choice *choice, struct v8scope_report *report,
	const char *directory, GError **error);

#endif
