/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "heap_snapshot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "env.h"
#include "session.h"
#include "snapshot_file.h"
#include "snapshot_ids.h"
#include "snapshot_signal.h"
#include "v8_api.h"

static uint64_t last_snapshot_id;

/* One that is being taken. */
struct attempt {
	struct v8scope_thread *thread;
	struct v8scope_heap_snapshot event;
	struct v8scope_snapshot_file *file; /* owned; it is larger than stacks like */
	struct v8scope_kept_snapshot *replaces;
	uint64_t holders; /* handles and strong globals */
	uint64_t live;	  /* bytes of V8's heap */
	uint64_t began_at;
	char error[128];
};

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static bool v8_can(void)
{
	return v8scope_v8.get_heap_profiler != NULL && v8scope_v8.take_heap_snapshot != NULL &&
	       v8scope_v8.snapshot_serialize != NULL && v8scope_v8.snapshot_delete != NULL &&
	       v8scope_v8.get_object_id != NULL;
}

/* Why none can be taken in this process; NULL: one can. */
static const char *obstacle(void)
{
	if (!v8_can()) {
		return "this V8 does not export its heap profiler";
	}
	if (v8scope_env.snapshot_dir == NULL) {
		return "V8SCOPE_SNAPSHOT_DIR is not set";
	}
	return v8scope_env.snapshot == V8SCOPE_SNAPSHOT_SIGNAL ? v8scope_snapshot_signal_obstacle()
							       : NULL;
}

static bool may_take(const struct v8scope_isolate *isolate)
{
	return lttng_ust_tracepoint_enabled(v8, heap_snapshot) && v8scope_session_is_active() &&
	       !isolate->in_gc && !isolate->in_snapshot && !isolate->near_limit &&
	       !isolate->retired && isolate->gc_cause == V8SCOPE_CAUSE_HOST && v8scope_v8_alive();
}

static void emit(struct attempt *attempt, const char *status)
{
	attempt->event.status = status;
	attempt->event.duration = now_ns() - attempt->began_at;
	lttng_ust_tracepoint(v8, heap_snapshot, &attempt->event);
}

/* Once an isolate: what stands in the way will do so again. */
static void complain(struct attempt *attempt, const char *status)
{
	struct v8scope_isolate *isolate = attempt->thread->isolate;

	if (!isolate->snapshot_complained) {
		isolate->snapshot_complained = true;
		emit(attempt, status);
	}
}

static const char *describe(struct attempt *attempt, int error)
{
	return strerror_r(error, attempt->error, sizeof(attempt->error));
}

/*
 * The one with most holders is worth keeping: a scope that piles up handles may close long
 * before the program ends.
 */
static void replace(struct v8scope_kept_snapshot *kept, const struct attempt *attempt)
{
	if (kept->id != 0 && kept->pid == getpid()) {
		v8scope_snapshot_file_remove(v8scope_env.snapshot_dir, kept->pid,
			attempt->thread->isolate->serial, kept->id);
	}
	*kept = (struct v8scope_kept_snapshot){
		.id = attempt->event.snapshot_id,
		.pid = getpid(),
		.holders = attempt->holders,
		.live = attempt->live,
	};
}

static uint64_t live_bytes(const struct v8scope_isolate *isolate)
{
	struct v8scope_heap heap;
	uint64_t limit;

	v8scope_v8_heap(isolate->v8, &heap, &limit);
	return heap.used_heap_size;
}

/* Once V8 has no snapshot left, it need not keep track of every object any more. */
static void let_go(void *profiler, const void *snapshot, bool was_alone)
{
	v8scope_v8.snapshot_delete(snapshot);
	if (was_alone && v8scope_v8.clear_object_ids != NULL &&
		v8scope_v8.get_snapshot_count(profiler) == 0) {
		v8scope_v8.clear_object_ids(profiler);
	}
}

