/* SPDX-License-Identifier: MIT */
/* `v8scope record`: runs a command and records its V8 isolates with LTTng. */
#include <glib.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exit_status.h"
#include "message.h"
#include "record/child.h"
#include "record/control.h"
#include "record/daemon.h"
#include "record/environment.h"
#include "record/flight.h"
#include "record/descriptor_helper.h"
#include "record/options.h"
#include "record/output.h"
#include "record/pid_file.h"
#include "record/progress.h"
#include "record/relay_address.h"
#include "record/reserve.h"
#include "record/rotation.h"
#include "record/session.h"
#include "record/signals.h"
#include "record/supervise.h"
#include "subcommand.h"
#include "units.h"

struct recording {
	struct v8scope_record_options options;
	char *runtime; /* owned; path of libv8scope.so */
	struct v8scope_signals signals;
	char *snapshot_dir;		 /* owned; NULL: no snapshots are wanted */
	struct v8scope_output output;	 /* path is NULL: not made yet, or sent to a relay daemon */
	struct v8scope_session *session; /* owned; NULL: not yet, or it has ended */
	struct v8scope_control *control; /* owned */
	bool tracking_failed;		 /* has been said */
	bool disk_full;			 /* so has this, and nothing more is recorded */
	bool has_pid_file;
	int64_t started_us;		 /* monotonic; when the command was */
	enum v8scope_exit_status status; /* of the finished trace */
	struct v8scope_progress progress;
	struct v8scope_flight flight;
	uint64_t parts; /* of a rotated trace that are complete */
};

static bool is_flight_recorder(const struct recording *recording)
{
	return recording->options.flight_bytes > 0;
}

static bool is_remote(const struct recording *recording)
{
	return recording->options.relay.text != NULL;
}

static void reserve_disk(const struct recording *recording)
{
	if (!is_remote(recording)) {
		v8scope_reserve_take(recording->output.path);
	}
}

static void track_process(pid_t pid, void *data)
{
	struct recording *recording = data;
	GError *error = NULL;

	if (!recording->session) {
		return;
	}
	if (v8scope_session_track(recording->session, pid, &error)) {
		reserve_disk(recording);
		return;
	}
	if (!recording->tracking_failed) {
		v8scope_message("%s", error->message);
	}
	recording->tracking_failed = true;
	g_error_free(error);
}

/*
 * On a full disk recording ends and the command goes on: with --no-loss it would
 * otherwise wait for ever.
 */
static void check_disk(struct recording *recording)
{
	if (is_remote(recording) || recording->disk_full ||
		!v8scope_output_disk_is_full(&recording->output)) {
		return;
	}
	recording->disk_full = true;
	v8scope_message("the disk of %s is full: recording ends here, and what was recorded is "
			"kept; free some space or record to another disk with -o DIR",
		recording->output.path);
	/* Failures are found and said by finish_directory(). */
	v8scope_session_halt(recording->session, NULL);
}

static bool create_session(struct recording *recording, GError **error)
{
	const struct v8scope_record_options *options = &recording->options;
	const char *path = recording->output.path;

	if (is_flight_recorder(recording)) {
		recording->signals.own = V8SCOPE_FLIGHT_SIGNAL;
		recording->session = v8scope_session_create_rings(
			path, options->detail, options->flight_bytes, error);
		return recording->session != NULL;
	}
	recording->session = v8scope_session_create(path,
		&(struct v8scope_session_wish){.detail = options->detail,
			.no_loss = options->no_loss,
			.rotation = options->rotation},
		error);
	return recording->session != NULL;
}

static bool prepare_directory(struct recording *recording, GError **error)
{
	const struct v8scope_record_options *options = &recording->options;

	if (!v8scope_output_init(&recording->output, options->output,
		    v8scope_output_program(options->command), error)) {
		return false;
	}
	if (options->snapshot) {
		recording->snapshot_dir =
			v8scope_output_make_snapshot_dir(&recording->output, error);
		if (!recording->snapshot_dir) {
			return false;
		}
	}
	return create_session(recording, error);
}

static bool prepare_relay(struct recording *recording, GError **error)
{
	const struct v8scope_record_options *options = &recording->options;
	char *name =
		v8scope_output_session_name(v8scope_output_program(options->command), getpid());
	const struct v8scope_remote remote = {
		.name = name,
		.relay = &options->relay,
		.wish = {.detail = options->detail, .no_loss = options->no_loss},
	};

	recording->session = v8scope_session_create_remote(&remote, error);
	g_free(name);
	return recording->session != NULL;
}

