/* SPDX-License-Identifier: MIT */
/* `v8scope live`: shows what holds the heap while the program runs. */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exit_status.h"
#include "live/feed.h"
#include "live/options.h"
#include "live/output_file.h"
#include "live/print.h"
#include "live/program.h"
#include "live/target.h"
#include "live/title.h"
#include "live/view.h"
#include "message.h"
#include "record/child.h"
#include "record/signals.h"
#include "report.h"
#include "report/terminal.h"
#include "subcommand.h"
#include "terminal/screen.h"

/* Keys and the end of the command are seen at once, everything else after so long. */
static const int poll_interval_ms = 100;

/* A command that does not end when it is asked to is killed. */
static const int64_t kill_after_us = 5 * G_USEC_PER_SEC;

/* What was recorded last takes so long at most to reach us. */
static const int64_t drain_us = 10 * G_USEC_PER_SEC;

/* How long to wait for the first answer of our own relay daemon. */
static const int64_t connect_us = 10 * G_USEC_PER_SEC;
static const gulong connect_poll_us = 10 * 1000;

enum phase {
	PHASE_RUNNING,
	PHASE_ENDING,	/* the command was asked to end */
	PHASE_DRAINING, /* it has ended; what it recorded last is read */
	PHASE_OVER,
};

struct live {
	struct v8scope_live_options options;
	struct v8scope_signals signals;
	struct v8scope_terminal terminal;
	struct v8scope_output_file output;
	struct v8scope_program *program; /* owned; NULL: somebody else's session is followed */
	char *url;			 /* owned; what is followed */
	struct v8scope_feed *feed;	 /* owned */
	struct v8scope_screen *screen;	 /* owned; NULL: what is shown is printed */
	struct v8scope_live_view view;
	struct v8scope_report *report; /* owned; the last that was built */
	int64_t started_us;
	int64_t tick_us; /* when the next report is due */
	enum phase phase;
	int64_t phase_us;  /* since when */
	bool by_us;	   /* it was us who ended the command */
	bool hung_up;	   /* the terminal is gone */
	bool feed_is_over; /* nothing more comes of it */
	int signal;	   /* that ended us; 0: none */
	int status;	   /* to end with, if it is not the command's */
};

static void enter(struct live *live, enum phase phase)
{
	live->phase = phase;
	live->phase_us = g_get_monotonic_time();
}

/* A failure that is ours; the first one counts. */
static void note_failure(struct live *live, enum v8scope_exit_status status)
{
	if (live->status == V8SCOPE_EXIT_STATUS_OK) {
		live->status = status;
	}
}

/* What must be there before signals are blocked. */
static bool prepare(struct live *live, GError **error)
{
	if (live->options.url) {
		live->url = v8scope_live_find_session(live->options.url, error);
		return live->url != NULL;
	}
	live->program = v8scope_program_create(&live->options, error);
	return live->program != NULL;
}

static bool open_screen(struct live *live, GError **error)
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
	struct live *live, struct v8scope_program_streams *streams, GError **error)
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
static bool wait_for_feed(struct live *live, GError **error)
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

static bool start_program(struct live *live, GError **error)
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

static bool start(struct live *live, GError **error)
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

static char *describe_title(const struct live *live)
{
	const struct v8scope_live_title title = {
		.now_us = g_get_monotonic_time(),
		.started_us = live->started_us,
		.feed = v8scope_feed_get_status(live->feed),
		.is_ending = live->phase == PHASE_ENDING,
		.has_ended = live->phase == PHASE_DRAINING,
		.is_held = live->view.paused,
		.lost_events = live->report &&
			       (live->report->discarded > 0 || live->report->discarded_unknown),
		.no_names =
			!live->program && live->report && v8scope_live_has_no_names(live->report),
	};

	return v8scope_live_title_describe(&title);
}

static void draw(struct live *live)
{
	char *title;

	if (!live->screen) {
		return;
	}
	title = describe_title(live);
	v8scope_live_view_draw(&live->view, live->screen, live->report, title);
	g_free(title);
}

static void renew_report(struct live *live)
{
	v8scope_report_destroy(live->report);
	live->report = v8scope_feed_build_report(live->feed);
	live->view.report_ns = g_get_real_time() * 1000;
}

