/* SPDX-License-Identifier: MIT */
/* `v8scope report`: reads a recording and says what holds each isolate's heap. */
#include <glib.h>
#include <stdbool.h>
#include <unistd.h>

#include "exit_status.h"
#include "message.h"
#include "output.h"
#include "params.h"
#include "reader.h"
#include "report.h"
#include "report/classes.h"
#include "report/graph.h"
#include "report/input.h"
#include "report/options.h"
#include "report/probe.h"
#include "report/salvage.h"
#include "report/terminal.h"
#include "snapshot_source.h"
#include "subcommand.h"
#include "v8_events.h"

struct reading {
	GPtrArray *traces; /* owned; of paths */
	struct v8scope_salvage salvage;
	struct v8scope_classes classes;
	struct v8scope_probe probe;
	struct v8scope_derived_reader *reader; /* owned */
};

static bool read_traces(
	struct reading *reading, const struct v8scope_report_options *options, GError **error)
{
	const struct v8scope_snapshot_source snapshots = {
		.directory = (char *)options->directory, .file = options->snapshot};

	reading->traces = v8scope_input_find_traces(options->directory, error);
	if (!reading->traces || !v8scope_classes_init(&reading->classes, error) ||
		!v8scope_salvage_init(&reading->salvage, reading->traces, error)) {
		return false;
	}
	if (reading->salvage.first_damaged) {
		reading->probe.problem = g_strdup_printf(
			"%s ends in the middle of a packet", reading->salvage.first_damaged);
	}
	reading->reader = v8scope_derived_reader_create();
	return v8scope_graph_run(&reading->classes, &snapshots, reading->traces, &reading->probe,
		reading->reader, error);
}

/* What the trace is wins over how its reading failed. */
static bool check_trace(
	const struct reading *reading, const char *directory, bool was_read, GError **error)
{
	const struct v8scope_probe *probe = &reading->probe;

	if (probe->schema > V8SCOPE_EVENT_SCHEMA) {
		g_clear_error(error);
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACE_NEWER,
			"%s has event schema %" G_GUINT64_FORMAT
			", expected at most %d: it is from a newer v8scope; read it with that one",
			directory, probe->schema, V8SCOPE_EVENT_SCHEMA);
		return false;
	}
	if (was_read && probe->v8_events == 0 && !probe->problem) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACE_FOREIGN,
			"%s holds no v8:* event: expected a trace of 'v8scope record', of a "
			"program "
			"whose V8 is a shared library",
			directory);
		return false;
	}
	return was_read;
}

static bool write_report(
	const struct v8scope_report_options *options, struct reading *reading, GError **error)
{
	const struct v8scope_report *report = v8scope_derived_reader_get_report(reading->reader);
	struct v8scope_terminal terminal;
	GString *problem = g_string_new(NULL);
	bool ok = false;

	if (!report) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_PLUGIN,
			"the attribution gave no result: %s",
			v8scope_derived_reader_get_error(reading->reader));
		goto end;
	}
	v8scope_terminal_inspect(&terminal, options->output ? -1 : STDOUT_FILENO);
	struct v8scope_report_params params = {
		.format = options->format,
		.output = options->output,
		.options = v8scope_terminal_render_options(&terminal),
	};
	params.options.weight = options->weight;
	ok = v8scope_report_output(&params, report, problem);
	if (!ok) {
		g_set_error(
			error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_OUTPUT, "%s", problem->str);
	}
end:
	g_string_free(problem, TRUE);
	return ok;
}

static int report(const struct v8scope_report_options *options, struct reading *reading)
{
	GError *error = NULL;
	bool was_read = read_traces(reading, options, &error);

	if (!check_trace(reading, options->directory, was_read, &error) ||
		!write_report(options, reading, &error)) {
		int status = v8scope_fail(error);

		g_error_free(error);
		return status;
	}
	if (reading->probe.problem) {
		v8scope_message("the trace is cut short, and the report covers only what could be "
				"read: %s",
			reading->probe.problem);
		return V8SCOPE_EXIT_STATUS_TRACE_DAMAGED;
	}
	return V8SCOPE_EXIT_STATUS_OK;
}

static void reading_fini(struct reading *reading)
{
	v8scope_derived_reader_destroy(reading->reader);
	v8scope_classes_fini(&reading->classes);
	v8scope_salvage_fini(&reading->salvage);
	g_free(reading->probe.problem);
	if (reading->traces) {
		g_ptr_array_unref(reading->traces);
	}
}

static int run_report(int argc, char **argv)
{
	struct v8scope_report_options options;
	struct reading reading = {0};
	GError *error = NULL;

	if (!v8scope_report_options_init(&options, argc, argv, &error)) {
		int status = v8scope_fail(error);

		g_error_free(error);
		return status;
	}
	int status = report(&options, &reading);
	reading_fini(&reading);
	v8scope_report_options_fini(&options);
	return status;
}

const struct v8scope_subcommand v8scope_subcommand_report = {
	.name = "report",
	.summary = "Say what holds the heap of the isolates in a recording",
	.run = run_report,
	.help = v8scope_report_options_help,
};
