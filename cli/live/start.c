/* SPDX-License-Identifier: MIT */
#include "start.h"

#include <fcntl.h>
#include <unistd.h>

#include "../terminal/screen.h"
#include "state.h"
#include "target.h"

/* How long to wait for the first answer of our own relay daemon. */
static const int64_t connect_us = 10 * G_USEC_PER_SEC;
static const gulong connect_poll_us = 10 * 1000;

bool v8scope_live_prepare(struct v8scope_live *live, GError **error)
{
	if (live->options.url) {
		live->url = v8scope_live_find_session(live->options.url, error);
		return live->url != NULL;
	}
	live->program = v8scope_program_create(&live->options, error);
	return live->program != NULL;
}

static bool open_screen(struct v8scope_live *live, GError **error)
{
	if (live->options.json || live->options.once || !v8scope_screen_is_possible()) {
		return true;
	}
	live->screen = v8scope_screen_open(error);
	return live->screen != NULL;
}

/*
 * The table has the terminal to itself: the command's streams lead there no more. Where
 * what we print is for a program, the command's output does not come in between.
 */
static bool choose_streams(
	struct v8scope_live *live, struct v8scope_program_streams *streams, GError **error)
{
	*streams = (struct v8scope_program_streams){-1, STDERR_FILENO, -1};
	if ((live->screen || live->options.output) &&
		!v8scope_output_file_init(&live->output, live->options.output, error)) {
		return false;
	}
	if (live->output.fd >= 0) {
		streams->out = live->output.fd;
		streams->err = live->options.output || isatty(STDERR_FILENO) ? live->output.fd : -1;
	}
	if (live->screen) {
		streams->in = open("/dev/null", O_RDONLY | O_CLOEXEC);
	}
	return true;
}

/*
 * A reader gets what comes after it has come: the command must not run before. What an
 * event says once (a stack, what is loaded where) would be missing.
 */
static bool wait_for_feed(struct v8scope_live *live, GError **error)
{
	int64_t deadline = g_get_monotonic_time() + connect_us;
	enum v8scope_feed_state state;

	while ((state = v8scope_feed_get_status(live->feed).state) ==
			V8SCOPE_FEED_STATE_CONNECTING &&
		g_get_monotonic_time() < deadline) {
		g_usleep(connect_poll_us);
	}
	if (state == V8SCOPE_FEED_STATE_READING) {
		return true;
	}
	if (state == V8SCOPE_FEED_STATE_FAILED) {
		g_propagate_error(error, v8scope_feed_copy_error(live->feed));
	} else {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_RELAY,
			"%s does not answer", live->url);
	}
	return false;
}

static bool start_program(struct v8scope_live *live, GError **error)
{
	struct v8scope_program_streams streams;

	if (!choose_streams(live, &streams, error)) {
		return false;
	}
	bool ok = v8scope_program_start(live->program, &live->signals, &streams, error);
	if (streams.in >= 0) {
		close(streams.in);
	}
	if (!ok) {
		return false;
	}
	live->url = v8scope_program_url(live->program);
	live->feed = v8scope_feed_start(live->url);
	return wait_for_feed(live, error) && v8scope_program_run(live->program, error);
}

bool v8scope_live_start(struct v8scope_live *live, GError **error)
{
	if (!v8scope_signals_init(&live->signals, error) || !open_screen(live, error)) {
		return false;
	}
	live->started_us = g_get_monotonic_time();
	live->tick_us = live->started_us + (int64_t)live->options.interval_ms * 1000;
	if (live->program) {
		return start_program(live, error);
	}
	live->feed = v8scope_feed_start(live->url);
	return true;
}
