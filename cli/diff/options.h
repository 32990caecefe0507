/* SPDX-License-Identifier: MIT */
/* The command line of `v8scope diff`. */
#ifndef V8SCOPE_DIFF_OPTIONS_H
#define V8SCOPE_DIFF_OPTIONS_H

#include <glib.h>
#include <stdbool.h>

struct v8scope_diff_options {
	const char *before; /* directories; borrowed from argv */
	const char *after;
	bool json;
	gboolean debuginfod; /* ask its servers */
};

/* As v8scope_report_options_init(); nothing is owned. */
bool v8scope_diff_options_init(
	struct v8scope_diff_options *options, int argc, char **argv, GError **error);

/* The help text; the caller frees it. */
char *v8scope_diff_options_help(void);

#endif
