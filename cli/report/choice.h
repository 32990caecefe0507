/* SPDX-License-Identifier: MIT */
/*
 * --since, --until, --pid, --isolate, --suppressions, --detail and --debuginfod, as the commands
 * that read a recording have them.
 */
#ifndef V8SCOPE_REPORT_CHOICE_H
#define V8SCOPE_REPORT_CHOICE_H

#include <glib.h>
#include <stdbool.h>

#include "recording.h"
#include "selection.h"

struct v8scope_suppressions;

struct v8scope_choice {
	char *pid; /* owned; as given, NULL: not given, and so on */
	char *isolate;
	char *suppressions_file;
	char *detail;
	struct v8scope_recording_window window; /* for v8scope_recording_load() */
	gboolean debuginfod;
	bool census_only;
	struct v8scope_selection selection;
	struct v8scope_suppressions *suppressions; /* owned, NULL: none */
};

/* `choice` must be zeroed, and outlive the parsing. */
void v8scope_choice_add_options(struct v8scope_choice *choice, GOptionContext *context);

/* Likewise without --suppressions, --detail and --debuginfod. */
void v8scope_choice_add_selection(struct v8scope_choice *choice, GOptionContext *context);

/* The edges of a window that v8scope_choice_parse() took. */
struct v8scope_window;
void v8scope_choice_set_window(
	struct v8scope_window *window, const struct v8scope_recording_window *given);

/* Understands what was given; fini is due either way. `subcommand` is named in errors. */
bool v8scope_choice_parse(struct v8scope_choice *choice, const char *subcommand, GError **error);
void v8scope_choice_fini(struct v8scope_choice *choice);

/* False: nothing is left of the report, and the error lists what there was. */
bool v8scope_choice_apply(const struct v8scope_choice *choice, struct v8scope_report *report,
	const char *directory, GError **error);

#endif
