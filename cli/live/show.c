/* SPDX-License-Identifier: MIT */
#include "show.h"

#include <errno.h>
#include <stdio.h>

#include "../message.h"
#include "../terminal/screen.h"
#include "print.h"
#include "isolate_walk.h"
#include "report.h"
#include "state.h"
#include "title.h"

static char *describe_title(const struct v8scope_live *live)
{
	const struct v8scope_live_title title = {
		.now_us = g_get_monotonic_time(),
		.started_us = live->started_us,
		.feed = v8scope_feed_get_status(live->feed),
		.is_ending = live->phase == V8SCOPE_LIVE_PHASE_ENDING,
		.has_ended = live->phase == V8SCOPE_LIVE_PHASE_DRAINING,
		.is_held = live->view.paused,
		.lost_events = live->report &&
			       (live->report->discarded > 0 || live->report->discarded_unknown),
		.no_names =
			!live->program && live->report && v8scope_live_has_no_names(live->report),
	};

	return v8scope_live_title_describe(&title);
}

void v8scope_live_draw(struct v8scope_live *live)
{
	char *title;

	if (!live->screen) {
		return;
	}
	title = describe_title(live);
	v8scope_live_view_draw(&live->view, live->screen, live->report, title);
	g_free(title);
}

void v8scope_live_renew_report(struct v8scope_live *live)
{
	v8scope_report_destroy(live->report);
	live->report = v8scope_feed_build_report(live->feed);
	live->view.report_ns = g_get_real_time() * 1000;
}

void v8scope_live_print(struct v8scope_live *live, bool final)
{
	int64_t elapsed_us = g_get_monotonic_time() - live->started_us;
	bool ok = live->options.json ? v8scope_live_print_json(
					       live->report, &live->view, elapsed_us * 1000, final)
				     : v8scope_live_print_table(live->report, &live->view);

	if (!ok && live->status == V8SCOPE_EXIT_STATUS_OK) {
		v8scope_message("cannot write: %s", g_strerror(errno));
		v8scope_live_note_failure(live, V8SCOPE_EXIT_STATUS_OUTPUT);
	}
}

bool v8scope_live_has_isolate(const struct v8scope_live *live)
{
	return live->report->processes->len > 0;
}

/* Whether any isolate has told what it holds. */
static bool has_census(const struct v8scope_report *report)
{
	struct v8scope_isolate_walk walk = v8scope_isolate_walk_begin(report);

	while (v8scope_isolate_walk_next(&walk)) {
		if (walk.isolate->handles.known) {
			return true;
		}
	}
	return false;
}

/* An interval is over. */
static void tick(struct v8scope_live *live)
{
	if (live->screen) {
		if (!live->view.paused) {
			v8scope_live_renew_report(live);
		}
		v8scope_live_draw(live);
		return;
	}
	v8scope_live_renew_report(live);
	if (live->phase != V8SCOPE_LIVE_PHASE_RUNNING ||
		(live->options.once && !has_census(live->report))) {
		return;
	}
	if (!live->options.once) {
		v8scope_live_print(live, false);
		if (!live->options.json) {
			putchar('\n');
		}
	}
	if (live->options.once || live->status != V8SCOPE_EXIT_STATUS_OK) {
		v8scope_live_quit(live);
	}
}

void v8scope_live_tick_when_due(struct v8scope_live *live)
{
	int64_t now = g_get_monotonic_time();
	int64_t interval = (int64_t)live->options.interval_ms * 1000;

	if (now < live->tick_us) {
		return;
	}
	tick(live);
	/* Of those that are missed (we were stopped) one is made up for. */
	live->tick_us = MAX(live->tick_us + interval, now);
}
