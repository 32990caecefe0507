/* SPDX-License-Identifier: MIT */
/* The beginning of a run: what is followed, the screen, and the command behind both. */
#ifndef V8SCOPE_LIVE_START_H
#define V8SCOPE_LIVE_START_H

#include <glib.h>
#include <stdbool.h>

struct v8scope_live;

/*
 * What must be there before signals are blocked: the program, or the session that a URL names.
 * Needs the options.
 */
bool v8scope_live_prepare(struct v8scope_live *live, GError **error);

/*
 * From here on signals are read, the screen is ours, and the feed is followed; the command runs.
 * Of either v8scope_live_fini() frees what was made, after an error, too.
 */
bool v8scope_live_start(struct v8scope_live *live, GError **error);

#endif
