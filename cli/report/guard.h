/* SPDX-License-Identifier: MIT */
/*
 * A filter behind each stream of a trace. Where the stream cannot be read on, the
 * guard ends it properly, so that the others are read to their ends. Where the probe wants
 * censuses only, it ends streams of single events where they begin.
 */
#ifndef V8SCOPE_REPORT_GUARD_H
#define V8SCOPE_REPORT_GUARD_H

#include <babeltrace2/babeltrace.h>

struct v8scope_probe;

/*
 * Adds the filter to `graph` under a unique `name`. The first reason why a stream
 * could not be read on is left in `probe->problem`; `probe` must outlive the
 * graph. NULL, with the current thread's error: it failed. Borrowed.
 */
const bt_component_filter *v8scope_guard_add_to_graph(
	bt_graph *graph, const char *name, struct v8scope_probe *probe);

#endif
