/* SPDX-License-Identifier: MIT */
/* The end of a run: the last report, what the user should know of it, and the exit status. */
#ifndef V8SCOPE_LIVE_END_H
#define V8SCOPE_LIVE_END_H

struct v8scope_live;

/* After v8scope_live_run(). The status to end with. */
int v8scope_live_finish(struct v8scope_live *live);

#endif
