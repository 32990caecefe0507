/* SPDX-License-Identifier: MIT */
/*
 * The babeltrace2 graph of a report:
 *
 *   source.ctf.fs (one a trace) -> guard (one a stream) -> filter.utils.muxer
 *     -> probe -> filter.v8scope.attribute -> reader
 */
#ifndef V8SCOPE_REPORT_GRAPH_H
#define V8SCOPE_REPORT_GRAPH_H

#include <glib.h>
#include <stdbool.h>

struct v8scope_classes;
struct v8scope_derived_reader;
struct v8scope_recording_source;
struct v8scope_probe;
struct v8scope_analysis;

/*
 * Reads `traces` (of paths), which are those of `source`, into `reader`. A trace that cannot be
 * opened is taken out of `traces` and noted in `probe->problem`, unless none is left.
 */
bool v8scope_graph_run(const struct v8scope_classes *classes,
	const struct v8scope_recording_source *source, GPtrArray *traces,
	struct v8scope_probe *probe, struct v8scope_derived_reader *reader, GError **error);

/* Likewise into an analysis of one's own, which stands where filter.v8scope.attribute does. */
bool v8scope_graph_analyse(const struct v8scope_classes *classes, GPtrArray *traces,
	struct v8scope_probe *probe, struct v8scope_analysis *analysis, GError **error);

#endif
