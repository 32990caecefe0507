/* SPDX-License-Identifier: MIT */
/*
 * A line at the bottom of the terminal that says how a long recording goes. The command
 * has the lines above for itself: it scrolls there, as packages do above apt's progress.
 * Nothing is drawn where that would disturb: not on what is no terminal, nor while the
 * command has the terminal for itself (an editor, a REPL), nor from the background.
 */
#ifndef V8SCOPE_RECORD_PROGRESS_H
#define V8SCOPE_RECORD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct v8scope_progress {
	int fd;		     /* of the terminal; -1: there is none */
	int64_t started_us;  /* monotonic */
	int64_t shown_us;    /* when the line was last drawn; 0: never */
	unsigned short rows; /* of the terminal when the line was made room for; 0: it was not */
};

/* `fd` may be anything. */
void v8scope_progress_init(struct v8scope_progress *progress, int fd);

/* Whether it is time to draw, and allowed: then what there is to say is worth finding out. */
bool v8scope_progress_is_due(struct v8scope_progress *progress);

bool v8scope_progress_is_shown(const struct v8scope_progress *progress);

/* Draws `text`, of ASCII, after the time that has passed. */
void v8scope_progress_show(struct v8scope_progress *progress, const char *text);

/* Gives the line back to the terminal; it may be shown again. */
void v8scope_progress_clear(struct v8scope_progress *progress);

#endif
