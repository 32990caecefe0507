/* SPDX-License-Identifier: MIT */
/* Where a replay stands in an isolate's timeline, and how it moves. */
#ifndef V8SCOPE_REPLAY_PLAYER_H
#define V8SCOPE_REPLAY_PLAYER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "timeline.h"

/* As fast as can be drawn: every frame is shown. */
#define V8SCOPE_PLAYER_SPEED_MAX G_MAXDOUBLE

/* A recording takes so long to play if nobody says how fast. */
#define V8SCOPE_PLAYER_DEFAULT_SECONDS 20

struct v8scope_player {
	const struct v8scope_timeline_isolate *isolate; /* borrowed */
	guint frame;					/* the last one that was reached */
	int64_t position_ns; /* since the first frame; not before `frame` */
	double speed;	     /* times real time */
	bool paused;
};

/* At the first frame. `speed` 0: the default. */
void v8scope_player_init(struct v8scope_player *player,
	const struct v8scope_timeline_isolate *isolate, double speed);

const struct v8scope_timeline_frame *v8scope_player_frame(const struct v8scope_player *player);

/* From the first frame to the last, and to the one reached. */
int64_t v8scope_player_duration(const struct v8scope_player *player);
bool v8scope_player_is_at_end(const struct v8scope_player *player);

/* So much real time has passed. At V8SCOPE_PLAYER_SPEED_MAX: one frame on, however much. */
void v8scope_player_advance(struct v8scope_player *player, int64_t elapsed_ns);

/* These pause: who looks for a moment wants to look at it. False: there is no such. */
bool v8scope_player_step(struct v8scope_player *player, int direction);
bool v8scope_player_jump_full_gc(struct v8scope_player *player, int direction);
void v8scope_player_home(struct v8scope_player *player);
void v8scope_player_end(struct v8scope_player *player);

/* At the end: plays from the start. */
void v8scope_player_toggle_pause(struct v8scope_player *player);

/* Twice as fast, or half. */
void v8scope_player_faster(struct v8scope_player *player);
void v8scope_player_slower(struct v8scope_player *player);

#endif
