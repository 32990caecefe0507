/* SPDX-License-Identifier: MIT */
/* Plays a timeline on the screen until the user has seen enough. */
#ifndef V8SCOPE_REPLAY_PLAY_H
#define V8SCOPE_REPLAY_PLAY_H

#include <glib.h>
#include <stdbool.h>

struct v8scope_timeline;

/* `speed` as struct v8scope_player has it; 0: the default. The timeline has an isolate. */
bool v8scope_play(const struct v8scope_timeline *timeline, double speed, GError **error);

#endif
