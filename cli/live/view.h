/* SPDX-License-Identifier: MIT */
/* The table on a screen: what the keys do, and which part of it is seen. */
#ifndef V8SCOPE_LIVE_VIEW_H
#define V8SCOPE_LIVE_VIEW_H

#include <stdbool.h>

#include "table.h"

struct v8scope_screen;

struct v8scope_live_view {
	enum v8scope_live_sort sort;
	bool reverse;
	bool paused; /* the table is held; the program is not */
	bool help;   /* the keys are shown instead */
	int top;     /* so many lines lie above the screen */
	bool ascii;
	int64_t report_ns; /* when the report that is shown was made, since 1970 */
};

enum v8scope_live_action {
	V8SCOPE_LIVE_ACTION_NONE,
	V8SCOPE_LIVE_ACTION_DRAW,
	V8SCOPE_LIVE_ACTION_QUIT,
};

/* `key` is of v8scope_screen_key(). */
enum v8scope_live_action v8scope_live_view_key(struct v8scope_live_view *view, int key);

/* `title` is the first row, `report` is shown below it; NULL: nothing is known yet. */
void v8scope_live_view_draw(struct v8scope_live_view *view, struct v8scope_screen *screen,
	const struct v8scope_report *report, const char *title);

#endif