/* Nothing is made before what can be checked was checked. */
static bool prepare(struct recording *recording, GError **error)
{
	const struct v8scope_record_options *options = &recording->options;

	if (!v8scope_child_check_command(options->command[0], error)) {
		return false;
	}
	recording->runtime = v8scope_environment_find_runtime(error);
	if (!recording->runtime ||
		(is_remote(recording) && !v8scope_relay_address_check(&options->relay, error)) ||
		!v8scope_daemon_ensure(error) ||
		!v8scope_signals_init(&recording->signals, error) ||
		!(is_remote(recording) ? prepare_relay(recording, error)
				       : prepare_directory(recording, error))) {
		return false;
	}
	recording->control = v8scope_control_create(track_process, recording, error);
	return recording->control != NULL;
}

static void say_what_was_lost(const struct recording *recording)
{
	uint64_t discarded = v8scope_session_count_discarded(recording->session);

	if (discarded > 0) {
		v8scope_message("%" G_GUINT64_FORMAT " events were lost: %s", discarded,
			is_remote(recording) ? "the network was away, or too slow for this --detail"
					     : "the buffers were full; try --no-loss or a lower "
					       "--detail");
	}
}

/* Says why the trace may be incomplete. Returns the status for that, or OK. */
static enum v8scope_exit_status finish_directory(struct recording *recording)
{
	enum v8scope_exit_status status = V8SCOPE_EXIT_STATUS_OK;
	GError *error = NULL;

	if (!v8scope_session_stop(recording->session, &error) ||
		(is_flight_recorder(recording) && !v8scope_session_write_rings(recording->session,
							  recording->output.path, &error))) {
		status = v8scope_exit_status_of(error);
		v8scope_message("%s", error->message);
		g_error_free(error);
	}
	say_what_was_lost(recording);
	check_disk(recording);
	g_clear_pointer(&recording->session, v8scope_session_destroy);
	v8scope_reserve_release(recording->output.path);
	return recording->disk_full ? V8SCOPE_EXIT_STATUS_OUTPUT_DIRECTORY : status;
}

/* Likewise. What LTTng itself says of a lost connection tells nothing. */
static enum v8scope_exit_status finish_remote(struct recording *recording)
{
	const char *where = recording->options.relay.text;
	GError *error = NULL;

	if (!v8scope_session_stop(recording->session, &error)) {
		bool answers =
			!g_error_matches(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_RELAY);

		v8scope_message(answers ? "%s has not got all yet: LTTng goes on sending"
					: "%s does not answer: the trace there lacks its end, "
					  "unless it answers again within a quarter of an hour",
			where);
		g_error_free(error);
		return V8SCOPE_EXIT_STATUS_RELAY;
	}
	say_what_was_lost(recording);
	if (!v8scope_session_end(recording->session, &error)) {
		v8scope_message("the connection to %s was lost: the trace there ends where that "
				"happened",
			where);
		g_error_free(error);
		return V8SCOPE_EXIT_STATUS_RELAY;
	}
	return V8SCOPE_EXIT_STATUS_OK;
}

/* False, and said so: none. */
static bool saw_isolate(const struct recording *recording)
{
	if (v8scope_control_saw_isolate(recording->control)) {
		return true;
	}
	v8scope_message("no V8 isolate was seen in %s: does it import V8 from a shared "
			"library, or run in node? A program that contains V8 must be linked "
			"with 'v8scope link-flags'. The command itself ran unharmed",
		recording->options.command[0]);
	return false;
}

static void say_what_the_directory_has(const struct recording *recording)
{
	const struct v8scope_output *output = &recording->output;
	uint64_t bytes = v8scope_output_size(output);

	if (bytes == 0) {
		v8scope_output_remove_if_empty(output);
		v8scope_message("nothing was recorded");
	} else {
		char *size = v8scope_format_size(bytes);

		v8scope_message(
			"trace of %s: %s (%s)", recording->options.command[0], output->name, size);
		g_free(size);
	}
	if (saw_isolate(recording) && bytes > 0) {
		v8scope_message_next(output->name);
	}
}

