/* SPDX-License-Identifier: MIT */
/* The command line of `v8scope replay`. */
#ifndef V8SCOPE_REPLAY_OPTIONS_H
#define V8SCOPE_REPLAY_OPTIONS_H

#include <glib.h>
#include <stdbool.h>

#include "../report/choice.h"
#include "lines.h"

struct v8scope_replay_options {
	const char *directory; /* borrowed from argv */
	double speed;	       /* as struct v8scope_player has it; 0: the default */
	bool lines;	       /* even on a terminal */
	enum v8scope_lines_format format;
	struct v8scope_choice choice;
};

/*
 * Fills in `options` from argv, whose first element is "replay" and which is reordered. Fini
 * is needed after a success only.
 */
bool v8scope_replay_options_init(
	struct v8scope_replay_options *options, int argc, char **argv, GError **error);
void v8scope_replay_options_fini(struct v8scope_replay_options *options);

/* The help text; the caller frees it. */
char *v8scope_replay_options_help(void);

#endif
