/* SPDX-License-Identifier: MIT */
/* The command line of `v8scope live`. */
#ifndef V8SCOPE_LIVE_OPTIONS_H
#define V8SCOPE_LIVE_OPTIONS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct v8scope_live_options {
	uint64_t interval_ms;
	bool once;
	bool json;
	char *gc;	   /* owned; as $V8SCOPE_GC wants it */
	char *stack_depth; /* owned; as $V8SCOPE_STACK_DEPTH wants it; NULL: not given */
	char *output;	   /* owned; NULL: not given */
	char *url;	   /* owned, "net://..."; NULL: there is a command */
	char **command;	   /* borrowed from argv; ends with NULL. NULL: there is a URL */
};

/*
 * Fills in `options` from argv, whose first element is "live" and which is reordered.
 * Fini is needed after a success only.
 */
bool v8scope_live_options_init(
	struct v8scope_live_options *options, int argc, char **argv, GError **error);
void v8scope_live_options_fini(struct v8scope_live_options *options);

/* The help text; the caller frees it. */
char *v8scope_live_options_help(void);

/*
 * What lttng-live calls a URL, with "net://" before it if that was left out; the caller
 * frees it. NULL: it is none.
 */
char *v8scope_live_parse_url(const char *text);

#endif
