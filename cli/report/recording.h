/* SPDX-License-Identifier: MIT */
/* A recording, read: what `report`, `check`, `diff` and `replay` begin with. */
#ifndef V8SCOPE_REPORT_RECORDING_H
#define V8SCOPE_REPORT_RECORDING_H

#include <glib.h>
#include <stdbool.h>

struct v8scope_recording;
struct v8scope_report;
struct v8scope_timeline;

/* As --since and --until have it: v8scope_window_edge_parse(). Owned, NULL: not given. */
struct v8scope_recording_window {
	char *since;
	char *until;
};

struct v8scope_recording_source {
	const char *directory; /* the traces are at and below it */
	const char *snapshot;  /* a heap snapshot outside of it, NULL: none */
	const struct v8scope_recording_window *window; /* borrowed; NULL: all */
	bool ask_servers; /* whether debug info may come from debuginfod */
	bool census_only; /* streams that have only single events are not read */
};

/* NULL, with an error of one line: nothing can be said of it. */
struct v8scope_recording *v8scope_recording_load(
	const struct v8scope_recording_source *source, GError **error);
/* Likewise, read into a timeline instead of a report. */
struct v8scope_recording *v8scope_recording_load_timeline(
	const struct v8scope_recording_source *source, GError **error);
void v8scope_recording_destroy(struct v8scope_recording *recording); /* NULL-safe */

/* Owned by the recording; may be changed. NULL: it was read into the other. */
struct v8scope_timeline *v8scope_recording_get_timeline(struct v8scope_recording *recording);
struct v8scope_report *v8scope_recording_get_report(struct v8scope_recording *recording);

/* Why not all of the traces could be read; NULL: they could. Owned by the recording. */
const char *v8scope_recording_get_problem(const struct v8scope_recording *recording);

/* Says on stderr what that means for `what`, e.g. "the report". */
void v8scope_recording_tell_problem(const struct v8scope_recording *recording, const char *what);

#endif