/* V8 keeps the ids of a snapshot until it is deleted, so the census comes in between. */
static bool tell_of(struct attempt *attempt, void *profiler)
{
	struct v8scope_counted_scopes scopes = {0};
	const struct v8scope_census_visitor visitor = {
		.visit = v8scope_counted_scopes_add, .data = &scopes};
	const struct v8scope_identified_snapshot snapshot = {
		.snapshot_id = attempt->event.snapshot_id, .profiler = profiler};
	const struct v8scope_isolate *isolate = attempt->thread->isolate;
	bool complete;

	attempt->event.handles = v8scope_v8_handles(isolate->v8);
	attempt->event.census_id =
		v8scope_census_take_visited(attempt->thread, attempt->event.cause, &visitor);
	complete = !scopes.incomplete &&
		   v8scope_snapshot_ids_tell_handles(isolate, &snapshot, &scopes) &&
		   v8scope_snapshot_ids_tell_globals(isolate, &snapshot);
	v8scope_counted_scopes_fini(&scopes);
	return complete;
}

/* The file is open. Returns the status. */
static const char *take_into_file(struct attempt *attempt)
{
	struct v8scope_isolate *isolate = attempt->thread->isolate;
	void *profiler = v8scope_v8.get_heap_profiler(isolate->v8);
	bool was_alone = v8scope_v8.get_snapshot_count != NULL &&
			 v8scope_v8.get_snapshot_count(profiler) == 0;
	const void *snapshot;
	bool complete;

	isolate->gc_cause = attempt->event.cause;
	snapshot = v8scope_v8.take_heap_snapshot(profiler, NULL, NULL, true, false);
	isolate->gc_cause = V8SCOPE_CAUSE_HOST;
	if (snapshot == NULL) {
		v8scope_snapshot_file_end(attempt->file, false);
		return "V8 took no heap snapshot";
	}
	attempt->live = live_bytes(isolate);
	complete = tell_of(attempt, profiler);
	if (complete) {
		v8scope_v8.snapshot_serialize(
			snapshot, &attempt->file->stream, V8SCOPE_V8_SNAPSHOT_JSON);
	}
	let_go(profiler, snapshot, was_alone);
	v8scope_snapshot_file_end(attempt->file, complete);
	if (!complete) {
		return "out of memory";
	}
	attempt->event.bytes = attempt->file->bytes;
	return attempt->file->error == 0 ? "ok" : describe(attempt, attempt->file->error);
}

/* False: V8 was not asked. */
static bool try(struct attempt *attempt)
{
	struct v8scope_isolate *isolate = attempt->thread->isolate;
	const char *status = obstacle();

	if (status != NULL) {
		complain(attempt, status);
		return false;
	}
	attempt->file = malloc(sizeof(*attempt->file));
	if (attempt->file == NULL) {
		complain(attempt, "out of memory");
		return false;
	}
	attempt->event.snapshot_id = __atomic_add_fetch(&last_snapshot_id, 1, __ATOMIC_RELAXED);
	attempt->event.path = attempt->file->path;
	if (!v8scope_snapshot_file_begin(attempt->file, v8scope_env.snapshot_dir, getpid(),
		    isolate->serial, attempt->event.snapshot_id)) {
		complain(attempt, describe(attempt, attempt->file->error));
		v8scope_snapshot_file_end(attempt->file, false);
		return false;
	}
	isolate->in_snapshot = true;
	status = take_into_file(attempt);
	isolate->in_snapshot = false;
	if (strcmp(status, "ok") == 0) {
		replace(attempt->replaces, attempt);
	}
	emit(attempt, status);
	return attempt->event.census_id != 0;
}

static struct attempt begin(struct v8scope_thread *thread, enum v8scope_cause cause,
	struct v8scope_kept_snapshot *replaces)
{
	return (struct attempt){
		.thread = thread,
		.event = {.isolate = (uintptr_t)thread->isolate->v8, .cause = cause, .path = ""},
		.replaces = replaces,
		.holders = v8scope_v8_handles(thread->isolate->v8) +
			   v8scope_globals_strong(thread->isolate->serial, NULL, 0),
		.began_at = now_ns(),
	};
}

