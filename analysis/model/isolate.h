/* SPDX-License-Identifier: MIT */
/*
 * What the model keeps of each isolate while events come in. Everything that a
 * verdict rests on (scopes, globals, epochs) comes from INFO events, so that each
 * detail level of a recording gives the same figures.
 */
#ifndef V8SCOPE_MODEL_ISOLATE_H
#define V8SCOPE_MODEL_ISOLATE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "curve.h"
#include "history.h"
#include "model.h"
#include "promises.h"
#include "report.h"
#include "rise.h"
#include "snapshots.h"
#include "stands.h"
#include "totals.h"

/*
 * A holder that never had this many handles is not worth remembering once it is
 * gone, nor showing: one iteration of a sound program holds fewer.
 */
#define V8SCOPE_MODEL_INSIGNIFICANT_HANDLES 100

/* A scope that a complete census has shown. */
struct v8scope_model_scope {
	uint64_t scope_id;
	enum v8scope_scope_kind kind;
	bool found_on_stack; /* and never seen by a hook */
	uintptr_t ip;
	uint64_t stack_id;
	uint64_t javascript_stack_id; /* 0: none */
	int64_t opened_at_ns;	      /* from the clock's origin; 0: not known */
	int64_t first_seen_ns;	      /* the first and the last census that showed it */
	int64_t last_seen_ns;
	int64_t last_seen_still_ns; /* the isolate's still_ns then */
	struct v8scope_model_rise rise;
	uint64_t last_handles;
	uint64_t max_handles;
	uint32_t rises;	      /* censuses, after minor collections too, that found more handles */
	uint64_t checkpoints; /* at the last census that showed it */
	uint64_t last_seen_checkpoints;	     /* the isolate's, at that census */
	struct v8scope_model_stands *stands; /* owned; NULL: no frames were read */
	GPtrArray *types; /* of struct v8scope_type_share; owned, NULL: never sampled */
	bool absent;	  /* a later complete census did not show it */
	bool closed;	  /* absent, or its close event was seen */
};

/* A place that creates globals or references. */
struct v8scope_model_global {
	uint32_t index; /* among the isolate's globals */
	enum v8scope_global_kind kind;
	uintptr_t ip;
	uint64_t stack_id;
	uint64_t javascript_stack_id; /* 0: none */
	uint64_t last_live;
	uint64_t last_weak;
	uint64_t most_weak; /* at any census */
	uint64_t last_created;
	struct v8scope_model_rise rise;
	struct v8scope_model_curve balance; /* strong, weak, ever created; at each census */
	GPtrArray *types; /* of struct v8scope_type_share; owned, NULL: never sampled */
};

/* What a census says of a holder's sampled types together. */
struct v8scope_model_sample {
	uint64_t slots;	    /* that refer to an object; 0: there was no sample */
	uint64_t objects;   /* different ones that they refer to */
	uint64_t own_bytes; /* of those, their properties and elements included */
};

struct v8scope_model_scope_sample {
	uint64_t scope_id;
	uint64_t site; /* v8scope_model_site() */
	uint64_t handles;
	uint64_t checkpoints;
	struct v8scope_model_sample sample;
};

struct v8scope_model_global_sample {
	uint32_t index; /* of the global */
	uint64_t live;
	struct v8scope_model_sample sample;
	uint64_t weak;
	uint64_t created; /* ever */
};

/* A complete census; immutable and reference counted. */
struct v8scope_model_census {
	int64_t ts_ns;
	enum v8scope_cause cause;
	int32_t level;
	uint32_t scope_count;
	uint64_t handles;
	uint64_t unaccounted;
	uint64_t checkpoints;
	enum v8scope_known in_context;
	uint64_t globals_created; /* ever */
	GArray *scopes;		  /* of struct v8scope_model_scope_sample, by scope_id */
	GArray *globals;	  /* of struct v8scope_model_global_sample, by index */
};

/* A full collection (or the rounds of one request) and the census after it. */
struct v8scope_model_epoch {
	int64_t ts_ns;			  /* end of the first round */
	int64_t last_ns;		  /* end of the last round */
	struct v8scope_model_total total; /* what the isolate's handles were then */
	enum v8scope_cause cause;
	uint64_t first_used; /* live bytes after the first round, and after the last */
	uint64_t used;
	uint64_t handles;
	struct v8scope_model_survivors promises; /* of the whole isolate */
	struct v8scope_model_census *census;	 /* a reference; NULL: none that was complete */
};

struct v8scope_model_process;
struct v8scope_census_builder;

struct v8scope_model_isolate {
	struct v8scope_model_process *process; /* weak: it owns this isolate */
	uintptr_t address;
	int64_t first_ns; /* of its first event */
	bool attached;	  /* an isolate_attach was seen */
	bool foretold;	  /* nothing of it was seen yet but a description from before */
	bool disposed;
	bool ended; /* told of its end, or of its program's: neither killed nor still running */
	uint64_t attached_at;  /* by isolate_attach: tells isolates of one address apart */
	bool found_in_use;     /* it was announced long after it was first seen */
	uint64_t checkpoints;  /* the most that were completed; 0: not known */
	uint64_t census_floor; /* the process' last census before the isolate appeared */
	char *v8_version;      /* owned, NULL: not known */
	char *gc_policy;       /* owned, NULL: not known */
	char *command;	       /* owned, NULL: not known */
	struct v8scope_optional heap_size_limit;
	struct v8scope_optional scope_cost_ps; /* to open and close an empty scope */
	bool near_heap_limit;
	bool start_told;       /* the census that follows isolate_attach came, whole or not */
	int64_t told_from_ns;  /* of the first INFO event but isolate_attach; 0: none yet */
	int64_t last_state_ns; /* of the last INFO event */

