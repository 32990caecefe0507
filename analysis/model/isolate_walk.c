/* SPDX-License-Identifier: MIT */
#include "isolate_walk.h"

struct v8scope_isolate_walk v8scope_isolate_walk_begin(const struct v8scope_report *report)
{
	return (struct v8scope_isolate_walk){.processes = report->processes};
}

bool v8scope_isolate_walk_next(struct v8scope_isolate_walk *walk)
{
	while (walk->process_index < walk->processes->len) {
		walk->process = g_ptr_array_index(walk->processes, walk->process_index);
		if (walk->isolate_index < walk->process->isolates->len) {
			walk->isolate =
				g_ptr_array_index(walk->process->isolates, walk->isolate_index++);
			return true;
		}
		walk->process_index++;
		walk->isolate_index = 0;
	}
	return false;
}