/* To the folder's name there the session daemon adds the time. */
static void say_what_was_sent(const struct recording *recording, const char *session)
{
	const char *host = recording->options.relay.host;

	if (saw_isolate(recording)) {
		v8scope_message("trace of %s: on %s, in %s/%s-* of the folder that lttng-relayd "
				"writes to",
			recording->options.command[0], host, g_get_host_name(), session);
		v8scope_message("next, on %s: v8scope report ~/lttng-traces/%s/%s-*", host,
			g_get_host_name(), session);
	}
}

/* The trace is whole from here on. */
static void end_recording(struct recording *recording)
{
	if (v8scope_progress_is_shown(&recording->progress)) {
		v8scope_progress_show(&recording->progress, "writing the trace");
	}
	if (is_remote(recording)) {
		recording->status = finish_remote(recording);
		v8scope_progress_clear(&recording->progress);
		say_what_was_sent(recording, v8scope_session_get_name(recording->session));
		g_clear_pointer(&recording->session, v8scope_session_destroy);
		return;
	}
	recording->status = finish_directory(recording);
	v8scope_progress_clear(&recording->progress);
	say_what_the_directory_has(recording);
}

static void show_progress(struct recording *recording)
{
	if (!v8scope_progress_is_due(&recording->progress)) {
		return;
	}
	/* LTTng is not asked where it may have to ask the network. */
	if (is_remote(recording)) {
		char *text = g_strdup_printf("recording   to %s", recording->options.relay.text);

		v8scope_progress_show(&recording->progress, text);
		g_free(text);
		return;
	}
	bool flies = is_flight_recorder(recording);
	char *size = v8scope_format_size(
		flies ? recording->options.flight_bytes : v8scope_output_size(&recording->output));
	char *text = g_strdup_printf("%s   %s   %" G_GUINT64_FORMAT " events lost",
		flies ? "flight recorder" : "recording", size,
		v8scope_session_count_discarded(recording->session));

	v8scope_progress_show(&recording->progress, text);
	g_free(text);
	g_free(size);
}

/* Milliseconds that are left of --duration; without, any number. */
static int64_t time_left(const struct recording *recording)
{
	int64_t passed_ms = (g_get_monotonic_time() - recording->started_us) / 1000;

	return recording->options.duration_ms > 0
		       ? (int64_t)recording->options.duration_ms - passed_ms
		       : G_MAXINT;
}

/* Parts that are read without the first one know what was loaded when each began. */
static void follow_rotation(struct recording *recording)
{
	uint64_t parts = v8scope_rotation_is_wanted(&recording->options.rotation)
				 ? v8scope_rotation_last_part(recording->output.path)
				 : 0;

	if (parts > recording->parts) {
		char *archives = v8scope_rotation_archives(recording->output.path);

		recording->parts = parts;
		/* Without it the first part is needed for names, which reports say. */
		v8scope_session_tell_loaded(recording->session, NULL);
		v8scope_reserve_release(archives);
		g_free(archives);
	}
}

static void keep_writing(struct recording *recording)
{
	reserve_disk(recording);
	check_disk(recording);
	follow_rotation(recording);
}

/* Only when asked, until the end. */
static void keep_flying(struct recording *recording)
{
	const char *command = recording->options.command[0];
	bool asked = v8scope_signals_take_own(&recording->signals);

	if (v8scope_control_take_heap_limit(recording->control)) {
		v8scope_flight_note_heap_limit(&recording->flight);
	}
	if (v8scope_flight_heap_limit_is_due(&recording->flight)) {
		v8scope_progress_clear(&recording->progress);
		v8scope_message("a process of %s came near V8's heap limit", command);
		asked = true;
	}
	if (asked) {
		v8scope_progress_clear(&recording->progress);
		v8scope_flight_write(&recording->flight, recording->session, &recording->output);
	}
}

static int on_tick(void *data)
{
	struct recording *recording = data;

	if (!recording->session) {
		return V8SCOPE_SUPERVISE_INTERVAL_MS;
	}
	if (is_flight_recorder(recording)) {
		keep_flying(recording);
	} else {
		keep_writing(recording);
	}
	show_progress(recording);
	int64_t left_ms = time_left(recording);
	if (left_ms > 0) {
		return (int)MIN(left_ms, V8SCOPE_SUPERVISE_INTERVAL_MS);
	}
	v8scope_message("%s is no longer recorded, and goes on", recording->options.command[0]);
	end_recording(recording);
	return V8SCOPE_SUPERVISE_INTERVAL_MS;
}

