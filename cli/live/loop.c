/* SPDX-License-Identifier: MIT */
#include "loop.h"

#include <poll.h>
#include <unistd.h>

#include "../message.h"
#include "../terminal/screen.h"
#include "show.h"
#include "state.h"

/* Keys and the end of the command are seen at once, everything else after so long. */
static const int poll_interval_ms = 100;

/* A command that does not end when it is asked to is killed. */
static const int64_t kill_after_us = 5 * G_USEC_PER_SEC;

/* Nobody can press a key any more. */
static void handle_hangup(struct v8scope_live *live)
{
	live->hung_up = true;
	if (live->phase == V8SCOPE_LIVE_PHASE_RUNNING) {
		v8scope_live_quit(live);
	}
}

static void handle_key(struct v8scope_live *live, int key)
{
	if (key == V8SCOPE_KEY_CLOSED) {
		handle_hangup(live);
		return;
	}
	enum v8scope_live_action action = v8scope_live_view_key(&live->view, key);

	if (action == V8SCOPE_LIVE_ACTION_QUIT) {
		v8scope_live_quit(live);
	}
	if (action != V8SCOPE_LIVE_ACTION_NONE) {
		v8scope_live_draw(live);
	}
}

static void handle_keys(struct v8scope_live *live)
{
	int key;

	while (live->screen && !live->hung_up &&
		(key = v8scope_screen_key(live->screen, 0)) != V8SCOPE_KEY_NONE) {
		handle_key(live, key);
	}
}

/* Without a command, signals are for us. */
static void handle_signals(struct v8scope_live *live)
{
	struct signalfd_siginfo info;

	while (!live->program && v8scope_signals_next(&live->signals, &info)) {
		if (info.ssi_signo == SIGINT || info.ssi_signo == SIGTERM ||
			info.ssi_signo == SIGHUP || info.ssi_signo == SIGQUIT) {
			live->signal = (int)info.ssi_signo;
			v8scope_live_quit(live);
		}
	}
}

/* The command has ended: what it recorded last is brought to us. */
static void begin_draining(struct v8scope_live *live)
{
	GError *error = NULL;

	v8scope_live_enter(live, V8SCOPE_LIVE_PHASE_DRAINING);
	v8scope_live_draw(live);
	if (!v8scope_program_finish(live->program, &error)) {
		g_clear_pointer(&live->screen, v8scope_screen_close);
		v8scope_live_note_failure(live, v8scope_exit_status_of(error));
		v8scope_message("%s", error->message);
		g_error_free(error);
	}
	live->phase_us = g_get_monotonic_time();
}

static void serve_program(struct v8scope_live *live)
{
	int64_t now = g_get_monotonic_time();

	if (!live->program || live->phase > V8SCOPE_LIVE_PHASE_ENDING) {
		return;
	}
	if (!v8scope_program_serve(live->program)) {
		begin_draining(live);
	} else if (live->phase == V8SCOPE_LIVE_PHASE_ENDING &&
		   now - live->phase_us > kill_after_us) {
		v8scope_program_kill(live->program, SIGKILL);
	}
}

/* A command goes on when the relay daemon is gone; without one, there is nothing more. */
static void watch_feed(struct v8scope_live *live)
{
	enum v8scope_feed_state state = v8scope_feed_get_status(live->feed).state;
	int64_t waited = g_get_monotonic_time() - live->phase_us;

	live->feed_is_over =
		state == V8SCOPE_FEED_STATE_ENDED || state == V8SCOPE_FEED_STATE_FAILED;
	if ((live->feed_is_over && !live->program) ||
		(live->phase == V8SCOPE_LIVE_PHASE_DRAINING &&
			(live->feed_is_over || waited > V8SCOPE_LIVE_DRAIN_US))) {
		v8scope_live_enter(live, V8SCOPE_LIVE_PHASE_OVER);
	}
}

static void wait_for_something(const struct v8scope_live *live)
{
	struct pollfd fds[] = {
		{.fd = live->signals.fd, .events = POLLIN},
		{.fd = live->program ? v8scope_program_fd(live->program) : -1, .events = POLLIN},
		{.fd = live->screen && !live->hung_up ? STDIN_FILENO : -1, .events = POLLIN},
	};
	int64_t until_tick_ms = (live->tick_us - g_get_monotonic_time()) / 1000 + 1;

	/* The signals are not read any more once the command has ended. */
	poll(fds, live->phase == V8SCOPE_LIVE_PHASE_DRAINING ? 0 : G_N_ELEMENTS(fds),
		(int)CLAMP(until_tick_ms, 0, poll_interval_ms));
}

void v8scope_live_run(struct v8scope_live *live)
{
	v8scope_live_draw(live);
	while (live->phase != V8SCOPE_LIVE_PHASE_OVER) {
		wait_for_something(live);
		handle_signals(live);
		handle_keys(live);
		serve_program(live);
		watch_feed(live);
		v8scope_live_tick_when_due(live);
	}
	v8scope_live_renew_report(live);
	g_clear_pointer(&live->screen, v8scope_screen_close);
}
