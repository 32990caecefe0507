/* SPDX-License-Identifier: MIT */
#include "choice.h"

#include <string.h>

#include "../arguments.h"
#include "../exit_status.h"
#include "debuginfod.h"
#include "suppressions.h"
#include "window.h"

void v8scope_choice_add_selection(struct v8scope_choice *choice, GOptionContext *context)
{
	const GOptionEntry entries[] = {
		{"since", 0, 0, G_OPTION_ARG_STRING, &choice->window.since,
			"Judge only what came after TIME: 2.5s after the recording began, or a "
			"date and time",
			"TIME"},
		{"until", 0, 0, G_OPTION_ARG_STRING, &choice->window.until,
			"Judge only what came before TIME", "TIME"},
		{"pid", 0, 0, G_OPTION_ARG_STRING, &choice->pid, "Only the process PID", "PID"},
		{"isolate", 0, 0, G_OPTION_ARG_STRING, &choice->isolate,
			"Only the isolate at ADDRESS, as a report has it", "ADDRESS"},
		G_OPTION_ENTRY_NULL,
	};

	g_option_context_add_main_entries(context, entries, NULL);
}

void v8scope_choice_add_options(struct v8scope_choice *choice, GOptionContext *context)
{
	const GOptionEntry entries[] = {
		{"suppressions", 0, 0, G_OPTION_ARG_FILENAME, &choice->suppressions_file,
			"Leave out, and count, the holders that a line leak:PATTERN of FILE "
			"matches",
			"FILE"},
		{"detail", 0, 0, G_OPTION_ARG_STRING, &choice->detail,
			"What to read: all, or census, which is a small part of a recording of "
			"more detail lacks promises (default: all)",
			"all|census"},
		V8SCOPE_DEBUGINFOD_OPTION(&choice->debuginfod),
		G_OPTION_ENTRY_NULL,
	};

	v8scope_choice_add_selection(choice, context);
	g_option_context_add_main_entries(context, entries, NULL);
}

static bool parse_edge(const char *option, const char *text, struct v8scope_window_edge *edge,
	const char *subcommand, GError **error)
{
	if (text && !v8scope_window_edge_parse(text, edge)) {
		return v8scope_refuse_value(
			subcommand, option, text, V8SCOPE_WINDOW_EDGE_FORMS, error);
	}
	return true;
}

/* A duration and a date can only be compared where the trace's beginning is known. */
void v8scope_choice_set_window(
	struct v8scope_window *window, const struct v8scope_recording_window *given)
{
	if (given->since) {
		v8scope_window_edge_parse(given->since, &window->begin);
	}
	if (given->until) {
		v8scope_window_edge_parse(given->until, &window->end);
	}
}

static bool parse_window(
	const struct v8scope_recording_window *window, const char *subcommand, GError **error)
{
	struct v8scope_window_edge since = {0};
	struct v8scope_window_edge until = {0};

	if (!parse_edge("since", window->since, &since, subcommand, error) ||
		!parse_edge("until", window->until, &until, subcommand, error)) {
		return false;
	}
	if (since.given && until.given && since.from_start == until.from_start &&
		since.ns > until.ns) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"%s: --since=%s is after --until=%s", subcommand, window->since,
			window->until);
		return false;
	}
	return true;
}

static bool parse_pid(struct v8scope_choice *choice, const char *subcommand, GError **error)
{
	guint64 pid;

	if (!choice->pid) {
		return true;
	}
	if (!g_ascii_string_to_unsigned(choice->pid, 10, 0, G_MAXINT32, &pid, NULL)) {
		return v8scope_refuse_value(
			subcommand, "pid", choice->pid, "the number of a process", error);
	}
	choice->selection.pid = (struct v8scope_optional){.known = true, .value = (int64_t)pid};
	return true;
}

static bool parse_isolate(struct v8scope_choice *choice, const char *subcommand, GError **error)
{
	const char *digits = choice->isolate;
	guint64 address;

	if (!digits) {
		return true;
	}
	if (g_ascii_strncasecmp(digits, "0x", 2) == 0) {
		digits += 2;
	}
	if (!g_ascii_string_to_unsigned(digits, 16, 1, UINTPTR_MAX, &address, NULL)) {
		return v8scope_refuse_value(subcommand, "isolate", choice->isolate,
			"an address, e.g. 0x55f0d35df4b0", error);
	}
	choice->selection.isolate = (uintptr_t)address;
	return true;
}

static bool parse_detail(struct v8scope_choice *choice, const char *subcommand, GError **error)
{
	choice->census_only = g_strcmp0(choice->detail, "census") == 0;
	if (choice->detail && !choice->census_only && strcmp(choice->detail, "all") != 0) {
		return v8scope_refuse_value(
			subcommand, "detail", choice->detail, "all or census", error);
	}
	return true;
}

static bool read_suppressions(struct v8scope_choice *choice, const char *subcommand, GError **error)
{
	GString *problem;
	GError *cause = NULL;
	char *text = NULL;

	if (!choice->suppressions_file) {
		return true;
	}
	if (!g_file_get_contents(choice->suppressions_file, &text, NULL, &cause)) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"%s: --suppressions: %s", subcommand, cause->message);
		g_error_free(cause);
		return false;
	}
	problem = g_string_new(NULL);
	choice->suppressions = v8scope_suppressions_parse(text, problem);
	if (!choice->suppressions) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE, "%s: %s:%s",
			subcommand, choice->suppressions_file, problem->str);
	}
	g_string_free(problem, TRUE);
	g_free(text);
	return choice->suppressions != NULL;
}

bool v8scope_choice_parse(struct v8scope_choice *choice, const char *subcommand, GError **error)
{
	return parse_window(&choice->window, subcommand, error) &&
	       parse_pid(choice, subcommand, error) && parse_isolate(choice, subcommand, error) &&
	       parse_detail(choice, subcommand, error) &&
	       read_suppressions(choice, subcommand, error) &&
	       (!choice->debuginfod || v8scope_debuginfod_check(subcommand, error));
}

void v8scope_choice_fini(struct v8scope_choice *choice)
{
	g_free(choice->window.since);
	g_free(choice->window.until);
	g_free(choice->pid);
	g_free(choice->isolate);
	g_free(choice->suppressions_file);
	g_free(choice->detail);
	v8scope_suppressions_destroy(choice->suppressions);
}

static bool has_window(const struct v8scope_choice *choice)
{
	return choice->window.since || choice->window.until;
}

static bool is_selective(const struct v8scope_choice *choice)
{
	return choice->selection.pid.known || choice->selection.isolate != 0;
}

bool v8scope_choice_apply(const struct v8scope_choice *choice, struct v8scope_report *report,
	const char *directory, GError **error)
{
	if (has_window(choice) && report->processes->len == 0) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"%s shows no isolate in the time that --since and --until choose",
			directory);
		return false;
	}
	char *all = v8scope_selection_list(report);
	bool ok = !is_selective(choice) || v8scope_selection_apply(&choice->selection, report) > 0;

	if (!ok) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"%s has no isolate that --pid and --isolate choose; it has: %s", directory,
			all);
	} else if (choice->suppressions) {
		v8scope_suppressions_apply(choice->suppressions, report);
	}
	g_free(all);
	return ok;
}
