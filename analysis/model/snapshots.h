/* SPDX-License-Identifier: MIT */
/* The heap snapshots of an isolate: the events of each are put together, two are kept. */
#ifndef V8SCOPE_MODEL_SNAPSHOTS_H
#define V8SCOPE_MODEL_SNAPSHOTS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "v8_events.h"

struct v8scope_event;
struct v8scope_model_census;
struct v8scope_model_isolate;

/* What a scope's handles, or the globals of a site, refer to. */
struct v8scope_model_snapshot_holder {
	bool global;
	uint64_t scope_id;	       /* 0: in no known scope, or a global's */
	enum v8scope_global_kind kind; /* of globals */
	uint64_t site;		       /* of globals: v8scope_model_site() */
	GArray *ids;		       /* owned; of uint32_t, one a handle */
};

struct v8scope_model_snapshot {
	uint64_t snapshot_id;
	int64_t ts_ns;	/* when the file was complete; 0: it is not yet */
	char *path;	/* owned, NULL: not known */
	char *status;	/* owned; "ok", or why there is nothing to read */
	uint64_t bytes; /* of the file */
	uint64_t handles;
	uint64_t duration;
	struct v8scope_model_census *census; /* a reference, NULL: none was complete */
	GHashTable *holders;   /* owned; set of struct v8scope_model_snapshot_holder */
	uint64_t handles_told; /* ids of scopes' handles that came */
	uint64_t ids_told;     /* those and the globals' */
};

/* Takes any heap_snapshot* event of the isolate. */
void v8scope_model_snapshot_event(
	struct v8scope_model_isolate *isolate, const struct v8scope_event *event);
void v8scope_model_snapshot_destroy(struct v8scope_model_snapshot *snapshot); /* NULL-safe */

#endif
