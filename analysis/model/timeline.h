/* SPDX-License-Identifier: MIT */
/*
 * How each isolate got to where its report says it is: what could be said of it after each
 * collection and each census, for those who play a recording. Of a long recording an even
 * selection is kept, of each kind of moment.
 */
#ifndef V8SCOPE_TIMELINE_H
#define V8SCOPE_TIMELINE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "report.h"

struct v8scope_model;

/* The most frames that an isolate has, its end not counted, and all isolates together. */
#define V8SCOPE_TIMELINE_MAX_FRAMES 512
#define V8SCOPE_TIMELINE_MAX_TOTAL 8192

/* The most holders that a frame has. */
#define V8SCOPE_TIMELINE_MAX_ENTRIES 16

enum v8scope_timeline_kind {
	V8SCOPE_TIMELINE_KIND_MINOR_GC,
	V8SCOPE_TIMELINE_KIND_FULL_GC,
	V8SCOPE_TIMELINE_KIND_CENSUS,
	V8SCOPE_TIMELINE_KIND_END, /* of what was recorded of the isolate; always the last */
	V8SCOPE_TIMELINE_KIND_COUNT,
};

/* A scope, or a place that creates globals. */
struct v8scope_timeline_entry {
	uint64_t key;			     /* the timeline's own */
	const struct v8scope_holder *holder; /* borrowed from the cast */
	uint64_t handles;		     /* that it holds; the most it ever held if not live */
	bool live;			     /* not: closed, and remembered for what it held */
};

/* A moment of an isolate. Scopes, globals and checkpoints are those of the last census. */
struct v8scope_timeline_frame {
	enum v8scope_timeline_kind kind;
	uint64_t number; /* among the isolate's moments of its kind; the first is 1 */
	int64_t ts_ns;	 /* from the clock's origin */
	struct v8scope_optional used_bytes; /* after the last collection */
	struct v8scope_optional live_bytes; /* after the last full one */
	uint64_t full_gcs;		    /* so far */
	struct v8scope_optional handles;
	struct v8scope_optional live_scopes;
	struct v8scope_optional promises_created; /* unknown without their events, or if */
	struct v8scope_optional promises_settled; /* some were lost */
	/* Estimated: those that the last full collection left alive. */
	struct v8scope_optional promises_alive;
	/* JSPromises that handles of live scopes refer to; unknown where none were sampled. */
	struct v8scope_optional promises_in_scopes;
	enum v8scope_verdict verdict; /* what a report would say if the recording ended here */
	struct v8scope_optional growth_bytes;
	/* The largest first, those that are live before the others. */
	struct v8scope_timeline_entry entries[V8SCOPE_TIMELINE_MAX_ENTRIES];
	uint32_t entry_count;
};

struct v8scope_timeline_isolate {
	const struct v8scope_report_process *process; /* borrowed from the cast */
	const struct v8scope_report_isolate *cast;    /* likewise */
	GPtrArray *frames; /* of struct v8scope_timeline_frame, in time order; never empty */
	uint64_t moments[V8SCOPE_TIMELINE_KIND_COUNT]; /* that there were, of each kind */
};

struct v8scope_timeline {
	/* Every process and isolate, and as holders all that frames have; for symbols/. */
	struct v8scope_report *cast;
	GPtrArray *isolates; /* of struct v8scope_timeline_isolate, as in a report */
};

void v8scope_timeline_destroy(struct v8scope_timeline *timeline); /* NULL-safe */

/* Forgets the isolates that were taken out of the cast. */
void v8scope_timeline_drop_unlisted(struct v8scope_timeline *timeline);

/* "full-gc", "census", ... */
const char *v8scope_timeline_kind_name(enum v8scope_timeline_kind kind);

/* Frames that the isolate's timeline does not have, because there were too many. */
uint64_t v8scope_timeline_isolate_left_out(const struct v8scope_timeline_isolate *isolate);

/* Makes a timeline of what the model is given from now on. */
struct v8scope_timeline_recorder;

/* The model is borrowed, and nobody else may observe it. */
struct v8scope_timeline_recorder *v8scope_timeline_recorder_create(struct v8scope_model *model);
void v8scope_timeline_recorder_destroy(struct v8scope_timeline_recorder *recorder); /* NULL-safe */

/* Once, at the end. Sites are still addresses. The caller owns the timeline. */
struct v8scope_timeline *v8scope_timeline_recorder_finish(
	struct v8scope_timeline_recorder *recorder);

#endif
