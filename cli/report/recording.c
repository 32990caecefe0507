/* SPDX-License-Identifier: MIT */
#include "recording.h"

#include "../exit_status.h"
#include "../message.h"
#include "analysis.h"
#include "choice.h"
#include "classes.h"
#include "gaps.h"
#include "graph.h"
#include "input.h"
#include "parts.h"
#include "probe.h"
#include "reader.h"
#include "report.h"
#include "salvage.h"
#include "timeline.h"
#include "v8_events.h"

struct v8scope_recording {
	GPtrArray *traces; /* owned; of paths */
	struct v8scope_salvage salvage;
	struct v8scope_classes classes;
	struct v8scope_probe probe;
	struct v8scope_derived_reader *reader; /* owned */
	struct v8scope_report *report;	       /* borrowed from the reader */
	struct v8scope_timeline *timeline;     /* owned */
};

static bool open_traces(struct v8scope_recording *recording, const char *directory, GError **error)
{
	recording->traces = v8scope_input_find_traces(directory, error);
	/* Before damaged ones have other paths. */
	recording->probe.parts_missing =
		recording->traces && v8scope_parts_are_missing(recording->traces);
	if (!recording->traces || !v8scope_classes_init(&recording->classes, error) ||
		!v8scope_salvage_init(&recording->salvage, recording->traces, error)) {
		return false;
	}
	if (recording->salvage.first_damaged) {
		recording->probe.problem = g_strdup_printf(
			"%s ends in the middle of a packet", recording->salvage.first_damaged);
	}
	return true;
}

static bool read_report(struct v8scope_recording *recording,
	const struct v8scope_recording_source *source, GError **error)
{
	recording->reader = v8scope_derived_reader_create();
	recording->probe.census_only = source->census_only;
	return v8scope_graph_run(&recording->classes, source, recording->traces, &recording->probe,
		recording->reader, error);
}

static bool read_timeline(struct v8scope_recording *recording,
	const struct v8scope_recording_source *source, GError **error)
{
	struct v8scope_analysis_params params = {
		.snapshots = {.directory = (char *)source->directory,
			.file = (char *)source->snapshot},
		.ask_servers = source->ask_servers,
		.parts_missing = recording->probe.parts_missing,
	};
	struct v8scope_analysis *analysis;
	bool ok;

	if (source->window) {
		v8scope_choice_set_window(&params.window, source->window);
	}
	analysis = v8scope_analysis_create(&params);

	v8scope_analysis_keep_timeline(analysis);
	ok = v8scope_graph_analyse(
		&recording->classes, recording->traces, &recording->probe, analysis, error);
	if (ok) {
		recording->timeline = v8scope_analysis_take_timeline(analysis);
	}
	v8scope_analysis_destroy(analysis);
	return ok;
}

/* What the trace is wins over how its reading failed. */
static bool check_trace(const struct v8scope_recording *recording, const char *directory,
	bool was_read, GError **error)
{
	const struct v8scope_probe *probe = &recording->probe;

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

static bool take_report(struct v8scope_recording *recording, GError **error)
{
	recording->report = v8scope_derived_reader_get_report(recording->reader);
	if (!recording->report) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_PLUGIN,
			"the attribution gave no result: %s",
			v8scope_derived_reader_get_error(recording->reader));
		return false;
	}
	if (recording->probe.streams_left_out > 0) {
		v8scope_gaps_add_unread(recording->report, recording->probe.streams_left_out);
	}
	return true;
}

struct v8scope_recording *v8scope_recording_load(
	const struct v8scope_recording_source *source, GError **error)
{
	struct v8scope_recording *recording = g_new0(struct v8scope_recording, 1);
	GError *problem = NULL;
	bool was_read = open_traces(recording, source->directory, &problem) &&
			read_report(recording, source, &problem);

	if (!check_trace(recording, source->directory, was_read, &problem) ||
		!take_report(recording, &problem)) {
		g_propagate_error(error, problem);
		v8scope_recording_destroy(recording);
		return NULL;
	}
	return recording;
}

struct v8scope_recording *v8scope_recording_load_timeline(
	const struct v8scope_recording_source *source, GError **error)
{
	struct v8scope_recording *recording = g_new0(struct v8scope_recording, 1);
	GError *problem = NULL;
	bool was_read = open_traces(recording, source->directory, &problem) &&
			read_timeline(recording, source, &problem);

	if (!check_trace(recording, source->directory, was_read, &problem)) {
		g_propagate_error(error, problem);
		v8scope_recording_destroy(recording);
		return NULL;
	}
	return recording;
}

void v8scope_recording_destroy(struct v8scope_recording *recording)
{
	if (!recording) {
		return;
	}
	v8scope_derived_reader_destroy(recording->reader);
	v8scope_timeline_destroy(recording->timeline);
	v8scope_classes_fini(&recording->classes);
	v8scope_salvage_fini(&recording->salvage);
	g_free(recording->probe.problem);
	if (recording->traces) {
		g_ptr_array_unref(recording->traces);
	}
	g_free(recording);
}

struct v8scope_report *v8scope_recording_get_report(struct v8scope_recording *recording)
{
	return recording->report;
}

struct v8scope_timeline *v8scope_recording_get_timeline(struct v8scope_recording *recording)
{
	return recording->timeline;
}

const char *v8scope_recording_get_problem(const struct v8scope_recording *recording)
{
	return recording->probe.problem;
}

void v8scope_recording_tell_problem(const struct v8scope_recording *recording, const char *what)
{
	v8scope_message("the trace is cut short, and %s covers only what could be read: %s", what,
		recording->probe.problem);
}