static bool take(struct v8scope_thread *thread, enum v8scope_cause cause)
{
	int saved_errno = errno;
	struct attempt attempt;
	bool taken = false;

	if (!may_take(thread->isolate)) {
		return false;
	}
	attempt = begin(thread, cause, &thread->isolate->kept_snapshot);
	if (attempt.holders >= thread->isolate->kept_snapshot.holders) {
		taken = try(&attempt);
		free(attempt.file);
	} else if (v8scope_env.snapshot == V8SCOPE_SNAPSHOT_SIGNAL) {
		emit(&attempt, "not taken: the one that is kept has more handles");
	}
	errno = saved_errno;
	return taken;
}

/* Where an isolate's program may end, or what it has piled up. */
static bool is_an_end(const struct v8scope_isolate *isolate, enum v8scope_cause cause)
{
	switch (cause) {
	case V8SCOPE_CAUSE_SCOPE_CLOSE:
	case V8SCOPE_CAUSE_EXIT:
	case V8SCOPE_CAUSE_LAST_TURN:
		return true;
	case V8SCOPE_CAUSE_GROWTH:
		/* Nobody sees such scopes close. */
		return v8scope_real.handle_scope_construct == NULL;
	case V8SCOPE_CAUSE_DISPOSE:
		/* Node has begun to take its environment down, which V8 would ask about itself. */
		return isolate->made_by_host;
	default:
		return false;
	}
}

bool v8scope_heap_snapshot_take_for(struct v8scope_thread *thread, enum v8scope_cause cause)
{
	struct v8scope_isolate *isolate = thread->isolate;

	switch (v8scope_env.snapshot) {
	case V8SCOPE_SNAPSHOT_END:
		return is_an_end(isolate, cause) && take(thread, cause);
	case V8SCOPE_SNAPSHOT_SIGNAL:
		/* One that was asked for and could not be reached yet. */
		if (is_an_end(isolate, cause) &&
			(v8scope_heap_snapshot_is_due(isolate) ||
				v8scope_snapshot_signal_obstacle() != NULL)) {
			__atomic_store_n(&isolate->snapshot_requested, false, __ATOMIC_RELAXED);
			return take(thread, cause);
		}
		return false;
	case V8SCOPE_SNAPSHOT_HEAP_LIMIT:
	case V8SCOPE_SNAPSHOT_NEVER:
		break;
	}
	return false;
}

/* So much larger must a heap be, one in so many bytes, to be worth another snapshot. */
enum { LARGER_PART = 8 };

/*
 * Few programs end with as many handles as their largest scope had. What else has piled up by
 * then shows in the heap: after a collection, which the caller asked for.
 */
void v8scope_heap_snapshot_take_larger(struct v8scope_thread *thread, enum v8scope_cause cause)
{
	struct v8scope_isolate *isolate = thread->isolate;
	const struct v8scope_kept_snapshot *last = isolate->later_snapshot.id != 0
							   ? &isolate->later_snapshot
							   : &isolate->kept_snapshot;
	int saved_errno = errno;

	if (v8scope_env.snapshot == V8SCOPE_SNAPSHOT_END && last->id != 0 &&
		cause != V8SCOPE_CAUSE_SCOPE_CLOSE && is_an_end(isolate, cause) &&
		may_take(isolate) && live_bytes(isolate) > last->live + last->live / LARGER_PART) {
		struct attempt attempt = begin(thread, cause, &isolate->later_snapshot);

		try(&attempt);
		free(attempt.file);
	}
	errno = saved_errno;
}

/* V8 calls this between two steps of JavaScript, with no value in anybody's hands. */
static void on_interrupt(void *v8, void *data)
{
	struct v8scope_thread *thread = v8scope_isolate_enter(v8);

	(void)data;
	if (thread != NULL) {
		v8scope_heap_snapshot_take_due(thread);
	}
}

