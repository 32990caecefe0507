/* SPDX-License-Identifier: MIT */
/* The command line of `v8scope doctor`. */
#ifndef V8SCOPE_DOCTOR_OPTIONS_H
#define V8SCOPE_DOCTOR_OPTIONS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct v8scope_doctor_options {
	bool json;
	uint64_t limit_ms; /* the command is ended after this time; 0: it ends by itself */
	char **command;	   /* borrowed from argv; ends with NULL; NULL: none was given */
};

/* As v8scope_record_options_init(). There is nothing to free. */
bool v8scope_doctor_options_init(
	struct v8scope_doctor_options *options, int argc, char **argv, GError **error);

/* The help text; the caller frees it. */
char *v8scope_doctor_options_help(void);

#endif
