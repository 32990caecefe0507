/* SPDX-License-Identifier: MIT */
/* `v8scope replay`: plays a recording on the terminal. */
#include <errno.h>
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "exit_status.h"
#include "message.h"
#include "replay/options.h"
#include "replay/play.h"
#include "report/recording.h"
#include "report/terminal.h"
#include "subcommand.h"
#include "terminal/screen.h"
#include "timeline.h"

static bool write_lines(const struct v8scope_replay_options *options,
	const struct v8scope_timeline *timeline, GError **error)
{
	struct v8scope_terminal terminal;
	GString *text;
	bool ok;

	v8scope_terminal_inspect(&terminal, STDOUT_FILENO);
	text = v8scope_lines_write(
		timeline, options->format, v8scope_terminal_render_options(&terminal).ascii);
	ok = fwrite(text->str, 1, text->len, stdout) == text->len && fflush(stdout) == 0;
	if (!ok) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_OUTPUT,
			"cannot write: %s", g_strerror(errno));
	}
	g_string_free(text, TRUE);
	return ok;
}

static bool show(const struct v8scope_replay_options *options,
	const struct v8scope_timeline *timeline, GError **error)
{
	if (options->lines || timeline->isolates->len == 0 || !v8scope_screen_is_possible()) {
		return write_lines(options, timeline, error);
	}
	return v8scope_play(timeline, options->speed, error);
}

static int replay(const struct v8scope_replay_options *options, GError **error)
{
	struct v8scope_recording *recording =
		v8scope_recording_load_timeline(options->directory, &options->choice.window, error);
	struct v8scope_timeline *timeline =
		recording ? v8scope_recording_get_timeline(recording) : NULL;
	int status = V8SCOPE_EXIT_STATUS_OK;

	if (timeline &&
		v8scope_choice_apply(&options->choice, timeline->cast, options->directory, error)) {
		v8scope_timeline_drop_unlisted(timeline);
		if (show(options, timeline, error) && v8scope_recording_get_problem(recording)) {
			v8scope_recording_tell_problem(recording, "the replay");
			status = V8SCOPE_EXIT_STATUS_TRACE_DAMAGED;
		}
	}
	v8scope_recording_destroy(recording);
	return status;
}

static int run_replay(int argc, char **argv)
{
	struct v8scope_replay_options options;
	GError *error = NULL;
	int status = V8SCOPE_EXIT_STATUS_OK;

	if (v8scope_replay_options_init(&options, argc, argv, &error)) {
		status = replay(&options, &error);
		v8scope_replay_options_fini(&options);
	}
	if (error) {
		status = v8scope_fail(error);
		g_error_free(error);
	}
	return status;
}

const struct v8scope_subcommand v8scope_subcommand_replay = {
	.name = "replay",
	.summary = "Play a recording on the terminal: heap, live scopes, promises",
	.run = run_replay,
	.help = v8scope_replay_options_help,
};
