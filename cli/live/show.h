/* SPDX-License-Identifier: MIT */
/* What is known so far, where the user looks: on the screen, or on the standard output. */
#ifndef V8SCOPE_LIVE_SHOW_H
#define V8SCOPE_LIVE_SHOW_H

#include <stdbool.h>

struct v8scope_live;

/* Of all that has come since: builds the report anew. */
void v8scope_live_renew_report(struct v8scope_live *live);

/* The screen anew, with the report that there is; nothing without a screen. */
void v8scope_live_draw(struct v8scope_live *live);

/* The report, as the options want it; `final`: no other follows. A failure is told, and noted. */
void v8scope_live_print(struct v8scope_live *live, bool final);

/* At the end of each interval shows what is known then. */
void v8scope_live_tick_when_due(struct v8scope_live *live);

/* Whether there is anything to show: an isolate. Needs a report. */
bool v8scope_live_has_isolate(const struct v8scope_live *live);

#endif
