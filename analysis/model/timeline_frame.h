/* SPDX-License-Identifier: MIT */
/* One frame of a timeline, made of what the model knows of an isolate. */
#ifndef V8SCOPE_MODEL_TIMELINE_FRAME_H
#define V8SCOPE_MODEL_TIMELINE_FRAME_H

#include "model_private.h"
#include "timeline.h"

/* Those that the frames of an isolate show. */
struct v8scope_timeline_members {
	struct v8scope_report *report; /* owned; of one isolate: */
	struct v8scope_report_isolate *isolate;
	GHashTable *by_key; /* key -> struct v8scope_holder, which the isolate owns */
};

void v8scope_timeline_members_init(struct v8scope_timeline_members *members);
void v8scope_timeline_members_fini(struct v8scope_timeline_members *members);
/* Keeps those of `frames` only. */
void v8scope_timeline_members_prune(
	struct v8scope_timeline_members *members, const GPtrArray *frames);

/*
 * What can be said of the isolate now, without its kind, number and time; the members that
 * it has are described anew. `reader`: of its heap snapshot, NULL: nobody. The caller frees.
 */
struct v8scope_timeline_frame *v8scope_timeline_frame_create(
	struct v8scope_timeline_members *members, const struct v8scope_model *model,
	const struct v8scope_model_isolate *isolate, const struct v8scope_exact_reader *reader);

#endif
