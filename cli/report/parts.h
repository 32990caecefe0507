/* SPDX-License-Identifier: MIT */
/* The parts of a rotated recording: folders "BEGIN-END-NUMBER" in one named `archives`. */
#ifndef V8SCOPE_REPORT_PARTS_H
#define V8SCOPE_REPORT_PARTS_H

#include <glib.h>
#include <stdbool.h>

/*
 * Whether a part between two others is not among `traces`, paths as v8scope_input_find_traces()
 * gives them. babeltrace2 sees each part as a trace of its own, and cannot tell.
 */
bool v8scope_parts_are_missing(const GPtrArray *traces);

#endif
