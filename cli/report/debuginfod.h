/* SPDX-License-Identifier: MIT */
/* --debuginfod, of the commands that read a recording: they ask no server without it. */
#ifndef V8SCOPE_REPORT_DEBUGINFOD_H
#define V8SCOPE_REPORT_DEBUGINFOD_H

#include <glib.h>
#include <stdbool.h>

/* An entry of a list of options; `where`: a gboolean pointer. */
#define V8SCOPE_DEBUGINFOD_OPTION(where)                                                           \
	{                                                                                          \
		"debuginfod", 0, 0, G_OPTION_ARG_NONE, (where),                                    \
			"Ask the servers of $DEBUGINFOD_URLS for debug info that is not on this "  \
			"machine (default: no server is asked)",                                   \
			NULL                                                                       \
	}

/* It was given: false, with an error, if nobody can be asked. `subcommand` is named in errors. */
bool v8scope_debuginfod_check(const char *subcommand, GError **error);

#endif
