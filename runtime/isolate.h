/* SPDX-License-Identifier: MIT */
/*
 * What v8scope keeps of an isolate, and the way from V8's pointer to it. An
 * isolate is attached when it is first seen: made by a hooked function, or used
 * by one (libnode makes isolates without asking us).
 */
#ifndef V8SCOPE_ISOLATE_H
#define V8SCOPE_ISOLATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "globals.h"
#include "hidden.h"
#include "manifest.h"
#include "promise_samples.h"
#include "scope_identity.h"
#include "scope_list.h"
#include "scope_stack.h"
#include "stacks.h"
#include "v8_events.h"
#include "v8_versions.h"

enum { V8SCOPE_NEAR_HEAP_LIMIT_CALLBACKS_MAX = 100 }; /* V8's own maximum */

enum { V8SCOPE_SAMPLED_SCOPES = 8 };

/* A scope whose handles' types were told, and how many handles it had then. */
struct v8scope_sampled_scope {
	uint64_t scope_id; /* 0: free */
	uint64_t handles;
	uint32_t session;
};

/*
 * An isolate on one thread; used by that thread only, and read by others that have the
 * isolate while this one has unlocked it (v8::Unlocker).
 */
struct v8scope_thread {
	struct v8scope_isolate *isolate; /* not owned */
	struct v8scope_thread *next;	 /* of the same isolate */
	uint64_t owner;			 /* the thread's serial number: tids are used again */
	bool ended;			 /* the thread is no more; its scopes are still open */
	bool parked;			 /* V8 has put its handles aside until it locks again */
	uint32_t parked_handles;	 /* then; V8 does not count them meanwhile */
	struct v8scope_scope_stack scopes;
	struct v8scope_thread_stack stack;
	struct v8scope_identities identities; /* of scopes that no hook sees */
	struct v8scope_known_scope known;     /* as of the last census */
	struct v8scope_site_cache global_sites;
	struct v8scope_sampled_scope sampled[V8SCOPE_SAMPLED_SCOPES]; /* census_types.c */
	uint32_t next_sampled;					      /* the entry to use next */
	uint64_t noting_after; /* scope_notes.c: the last scope id before a constructor */
};

/* Used by the thread that has entered the isolate, as V8's isolate is. */
/* Sites whose large scopes are weighed each on its own. */
enum { V8SCOPE_CLOSED_SITES = 16 };

/* A heap snapshot whose file is there. */
struct v8scope_kept_snapshot {
	uint64_t id;	  /* 0: none */
	pid_t pid;	  /* of the process that made it: a child keeps its hands off */
	uint64_t holders; /* handles and strong globals */
	uint64_t live;	  /* bytes of V8's heap */
};

struct v8scope_isolate {
	void *v8;
	uint64_t serial;		/* from 1; never used twice, unlike the address */
	struct v8scope_isolate *next;	/* in the registry */
	struct v8scope_thread *threads; /* owned; the list is guarded by the registry's lock */
	/* V8's own, in its isolate; NULL: not known here, or not yet. */
	const struct v8scope_scope_data *scope_data;
	uint32_t parked_handles;     /* of all threads that are parked */
	uint64_t attached_at;	     /* ns, see clock.h */
	uint64_t checkpoints;	     /* microtask checkpoints completed while somebody listened */
	bool in_explicit_checkpoint; /* inside a hooked checkpoint function */
	bool counts_checkpoints;     /* V8 tells now when a checkpoint is complete */
	bool made_by_host;	     /* a hook saw it made, and one will see it disposed */
	bool end_is_seen;	     /* it is registered no longer than it exists */
	bool finished;		     /* its program or worker ends: all was said */
	bool retired;		     /* must not be touched: its end will not be seen */
	bool unwatched;		     /* V8 calls nothing back with this record any more */

	/* session.c */
	const void *seen_probes;
	bool attention;		  /* the slow path of v8scope_session_poll has work to do */
	uint64_t session_seen_at; /* or what it listens to: when that last changed */
	uintptr_t state_probes;	  /* then */
	bool session_starting;
	bool session_is_alone;	/* the one that starts */
	bool scope_cost_wanted; /* by the session; taken when the host opens a scope */
	bool looked; /* a hook has, whether somebody listens; hook_microtasks.c takes it back */
	/* quiet_scopes.h: V8's blocks are found, so that scopes can be completed at a census. */
	bool scopes_can_wait;
	bool blocks_were_sought; /* for that, while there were handles */

	/* hook_microtasks.c: checkpoints since it began to count, and those of them with a look */
	uint32_t quiet_checkpoints;
	uint32_t quiet_looks;

	/* gc.c */
	bool in_gc;
	bool gc_is_full; /* the last one, or the one that it is in */
	bool watches_heap_limit;
	bool near_limit; /* V8 is out of memory: ask for no more collections */
	enum v8scope_cause gc_cause;
	bool start_gc_wanted;
	bool growth_gc_wanted;
	bool mark_gc_wanted;
	uint32_t marks;		   /* those for which the heap was looked at */
	uint64_t marked_at;	   /* when the last look at the heap for a mark was over; 0: none */
	uint64_t mark_took_ns;	   /* that one */
	uint32_t full_gc_handles;  /* the isolate's, at the last full collection */
	uint64_t start_checkpoint; /* the isolate's count when the session began */
	uint64_t growth_turns;	   /* since then, at which a collection is due; 0: not begun */
	uint64_t start_gc_wanted_at;
	uint32_t start_gc_polls;     /* safe points since then */
	uint64_t warm_at_checkpoint; /* when the second of a session's collections is due */
	uint64_t interval_began_at;  /* the last full collection, later by what censuses took */
	uint64_t last_census_at;
	/* The handles of the largest scope of each site that was seen to close. */
	struct {
		uintptr_t ip;
		uint32_t largest;
	} closed_sites[V8SCOPE_CLOSED_SITES];
	struct {
		v8scope_near_heap_limit_fn callback;
		void *data;
	} near_heap_limit[V8SCOPE_NEAR_HEAP_LIMIT_CALLBACKS_MAX]; /* the host's own */
	uint32_t near_heap_limit_count;

