/* SPDX-License-Identifier: MIT */
/* What a replay shows on the screen. */
#ifndef V8SCOPE_REPLAY_VIEW_H
#define V8SCOPE_REPLAY_VIEW_H

#include <glib.h>
#include <stdbool.h>

#include "player.h"

struct v8scope_screen;

struct v8scope_view {
	const struct v8scope_player *player;
	guint place; /* of the isolate among those there are; the first is 1 */
	guint count;
	bool help; /* the keys instead */
};

/* A whole frame, of the size that the screen has now. */
void v8scope_view_draw(struct v8scope_screen *screen, const struct v8scope_view *view);

#endif