	GHashTable *scopes; /* scope_id -> struct v8scope_model_scope */
	GPtrArray *globals; /* of struct v8scope_model_global */
	GHashTable *globals_by_site;
	struct v8scope_census_builder *census;	       /* owned: the one coming in */
	struct v8scope_model_census *first_census;     /* references, NULL: none yet */
	struct v8scope_model_census *last_live_census; /* the last before tear-down */
	struct v8scope_model_census *last_census;

	GArray *epochs;			       /* of struct v8scope_model_epoch */
	struct v8scope_model_totals *totals;   /* owned */
	struct v8scope_model_history *history; /* owned */
	bool collecting;		       /* a collection of any kind is running, since: */
	int64_t collecting_since_ns;
	int64_t still_ns;	/* time in which the program stood still: collections, censuses */
	int64_t still_until_ns; /* the end of the last of them */
	uint64_t full_gcs;	/* gc_end events of full collections */
	bool awaits_census;	/* the last collection was full: the next census is its, if */
	uint64_t awaited_checkpoints; /* no more than these were completed by then */
	bool gc_begin_known;	      /* a full collection is running; its figures at begin: */
	int64_t gc_begin_ns;
	uint64_t gc_begin_used;
	uint64_t moments;    /* collections that ended, and complete censuses */
	uint64_t incomplete; /* censuses of which a part is missing */
	uint64_t gc_ends;    /* of any kind; what the heap used after the first and last */
	uint64_t first_gc_used;
	uint64_t last_gc_used;

	struct v8scope_model_snapshot *coming_snapshot;	 /* owned, NULL: none */
	struct v8scope_model_snapshot *snapshot;	 /* owned; the last, NULL: none */
	struct v8scope_model_snapshot *earlier_snapshot; /* owned; of more handles, or NULL */

	/* Events of the scopes detail. */
	uint64_t checkpoint_ends;
	bool scopes_seen;
	GHashTable *escaped; /* scope_id -> uint64_t: values escaped into it */
	bool promises_seen;
	GHashTable *pending_promises; /* promise_id -> list of creating scopes */
	GHashTable *promise_counts;   /* scope_id -> struct v8scope_model_promise_count */
	struct {
		uint64_t scope_id;
		struct v8scope_model_promise_count *count; /* borrowed; NULL: of none */
	} recent_count;		      /* of promise_counts: the next promise's, mostly */
	GHashTable *watched_promises; /* sample_id -> scope and weight of a sampled promise */
	struct v8scope_model_promise_count promises; /* of all scopes */
};

struct v8scope_model_isolate *v8scope_model_isolate_create(
	struct v8scope_model_process *process, uintptr_t address, int64_t first_ns);
void v8scope_model_isolate_destroy(struct v8scope_model_isolate *isolate); /* NULL-safe */
void v8scope_model_isolate_attach(
	struct v8scope_model_isolate *isolate, const struct v8scope_isolate_attach *info);
void v8scope_model_isolate_dispose(struct v8scope_model_isolate *isolate);
void v8scope_model_isolate_close_scope(struct v8scope_model_isolate *isolate, uint64_t scope_id);
/* A value was escaped into that scope. */
void v8scope_model_isolate_escape(struct v8scope_model_isolate *isolate, uint64_t scope_id);
/* Forgets closed scopes that no verdict needs; called after each complete census. */
void v8scope_model_isolate_prune_scopes(struct v8scope_model_isolate *isolate);
/* 0: the site is not known. A stack tells more than an address inside a binding. */
uint64_t v8scope_model_site(uintptr_t ip, uint64_t stack_id);

/* epoch.c */
/* Between these two nothing of the program ran. In time order; what was told before is not added.
 */
void v8scope_model_stood_still(
	struct v8scope_model_isolate *isolate, int64_t since_ns, int64_t until_ns);

void v8scope_model_gc_begin(
	struct v8scope_model_isolate *isolate, const struct v8scope_event *event);
void v8scope_model_gc_end(struct v8scope_model_isolate *isolate, const struct v8scope_event *event);
/* The census after a collection came; NULL: it came incomplete. */
void v8scope_model_epoch_census(
	struct v8scope_model_isolate *isolate, struct v8scope_model_census *census);
void v8scope_model_epoch_clear(void *data); /* a struct v8scope_model_epoch */

/* promises.c */
GHashTable *v8scope_model_pending_promises_create(void);
void v8scope_model_promise_count_destroy(void *data); /* a count; NULL-safe */
void v8scope_model_promise_create(
	struct v8scope_model_isolate *isolate, const struct v8scope_event *event);
void v8scope_model_promise_settle(
	struct v8scope_model_isolate *isolate, const struct v8scope_event *event);
void v8scope_model_promise_sample(
	struct v8scope_model_isolate *isolate, const struct v8scope_event *event);
void v8scope_model_promise_collect(
	struct v8scope_model_isolate *isolate, const struct v8scope_event *event);
void v8scope_model_promises_note(
	struct v8scope_model_isolate *isolate, int64_t ts_ns, bool full_gc);
void v8scope_model_promises_collected(struct v8scope_model_isolate *isolate);
/* A scope that no census has shown is closed: its counts are of no use. */
void v8scope_model_promises_scope_closed(struct v8scope_model_isolate *isolate, uint64_t scope_id);

#endif