	/* addon.c: a napi_env of ours in this isolate; NULL: none */
	void *napi_env;

	/* heap_snapshot.c */
	bool in_snapshot;	      /* V8 is at it: nothing else may be asked of it */
	bool snapshot_requested;      /* by a signal, from any thread: atomic */
	bool near_limit_snapshot_due; /* at the next safe point */
	bool snapshot_complained;     /* why none is possible has been told */
	uint32_t near_limit_snapshots;
	uint64_t near_limit_threshold;		     /* bytes of live objects; 0: not known yet */
	struct v8scope_kept_snapshot kept_snapshot;  /* of those with most holders, the last */
	struct v8scope_kept_snapshot later_snapshot; /* at an end, with fewer and a larger heap */

	/* hook_promises.c */
	v8scope_promise_hook_fn host_promise_hook;
	bool promise_hook_installed; /* ours */
	struct v8scope_promise_samples promise_samples;
};

/* Whether V8 is still there: false from V8::Dispose or the platform's end on. */
bool v8scope_v8_alive(void);
void v8scope_v8_set_gone(void);

struct v8scope_thread_cache {
	void *v8;
	struct v8scope_thread *thread;
	uint64_t epoch;
	void *ignored; /* by this thread for now: being disposed, or told of by an outer hook */
};

extern V8SCOPE_HIDDEN __thread struct v8scope_thread_cache v8scope_thread_cache
	__attribute__((tls_model("initial-exec")));

/* Raised by every dispose: what threads have cached is then looked up again. */
extern V8SCOPE_HIDDEN uint64_t v8scope_isolate_epoch;

struct v8scope_thread *v8scope_isolate_enter_slow(void *v8);

/*
 * The state of `v8` for the calling thread; attaches the isolate if it is new.
 * NULL if `v8` is NULL, retired or being disposed, or memory is short.
 */
static inline struct v8scope_thread *v8scope_isolate_enter(void *v8)
{
	const struct v8scope_thread_cache *cache = &v8scope_thread_cache;

	if (__builtin_expect(cache->v8 == v8 && v8 != NULL &&
				     cache->epoch == __atomic_load_n(&v8scope_isolate_epoch,
							     __ATOMIC_ACQUIRE),
		    1)) {
		return cache->thread;
	}
	return v8scope_isolate_enter_slow(v8);
}

/* The same for the isolate that the thread has entered. */
struct v8scope_thread *v8scope_isolate_enter_current(void);

/* The same for an isolate that is known to be new: one at its address was retired. */
struct v8scope_thread *v8scope_isolate_begin(void *v8);

/*
 * Lets go of an isolate that will be disposed where no hook sees it; on its thread. The state
 * stays, so that it is not taken for a new one, until its threads have ended or its address is
 * used again.
 */
void v8scope_isolate_retire(struct v8scope_isolate *isolate);

/*
 * Takes the isolate out of the registry, so that its address can be used again;
 * NULL if it was never attached. Then v8scope_isolate_destroy().
 */
struct v8scope_isolate *v8scope_isolate_remove(void *v8);
void v8scope_isolate_destroy(struct v8scope_isolate *isolate); /* NULL-safe */

/* The isolates that the calling thread was the last to use; for the program's exit. */
void v8scope_isolate_for_each_of_this_thread(void (*visit)(struct v8scope_thread *thread));

/*
 * All isolates that may be touched, from any thread. `visit` must not call back; none of
 * them is disposed meanwhile.
 */
void v8scope_isolate_for_each(void (*visit)(struct v8scope_isolate *isolate));

/*
 * The calling thread is about to unlock the isolate, so that others can use it; or has
 * it again. Its scopes stay open meanwhile.
 */
void v8scope_isolate_park(struct v8scope_thread *thread);
void v8scope_isolate_unpark(struct v8scope_thread *thread);

/* All handles of an isolate, those that V8 has put aside included. */
uint32_t v8scope_isolate_handles(const struct v8scope_isolate *isolate);

/*
 * The next thread after `thread` (NULL: the first) that is parked on this isolate. For
 * the thread that has the isolate: while it does, parked ones stay so.
 */
struct v8scope_thread *v8scope_isolate_next_parked(
	struct v8scope_isolate *isolate, struct v8scope_thread *thread);

/*
 * In the child of a fork: its only thread is the one that forked, and what listens to
 * the isolates is found out anew.
 */
void v8scope_isolate_forked(void);

/* Looks for V8's scope data again where it is not known yet. */
static inline void v8scope_isolate_find_scope_data(struct v8scope_isolate *isolate)
{
	if (isolate->scope_data == NULL) {
		isolate->scope_data = v8scope_scope_data_of(isolate->v8);
	}
}

/* How many scopes are open; -1: not known. */
static inline int v8scope_isolate_level(const struct v8scope_isolate *isolate)
{
	return isolate->scope_data != NULL ? isolate->scope_data->level : -1;
}

#endif
