/* SPDX-License-Identifier: MIT */
/* The first row of the screen: for how long, and whether what is shown is of now. */
#ifndef V8SCOPE_LIVE_TITLE_H
#define V8SCOPE_LIVE_TITLE_H

#include "feed.h"

/* Moments are of g_get_monotonic_time(). */
struct v8scope_live_title {
	int64_t now_us;
	int64_t started_us;
	struct v8scope_feed_status feed;
	bool is_ending; /* the command was asked to end */
	bool has_ended; /* and what it recorded last is awaited */
	bool is_held;	/* the table, by the user */
	bool lost_events;
	bool no_names; /* where the code is loaded was said before we listened */
};

/* The caller frees it. */
char *v8scope_live_title_describe(const struct v8scope_live_title *title);

#endif