/*
 * A snapshot inside V8's near-heap-limit callback collects garbage, so V8 comes back to the
 * callback, and ends the program then unless the limit is raised. So it is taken earlier:
 * when live objects, after a full collection, are 3/4 of the limit, and again when a quarter
 * of what is left to it is gone. What V8 tells as its limit includes the young generation,
 * up to 192 MiB by default, and which part of it that is nobody tells: of small heaps that
 * many bytes, but not more than 7/8, are left out of account at first.
 */
enum { NEAR_LIMIT_SNAPSHOTS_MAX = 5, NEAR_LIMIT_PART = 4, OLD_GENERATION_PART = 8 };
static const uint64_t young_generation_max = 192u << 20;

static uint64_t first_threshold(uint64_t limit)
{
	uint64_t old_generation = limit / OLD_GENERATION_PART;

	if (limit > young_generation_max && limit - young_generation_max > old_generation) {
		old_generation = limit - young_generation_max;
	}
	return old_generation - old_generation / NEAR_LIMIT_PART;
}

/* Whether a threshold has been reached; the next one is set then. */
static bool comes_near_limit(struct v8scope_isolate *isolate)
{
	struct v8scope_heap heap;
	uint64_t limit;

	v8scope_v8_heap(isolate->v8, &heap, &limit);
	if (limit == 0 || isolate->near_limit_snapshots == NEAR_LIMIT_SNAPSHOTS_MAX) {
		return false;
	}
	if (isolate->near_limit_threshold == 0) {
		isolate->near_limit_threshold = first_threshold(limit);
	}
	if (heap.used_heap_size < isolate->near_limit_threshold) {
		return false;
	}
	isolate->near_limit_snapshots++;
	while (heap.used_heap_size >= isolate->near_limit_threshold &&
		isolate->near_limit_threshold + NEAR_LIMIT_PART <= limit) {
		isolate->near_limit_threshold +=
			(limit - isolate->near_limit_threshold) / NEAR_LIMIT_PART;
	}
	return true;
}

static void note_nearness(struct v8scope_isolate *isolate)
{
	if (v8scope_env.snapshot == V8SCOPE_SNAPSHOT_HEAP_LIMIT && v8scope_session_is_active() &&
		comes_near_limit(isolate)) {
		isolate->near_limit_snapshot_due = true;
		if (v8scope_v8.request_interrupt != NULL) {
			v8scope_v8.request_interrupt(isolate->v8, on_interrupt, NULL);
		}
	}
}

void v8scope_heap_snapshot_notice_gc(struct v8scope_isolate *isolate, bool full)
{
	if (v8scope_env.snapshot == V8SCOPE_SNAPSHOT_NEVER || isolate->in_snapshot) {
		return;
	}
	if (full) {
		note_nearness(isolate);
	}
	if (v8scope_heap_snapshot_is_due(isolate)) {
		isolate->attention = true;
	}
}

bool v8scope_heap_snapshot_is_due(const struct v8scope_isolate *isolate)
{
	return isolate->near_limit_snapshot_due ||
	       __atomic_load_n(&isolate->snapshot_requested, __ATOMIC_RELAXED);
}

void v8scope_heap_snapshot_take_due(struct v8scope_thread *thread)
{
	struct v8scope_isolate *isolate = thread->isolate;

	if (!v8scope_heap_snapshot_is_due(isolate) || !may_take(isolate)) {
		return;
	}
	isolate->near_limit_snapshot_due = false;
	__atomic_store_n(&isolate->snapshot_requested, false, __ATOMIC_RELAXED);
	take(thread, v8scope_env.snapshot == V8SCOPE_SNAPSHOT_SIGNAL ? V8SCOPE_CAUSE_INTERVAL
								     : V8SCOPE_CAUSE_HEAP_LIMIT);
}

void v8scope_heap_snapshot_request(struct v8scope_isolate *isolate)
{
	__atomic_store_n(&isolate->snapshot_requested, true, __ATOMIC_RELAXED);
	/* Where its end is not seen it may be gone already. */
	if (isolate->end_is_seen && v8scope_v8.request_interrupt != NULL) {
		v8scope_v8.request_interrupt(isolate->v8, on_interrupt, NULL);
	}
}
