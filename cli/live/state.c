/* SPDX-License-Identifier: MIT */
#include "state.h"

#include <signal.h>

#include "../terminal/screen.h"
#include "report.h"

void v8scope_live_enter(struct v8scope_live *live, enum v8scope_live_phase phase)
{
	live->phase = phase;
	live->phase_us = g_get_monotonic_time();
}

void v8scope_live_quit(struct v8scope_live *live)
{
	if (!live->program || live->phase == V8SCOPE_LIVE_PHASE_DRAINING) {
		v8scope_live_enter(live, V8SCOPE_LIVE_PHASE_OVER);
		return;
	}
	v8scope_program_kill(
		live->program, live->phase == V8SCOPE_LIVE_PHASE_ENDING ? SIGKILL : SIGTERM);
	live->by_us = true;
	if (live->phase == V8SCOPE_LIVE_PHASE_RUNNING) {
		v8scope_live_enter(live, V8SCOPE_LIVE_PHASE_ENDING);
	}
}

void v8scope_live_note_failure(struct v8scope_live *live, enum v8scope_exit_status status)
{
	if (live->status == V8SCOPE_EXIT_STATUS_OK) {
		live->status = status;
	}
}

void v8scope_live_fini(struct v8scope_live *live)
{
	v8scope_screen_close(live->screen);
	v8scope_feed_destroy(live->feed);
	v8scope_program_destroy(live->program);
	v8scope_report_destroy(live->report);
	v8scope_output_file_fini(&live->output);
	v8scope_signals_fini(&live->signals);
	v8scope_live_options_fini(&live->options);
	g_free(live->url);
}