/* Before the command runs, so that it finds the file itself. */
static bool write_pid_file(struct recording *recording, pid_t pid, GError **error)
{
	const char *path = recording->options.pid_file;

	recording->has_pid_file = path && v8scope_pid_file_write(path, pid, error);
	return !path || recording->has_pid_file;
}

static void remove_pid_file(const struct recording *recording)
{
	if (recording->has_pid_file) {
		v8scope_pid_file_remove(recording->options.pid_file);
	}
}

static bool start_command(struct recording *recording, struct v8scope_child *child, GError **error)
{
	return v8scope_session_track(recording->session, child->pid, error) &&
	       v8scope_session_start(recording->session, error) &&
	       v8scope_signals_check(&recording->signals, error) &&
	       write_pid_file(recording, child->pid, error) &&
	       v8scope_child_exec(child, recording->options.command[0], error);
}

/* False: the command did not run, and nothing was recorded. */
static bool run_command(struct recording *recording, int *wait_status, GError **error)
{
	const struct v8scope_record_options *options = &recording->options;
	struct v8scope_child child;
	char *node_preload = v8scope_environment_find_node_preload(
		options->command, (const char *const *)environ);
	char **envp = v8scope_environment_create((const char *const *)environ, recording->runtime,
		node_preload, options->gc, v8scope_control_path(recording->control),
		options->no_loss);
	if (is_flight_recorder(recording)) {
		envp = v8scope_flight_add_environment(envp);
	}
	if (options->stack_depth) {
		envp = g_environ_setenv(envp, "V8SCOPE_STACK_DEPTH", options->stack_depth, TRUE);
	}
	if (options->snapshot) {
		envp = g_environ_setenv(envp, "V8SCOPE_SNAPSHOT", options->snapshot, TRUE);
		envp = g_environ_setenv(
			envp, "V8SCOPE_SNAPSHOT_DIR", recording->snapshot_dir, TRUE);
	}
	envp = v8scope_descriptor_helper_add(envp);
	bool ok = v8scope_child_init(&child, options->command, envp, &recording->signals, error);

	if (ok) {
		ok = start_command(recording, &child, error);
		if (ok) {
			recording->started_us = g_get_monotonic_time();
			v8scope_progress_init(&recording->progress, STDERR_FILENO);
			if (is_flight_recorder(recording)) {
				v8scope_flight_announce();
			}
			*wait_status = v8scope_supervise(&child, recording->control,
				&recording->signals, on_tick, recording);
		}
		remove_pid_file(recording);
		v8scope_child_fini(&child);
	}
	g_strfreev(envp);
	g_free(node_preload);
	return ok;
}

static int finish(struct recording *recording, int wait_status)
{
	int command_status = v8scope_child_exit_status(wait_status);

	if (WIFSIGNALED(wait_status)) {
		v8scope_message("%s died by signal %d (%s)", recording->options.command[0],
			WTERMSIG(wait_status), strsignal(WTERMSIG(wait_status)));
	}
	if (recording->session) {
		end_recording(recording);
	}
	return command_status != 0 ? command_status : (int)recording->status;
}

static void recording_fini(struct recording *recording)
{
	v8scope_control_destroy(recording->control);
	v8scope_session_destroy(recording->session);
	if (recording->output.path) {
		v8scope_output_remove_if_empty(&recording->output);
		v8scope_output_fini(&recording->output);
	}
	v8scope_signals_fini(&recording->signals);
	g_free(recording->runtime);
	g_free(recording->snapshot_dir);
	v8scope_record_options_fini(&recording->options);
}

static int run_record(int argc, char **argv)
{
	struct recording recording = {.signals.fd = -1};
	GError *error = NULL;
	int wait_status = 0;
	int status;

	if (!v8scope_record_options_init(&recording.options, argc, argv, &error)) {
		status = v8scope_fail(error);
		g_error_free(error);
		return status;
	}
	if (prepare(&recording, &error) && run_command(&recording, &wait_status, &error)) {
		status = finish(&recording, wait_status);
	} else {
		status = v8scope_fail(error);
		g_error_free(error);
	}
	recording_fini(&recording);
	return status;
}

const struct v8scope_subcommand v8scope_subcommand_record = {
	.name = "record",
	.summary = "Run a command and record its V8 isolates",
	.run = run_record,
	.help = v8scope_record_options_help,
};
