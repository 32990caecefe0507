/* SPDX-License-Identifier: MIT */
/*
 * What a run of `v8scope live` consists of, and how far it has come: what start.c makes,
 * loop.c goes on with until it is over, and end.c tells of.
 */
#ifndef V8SCOPE_LIVE_STATE_H
#define V8SCOPE_LIVE_STATE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "../exit_status.h"
#include "../record/signals.h"
#include "feed.h"
#include "options.h"
#include "output_file.h"
#include "program.h"
#include "view.h"

/* What was recorded last takes so long at most to reach us. */
#define V8SCOPE_LIVE_DRAIN_US (10 * G_USEC_PER_SEC)

enum v8scope_live_phase {
	V8SCOPE_LIVE_PHASE_RUNNING,
	V8SCOPE_LIVE_PHASE_ENDING,   /* the command was asked to end */
	V8SCOPE_LIVE_PHASE_DRAINING, /* it has ended; what it recorded last is read */
	V8SCOPE_LIVE_PHASE_OVER,
};

/* Moments are of g_get_monotonic_time(). */
struct v8scope_live {
	struct v8scope_live_options options;
	struct v8scope_signals signals;
	struct v8scope_output_file output;
	struct v8scope_program *program; /* owned; NULL: somebody else's session is followed */
	char *url;			 /* owned; what is followed */
	struct v8scope_feed *feed;	 /* owned */
	struct v8scope_screen *screen;	 /* owned; NULL: what is shown is printed */
	struct v8scope_live_view view;
	struct v8scope_report *report; /* owned; the last that was built */
	int64_t started_us;
	int64_t tick_us; /* when the next report is due */
	enum v8scope_live_phase phase;
	int64_t phase_us;  /* since when */
	bool by_us;	   /* it was us who ended the command */
	bool hung_up;	   /* the terminal is gone */
	bool feed_is_over; /* nothing more comes of it */
	int signal;	   /* that ended us; 0: none */
	int status;	   /* to end with, if it is not the command's */
};

/* The run is at `phase` from now on. */
void v8scope_live_enter(struct v8scope_live *live, enum v8scope_live_phase phase);

/* We want no more of it. A second time: it did not listen. */
void v8scope_live_quit(struct v8scope_live *live);

/* A failure that is ours; the first one counts. */
void v8scope_live_note_failure(struct v8scope_live *live, enum v8scope_exit_status status);

/* Of what was made only: whatever v8scope_live_start() had come to. */
void v8scope_live_fini(struct v8scope_live *live);

#endif
