/* SPDX-License-Identifier: MIT */
/* The part of a trace that is judged. */
#ifndef V8SCOPE_WINDOW_H
#define V8SCOPE_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

struct v8scope_window_edge {
	bool given;
	bool from_start; /* `ns` counts from the trace's first event, not from the clock's origin */
	int64_t ns;
};

/* Both edges are inside, as those of babeltrace2's trimmer. Zero is all of the trace. */
struct v8scope_window {
	struct v8scope_window_edge begin;
	struct v8scope_window_edge end;
};

/* How to write an edge, for messages. */
#define V8SCOPE_WINDOW_EDGE_FORMS                                                                  \
	"a time since the recording began, like 2.5s, 500ms or 3m, or a date and time like "       \
	"\"2026-01-31 08:14:03\", or seconds since 1970 like @1770000000.5"

/*
 * Takes "2.5s" ("ms", "s", "m", "h"), "@SECONDS" of 1970, or ISO 8601, in the local time
 * zone unless it says another. False: it is none of these.
 */
bool v8scope_window_edge_parse(const char *text, struct v8scope_window_edge *edge);

/* The two edges as times from the clock's origin, for a trace that began at `start_ns`. */
void v8scope_window_resolve(struct v8scope_window *window, int64_t start_ns);

/* Of a resolved window. Asked for every event. */
static inline bool v8scope_window_is_before(const struct v8scope_window *window, int64_t ts_ns)
{
	return window->begin.given && ts_ns < window->begin.ns;
}

static inline bool v8scope_window_is_after(const struct v8scope_window *window, int64_t ts_ns)
{
	return window->end.given && ts_ns > window->end.ns;
}

#endif
