/* SPDX-License-Identifier: MIT */
/* The command line of `v8scope report`. */
#ifndef V8SCOPE_REPORT_OPTIONS_H
#define V8SCOPE_REPORT_OPTIONS_H

#include <glib.h>
#include <stdbool.h>

#include "choice.h"
#include "render.h"

struct v8scope_report_options {
	const char *directory; /* borrowed from argv */
	const struct v8scope_render_format *format;
	enum v8scope_weight weight;
	char *output;	/* owned; NULL: standard output */
	char *snapshot; /* owned; a heap snapshot outside the directory, NULL: none */
	int top;	/* holders of an isolate to show; 0: the format's default */
	struct v8scope_choice choice;
};

/*
 * Fills in `options` from argv, whose first element is "report" and which is
 * reordered. Fini is needed after a success only.
 */
bool v8scope_report_options_init(
	struct v8scope_report_options *options, int argc, char **argv, GError **error);
void v8scope_report_options_fini(struct v8scope_report_options *options);

/* The help text; the caller frees it. */
char *v8scope_report_options_help(void);

#endif