static void print(struct live *live, bool final)
{
	int64_t elapsed_us = g_get_monotonic_time() - live->started_us;
	bool ok = live->options.json ? v8scope_live_print_json(
					       live->report, &live->view, elapsed_us * 1000, final)
				     : v8scope_live_print_table(live->report, &live->view);

	if (!ok && live->status == V8SCOPE_EXIT_STATUS_OK) {
		v8scope_message("cannot write: %s", g_strerror(errno));
		note_failure(live, V8SCOPE_EXIT_STATUS_OUTPUT);
	}
}

/* We want no more of it. A second time: it did not listen. */
static void quit(struct live *live)
{
	if (!live->program || live->phase == PHASE_DRAINING) {
		enter(live, PHASE_OVER);
		return;
	}
	v8scope_program_kill(live->program, live->phase == PHASE_ENDING ? SIGKILL : SIGTERM);
	live->by_us = true;
	if (live->phase == PHASE_RUNNING) {
		enter(live, PHASE_ENDING);
	}
}

static bool has_isolate(const struct v8scope_report *report)
{
	return report->processes->len > 0;
}

/* Whether any isolate has told what it holds. */
static bool has_census(const struct v8scope_report *report)
{
	for (guint i = 0; i < report->processes->len; i++) {
		const struct v8scope_report_process *process =
			g_ptr_array_index(report->processes, i);

		for (guint j = 0; j < process->isolates->len; j++) {
			const struct v8scope_report_isolate *isolate =
				g_ptr_array_index(process->isolates, j);

			if (isolate->handles.known) {
				return true;
			}
		}
	}
	return false;
}

/* An interval is over. */
static void tick(struct live *live)
{
	if (live->screen) {
		if (!live->view.paused) {
			renew_report(live);
		}
		draw(live);
		return;
	}
	renew_report(live);
	if (live->phase != PHASE_RUNNING || (live->options.once && !has_census(live->report))) {
		return;
	}
	if (!live->options.once) {
		print(live, false);
		if (!live->options.json) {
			putchar('\n');
		}
	}
	if (live->options.once || live->status != V8SCOPE_EXIT_STATUS_OK) {
		quit(live);
	}
}

static void tick_when_due(struct live *live)
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

/* Nobody can press a key any more. */
static void handle_hangup(struct live *live)
{
	live->hung_up = true;
	if (live->phase == PHASE_RUNNING) {
		quit(live);
	}
}

static void handle_key(struct live *live, int key)
{
	if (key == V8SCOPE_KEY_CLOSED) {
		handle_hangup(live);
		return;
	}
	enum v8scope_live_action action = v8scope_live_view_key(&live->view, key);

	if (action == V8SCOPE_LIVE_ACTION_QUIT) {
		quit(live);
	}
	if (action != V8SCOPE_LIVE_ACTION_NONE) {
		draw(live);
	}
}

static void handle_keys(struct live *live)
{
	int key;

	while (live->screen && !live->hung_up &&
		(key = v8scope_screen_key(live->screen, 0)) != V8SCOPE_KEY_NONE) {
		handle_key(live, key);
	}
}

/* Without a command, signals are for us. */
static void handle_signals(struct live *live)
{
	struct signalfd_siginfo info;

	while (!live->program && v8scope_signals_next(&live->signals, &info)) {
		if (info.ssi_signo == SIGINT || info.ssi_signo == SIGTERM ||
			info.ssi_signo == SIGHUP || info.ssi_signo == SIGQUIT) {
			live->signal = (int)info.ssi_signo;
			quit(live);
		}
	}
}

/* The command has ended: what it recorded last is brought to us. */
static void begin_draining(struct live *live)
{
	GError *error = NULL;

	enter(live, PHASE_DRAINING);
	draw(live);
	if (!v8scope_program_finish(live->program, &error)) {
		g_clear_pointer(&live->screen, v8scope_screen_close);
		note_failure(live, v8scope_exit_status_of(error));
		v8scope_message("%s", error->message);
		g_error_free(error);
	}
	live->phase_us = g_get_monotonic_time();
}

