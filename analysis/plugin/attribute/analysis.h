/* SPDX-License-Identifier: MIT */
/* One run over a trace: decoder, model and load map, fed with upstream messages. */
#ifndef V8SCOPE_ANALYSIS_H
#define V8SCOPE_ANALYSIS_H

#include <stdbool.h>

#include <babeltrace2/babeltrace.h>

#include "snapshot_source.h"
#include "window.h"
#include "writer.h"

struct v8scope_analysis;
struct v8scope_report;
struct v8scope_timeline;

/* What the component was told. Zero is a valid one: all of the trace, no snapshots, no servers. */
struct v8scope_analysis_params {
	struct v8scope_snapshot_source snapshots;
	struct v8scope_window window;
	bool ask_servers;   /* debug info may come from debuginfod */
	bool parts_missing; /* traces are parts of a recording, and others of it are gone */
};

/* `params` is borrowed. */
struct v8scope_analysis *v8scope_analysis_create(struct v8scope_analysis_params *params);
void v8scope_analysis_destroy(struct v8scope_analysis *analysis); /* NULL-safe */

/* A message of any type, in order. False: see v8scope_analysis_get_error(). */
bool v8scope_analysis_handle_message(struct v8scope_analysis *analysis, const bt_message *message);

/* The trace broke off here. */
void v8scope_analysis_handle_truncated(struct v8scope_analysis *analysis);

/* What was seen so far, with symbols; the caller owns it. */
struct v8scope_report *v8scope_analysis_build_report(struct v8scope_analysis *analysis);

/* Before the first message: keep what v8scope_analysis_take_timeline() needs. */
void v8scope_analysis_keep_timeline(struct v8scope_analysis *analysis);

/* How it came to what was seen so far, with symbols; once. The caller owns it. */
struct v8scope_timeline *v8scope_analysis_take_timeline(struct v8scope_analysis *analysis);

/* When the last event happened; its clock class is borrowed from the analysis. */
struct v8scope_derived_time v8scope_analysis_get_time(const struct v8scope_analysis *analysis);

/* Owned by the analysis. */
const char *v8scope_analysis_get_error(const struct v8scope_analysis *analysis);

#endif
