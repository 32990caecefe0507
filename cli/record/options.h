/* SPDX-License-Identifier: MIT */
/* The command line of `v8scope record`. */
#ifndef V8SCOPE_RECORD_OPTIONS_H
#define V8SCOPE_RECORD_OPTIONS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "relay_address.h"
#include "rotation.h"

enum v8scope_detail {
	V8SCOPE_DETAIL_CENSUS,
	V8SCOPE_DETAIL_SCOPES,
	V8SCOPE_DETAIL_HANDLES,
};

struct v8scope_record_options {
	char *output;			    /* owned; NULL: a name made from the command's */
	struct v8scope_relay_address relay; /* instead of `output`; its text is NULL: not */
	enum v8scope_detail detail;
	char *gc;	       /* owned; as $V8SCOPE_GC wants it: "ends", "every:MS", "off" */
	char *stack_depth;     /* owned; as $V8SCOPE_STACK_DEPTH wants it; NULL: not given */
	char *snapshot;	       /* owned; as $V8SCOPE_SNAPSHOT wants it; NULL: none */
	char *pid_file;	       /* owned; NULL: none is wanted */
	uint64_t duration_ms;  /* of the recording; 0: as long as the command runs */
	uint64_t flight_bytes; /* of the flight recorder; 0: none */
	struct v8scope_rotation rotation;
	bool no_loss;
	char **command; /* borrowed from argv; ends with NULL, never empty */
};

/*
 * Fills in `options` from argv, whose first element is "record" and which is
 * reordered. Fini is needed after a success only.
 */
bool v8scope_record_options_init(
	struct v8scope_record_options *options, int argc, char **argv, GError **error);
void v8scope_record_options_fini(struct v8scope_record_options *options);

/* The help text; the caller frees it. */
char *v8scope_record_options_help(void);

/* Whether `text` is a number of frames that the runtime takes. */
bool v8scope_record_is_stack_depth(const char *text);

/* "end", "heap-limit" or a signal into what $V8SCOPE_SNAPSHOT takes; NULL: neither. */
char *v8scope_record_parse_snapshot(const char *text);

/* "ends", "off", "every:TIME" into what $V8SCOPE_GC takes; NULL: not of that form. */
char *v8scope_record_parse_gc(const char *text);

#endif
