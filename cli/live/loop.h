/* SPDX-License-Identifier: MIT */
/* The run itself: keys, signals, the command, the feed and the intervals, each when it comes. */
#ifndef V8SCOPE_LIVE_LOOP_H
#define V8SCOPE_LIVE_LOOP_H

struct v8scope_live;

/* Until it is over: the report is the last then, and the screen is closed. */
void v8scope_live_run(struct v8scope_live *live);

#endif
