/* SPDX-License-Identifier: MIT */
/* The command line of `v8scope check`. */
#ifndef V8SCOPE_CHECK_OPTIONS_H
#define V8SCOPE_CHECK_OPTIONS_H

#include <glib.h>
#include <stdbool.h>

#include "../report/choice.h"
#include "limit_checks.h"

struct v8scope_check_options {
	const char *directory; /* borrowed from argv */
	char *junit;	       /* owned; where to write JUnit XML, NULL: nowhere */
	struct v8scope_limits limits;
	struct v8scope_choice choice;
};

/* As v8scope_report_options_init(); fini is needed after a success only. */
bool v8scope_check_options_init(
	struct v8scope_check_options *options, int argc, char **argv, GError **error);
void v8scope_check_options_fini(struct v8scope_check_options *options);

/* The help text; the caller frees it. */
char *v8scope_check_options_help(void);

#endif