static void serve_program(struct live *live)
{
	int64_t now = g_get_monotonic_time();

	if (!live->program || live->phase > PHASE_ENDING) {
		return;
	}
	if (!v8scope_program_serve(live->program)) {
		begin_draining(live);
	} else if (live->phase == PHASE_ENDING && now - live->phase_us > kill_after_us) {
		v8scope_program_kill(live->program, SIGKILL);
	}
}

/* A command goes on when the relay daemon is gone; without one, there is nothing more. */
static void watch_feed(struct live *live)
{
	enum v8scope_feed_state state = v8scope_feed_get_status(live->feed).state;
	int64_t waited = g_get_monotonic_time() - live->phase_us;

	live->feed_is_over =
		state == V8SCOPE_FEED_STATE_ENDED || state == V8SCOPE_FEED_STATE_FAILED;
	if ((live->feed_is_over && !live->program) ||
		(live->phase == PHASE_DRAINING && (live->feed_is_over || waited > drain_us))) {
		enter(live, PHASE_OVER);
	}
}

static void wait_for_something(const struct live *live)
{
	struct pollfd fds[] = {
		{.fd = live->signals.fd, .events = POLLIN},
		{.fd = live->program ? v8scope_program_fd(live->program) : -1, .events = POLLIN},
		{.fd = live->screen && !live->hung_up ? STDIN_FILENO : -1, .events = POLLIN},
	};
	int64_t until_tick_ms = (live->tick_us - g_get_monotonic_time()) / 1000 + 1;

	/* The signals are not read any more once the command has ended. */
	poll(fds, live->phase == PHASE_DRAINING ? 0 : G_N_ELEMENTS(fds),
		(int)CLAMP(until_tick_ms, 0, poll_interval_ms));
}

static void run(struct live *live)
{
	draw(live);
	while (live->phase != PHASE_OVER) {
		wait_for_something(live);
		handle_signals(live);
		handle_keys(live);
		serve_program(live);
		watch_feed(live);
		tick_when_due(live);
	}
	renew_report(live);
	g_clear_pointer(&live->screen, v8scope_screen_close);
}

/* Of somebody else's session. */
static void tell_end_of_session(const struct live *live)
{
	if (!has_isolate(live->report) && live->status == V8SCOPE_EXIT_STATUS_OK) {
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
static void tell_end(struct live *live)
{
	const char *command = live->program ? live->options.command[0] : NULL;

	if (v8scope_feed_get_status(live->feed).state == V8SCOPE_FEED_STATE_FAILED) {
		GError *error = v8scope_feed_copy_error(live->feed);

		note_failure(live, v8scope_exit_status_of(error));
		v8scope_message("%s", error->message);
		g_error_free(error);
	} else if (live->program && !live->feed_is_over) {
		v8scope_message("the last events did not come within %d s: the table misses them",
			(int)(drain_us / G_USEC_PER_SEC));
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
static int choose_status(const struct live *live)
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

static int finish(struct live *live)
{
	bool has_anything = live->options.json || has_isolate(live->report);

	if (has_anything && live->status != V8SCOPE_EXIT_STATUS_OUTPUT) {
		print(live, true);
	}
	tell_end(live);
	return choose_status(live);
}

static void live_fini(struct live *live)
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

static int run_live(int argc, char **argv)
{
	struct live live = {.signals.fd = -1, .output.fd = -1};
	GError *error = NULL;
	int status;

	if (!v8scope_live_options_init(&live.options, argc, argv, &error)) {
		status = v8scope_fail(error);
		g_error_free(error);
		return status;
	}
	v8scope_terminal_inspect(&live.terminal, STDOUT_FILENO);
	live.view.ascii = v8scope_terminal_render_options(&live.terminal).ascii;
	if (prepare(&live, &error) && start(&live, &error)) {
		run(&live);
		status = finish(&live);
	} else {
		g_clear_pointer(&live.screen, v8scope_screen_close);
		status = v8scope_fail(error);
		g_error_free(error);
	}
	live_fini(&live);
	return status;
}

const struct v8scope_subcommand v8scope_subcommand_live = {
	.name = "live",
	.summary = "Show what holds the heap while the program runs",
	.run = run_live,
	.help = v8scope_live_options_help,
};
