/* SPDX-License-Identifier: MIT */
/* What replay calls things, on the screen and in lines. The caller frees every string. */
#ifndef V8SCOPE_REPLAY_WORDS_H
#define V8SCOPE_REPLAY_WORDS_H

#include "timeline.h"

/* "run_with_outer_scope experiment.c:164", "global addon.node+0x1f2c" */
char *v8scope_replay_holder_name(const struct v8scope_holder *holder);

/* "v8heapexperiment (pid 29392)" */
char *v8scope_replay_process_name(const struct v8scope_report_process *process);

/* "leak   heap grew 22.9 MiB over 13 full GCs": as far as it is known by then. */
char *v8scope_replay_verdict(const struct v8scope_timeline_frame *frame);

/* With separators; "-" if it is not known. Next: bytes. */
char *v8scope_replay_count(const struct v8scope_optional *count);
char *v8scope_replay_bytes(const struct v8scope_optional *bytes);

/* Since the scope opened; unknown of others. */
struct v8scope_optional v8scope_replay_age(
	const struct v8scope_timeline_entry *entry, const struct v8scope_timeline_frame *frame);

/* Most handles first; NULL: nothing is live. */
const struct v8scope_timeline_entry *v8scope_replay_largest(
	const struct v8scope_timeline_frame *frame);

#endif
