/* SPDX-License-Identifier: MIT */
#include "end.h"

#include <string.h>
#include <sys/wait.h>

#include "../message.h"
#include "../record/child.h"
#include "report.h"
#include "show.h"
#include "state.h"
#include "table.h"

/* Of somebody else's session. */
static void tell_end_of_session(const struct v8scope_live *live)
{
	if (!v8scope_live_has_isolate(live) && live->status == V8SCOPE_EXIT_STATUS_OK) {
		v8scope_message("no V8 isolate was seen in %s", live->url);
	}
	if (v8scope_live_has_no_names(live->report)) {
		v8scope_message(
			"names are missing, since what is loaded where was recorded "
			"before: 'lttng regenerate statedump --session=%s' records it again",
			strrchr(live->url, '/') + 1);
	}
}

/* What the user should know of how it ended. */
static void tell_end(struct v8scope_live *live)
{
	const char *command = live->program ? live->options.command[0] : NULL;

	if (v8scope_feed_get_status(live->feed).state == V8SCOPE_FEED_STATE_FAILED) {
		GError *error = v8scope_feed_copy_error(live->feed);

		v8scope_live_note_failure(live, v8scope_exit_status_of(error));
		v8scope_message("%s", error->message);
		g_error_free(error);
	} else if (live->program && !live->feed_is_over) {
		v8scope_message("the last events did not come within %d s: the table misses them",
			(int)(V8SCOPE_LIVE_DRAIN_US / G_USEC_PER_SEC));
	}
	if (!command) {
		tell_end_of_session(live);
		return;
	}
	int wait_status = v8scope_program_wait_status(live->program);

	if (WIFSIGNALED(wait_status) && !live->by_us) {
		v8scope_message("%s died by signal %d (%s)", command, WTERMSIG(wait_status),
			strsignal(WTERMSIG(wait_status)));
	}
	if (!v8scope_program_saw_isolate(live->program)) {
		v8scope_message(
			"no V8 isolate was seen in %s; 'v8scope doctor -- COMMAND' says why",
			command);
	}
}

/* The command's, unless it was us who ended it. */
static int choose_status(const struct v8scope_live *live)
{
	if (live->signal) {
		return V8SCOPE_EXIT_STATUS_SIGNAL_BASE + live->signal;
	}
	if (live->program && !live->by_us) {
		int status = v8scope_child_exit_status(v8scope_program_wait_status(live->program));

		return status != 0 ? status : live->status;
	}
	return live->status;
}

int v8scope_live_finish(struct v8scope_live *live)
{
	bool has_anything = live->options.json || v8scope_live_has_isolate(live);

	if (has_anything && live->status != V8SCOPE_EXIT_STATUS_OUTPUT) {
		v8scope_live_print(live, true);
	}
	tell_end(live);
	return choose_status(live);
}
