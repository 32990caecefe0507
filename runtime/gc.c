/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "gc.h"

#include <errno.h>
#include <unistd.h>

#include "census.h"
#include "clock.h"
#include "control.h"
#include "env.h"
#include "heap_snapshot.h"
#include "hooks.h"
#include "quiet_scopes.h"
#include "session.h"
#include "v8_api.h"

static struct v8scope_gc describe(struct v8scope_isolate *isolate, int v8_type)
{
	struct v8scope_gc gc = {
		.isolate = (uintptr_t)isolate->v8,
		.type = v8scope_v8_gc_type(v8_type),
		.cause = isolate->gc_cause,
		.handles = v8scope_isolate_handles(isolate),
		.checkpoints = isolate->checkpoints,
	};

	v8scope_v8_heap(isolate->v8, &gc.heap, NULL);
	return gc;
}

static void on_gc_begin(void *v8, int type, int flags, void *data)
{
	struct v8scope_isolate *isolate = data;
	struct v8scope_thread *thread;

	(void)flags;
	if (isolate->retired) {
		return;
	}
	isolate->in_gc = true;
	isolate->gc_is_full = type == V8SCOPE_V8_GC_TYPE_MARK_SWEEP_COMPACT;
	thread = v8scope_isolate_enter(v8);
	if (thread != NULL) {
		v8scope_quiet_scopes_date(thread);
	}
	if (lttng_ust_tracepoint_enabled(v8, gc_begin)) {
		int saved_errno = errno;
		struct v8scope_gc gc = describe(isolate, type);

		lttng_ust_do_tracepoint(v8, gc_begin, &gc);
		errno = saved_errno;
	}
}

static bool is_time_for_census(const struct v8scope_isolate *isolate, bool full)
{
	uint64_t interval = (uint64_t)v8scope_env.census_interval_ms * 1000000u;

	/* The collections that v8scope asks for are followed by one census together. */
	if (isolate->gc_cause != V8SCOPE_CAUSE_HOST) {
		return false;
	}
	return full || v8scope_clock_coarse() - isolate->last_census_at >= interval;
}

/*
 * Handles that pile up are best weighed while they are there: nothing may tell of
 * the end of the scope that holds them (its destructor is inlined, the program is
 * killed). A collection each time they have doubled costs a program that leaks a
 * few of them, and others none.
 */
enum { GROWTH_HANDLES_MIN = 16384 };

static bool has_handles_to_weigh(const struct v8scope_isolate *isolate)
{
	uint32_t handles = v8scope_isolate_handles(isolate);

	return handles >= GROWTH_HANDLES_MIN && handles / 2 >= isolate->full_gc_handles;
}

static void watch_growth(struct v8scope_isolate *isolate, bool full)
{
	if (full) {
		isolate->full_gc_handles = v8scope_isolate_handles(isolate);
		isolate->growth_gc_wanted = false;
	} else if (v8scope_env.gc_policy != V8SCOPE_GC_POLICY_OFF && v8scope_session_is_active() &&
		   has_handles_to_weigh(isolate)) {
		isolate->growth_gc_wanted = true;
		isolate->attention = true;
	}
}

static void on_gc_end(void *v8, int type, int flags, void *data)
{
	struct v8scope_isolate *isolate = data;
	bool full = type == V8SCOPE_V8_GC_TYPE_MARK_SWEEP_COMPACT;
	int saved_errno = errno;

	(void)flags;
	if (isolate->retired) {
		return;
	}
	if (full) {
		isolate->interval_began_at = v8scope_clock_coarse();
	}
	watch_growth(isolate, full);
	v8scope_heap_snapshot_notice_gc(isolate, full);
	if (lttng_ust_tracepoint_enabled(v8, gc_end)) {
		struct v8scope_gc gc = describe(isolate, type);

		lttng_ust_do_tracepoint(v8, gc_end, &gc);
	}
	if (v8scope_session_is_active() && is_time_for_census(isolate, full)) {
		struct v8scope_thread *thread = v8scope_isolate_enter(v8);

		if (thread != NULL) {
			v8scope_census_take(thread, V8SCOPE_CAUSE_GC);
		}
	}
	v8scope_microtasks_notice_gc(isolate);
	isolate->in_gc = false;
	errno = saved_errno;
}

static size_t on_near_heap_limit(void *data, size_t current, size_t initial);

/*
 * Where others may have added a callback that no hook saw (node does if it is told
 * to write heap snapshots), ours goes, and a rise makes V8 come back and ask theirs.
 * The heap may be above the limit already, and V8 asks only once a collection.
 */
static size_t step_aside(struct v8scope_isolate *isolate, size_t current)
{
	static const size_t rise = 16u << 20;
	struct v8scope_heap heap;

	v8scope_v8_heap(isolate->v8, &heap, NULL);
	v8scope_real.remove_near_heap_limit(isolate->v8, on_near_heap_limit, 0);
	return (heap.total_heap_size > current ? heap.total_heap_size : current) + rise;
}

/*
 * V8 asks only the callback that was added last. Ours stays the only one: it asks
 * the host's own, last added first, and never raises the limit by itself.
 */
static size_t on_near_heap_limit(void *data, size_t current, size_t initial)
{
	struct v8scope_isolate *isolate = data;
	uint32_t count = isolate->near_heap_limit_count;
	int saved_errno = errno;

	if (v8scope_session_is_active()) {
		struct v8scope_thread *thread = v8scope_isolate_enter(isolate->v8);
		struct v8scope_heap heap;

		v8scope_v8_heap(isolate->v8, &heap, NULL);
		if (thread != NULL) {
			v8scope_census_take(thread, V8SCOPE_CAUSE_HEAP_LIMIT);
		}
		lttng_ust_tracepoint(v8, near_heap_limit, (uintptr_t)isolate->v8, current, initial,
			heap.used_heap_size);
		v8scope_control_report_heap_limit();
	}
	errno = saved_errno;
	if (count == 0) {
		isolate->near_limit = true;
		return isolate->made_by_host ? current : step_aside(isolate, current);
	}
	return isolate->near_heap_limit[count - 1].callback(
		isolate->near_heap_limit[count - 1].data, current, initial);
}

void v8scope_gc_watch(struct v8scope_isolate *isolate)
{
	if (v8scope_v8.add_gc_prologue != NULL && v8scope_v8.add_gc_epilogue != NULL) {
		v8scope_v8.add_gc_prologue(
			isolate->v8, on_gc_begin, isolate, V8SCOPE_V8_GC_TYPE_ALL);
		v8scope_v8.add_gc_epilogue(isolate->v8, on_gc_end, isolate, V8SCOPE_V8_GC_TYPE_ALL);
	}
	if (getpid() == gettid()) {
		v8scope_gc_watch_heap_limit(isolate);
	}
}

void v8scope_gc_watch_heap_limit(struct v8scope_isolate *isolate)
{
	if (!isolate->watches_heap_limit && v8scope_real.add_near_heap_limit != NULL &&
		v8scope_real.remove_near_heap_limit != NULL) {
		isolate->watches_heap_limit = true;
		v8scope_real.add_near_heap_limit(isolate->v8, on_near_heap_limit, isolate);
	}
}

bool v8scope_gc_unwatch(struct v8scope_isolate *isolate)
{
	if (v8scope_v8.add_gc_prologue == NULL || v8scope_v8.add_gc_epilogue == NULL ||
		v8scope_v8.remove_gc_prologue == NULL || v8scope_v8.remove_gc_epilogue == NULL ||
		isolate->near_heap_limit_count > 0 || isolate->near_limit) {
		return false;
	}
	v8scope_v8.remove_gc_prologue(isolate->v8, on_gc_begin, isolate);
	v8scope_v8.remove_gc_epilogue(isolate->v8, on_gc_end, isolate);
	if (isolate->watches_heap_limit) {
		isolate->watches_heap_limit = false;
		v8scope_real.remove_near_heap_limit(isolate->v8, on_near_heap_limit, 0);
	}
	return true;
}

/* A host's callback that V8 does not know of, and is asked by ours instead. */
void v8scope_hook_add_near_heap_limit(
	void *isolate, v8scope_near_heap_limit_fn callback, void *data)
{
	struct v8scope_thread *thread = v8scope_isolate_enter(isolate);
	uint32_t count;

	if (thread == NULL || thread->isolate->near_limit || !thread->isolate->watches_heap_limit ||
		thread->isolate->near_heap_limit_count == V8SCOPE_NEAR_HEAP_LIMIT_CALLBACKS_MAX) {
		v8scope_real.add_near_heap_limit(isolate, callback, data);
		return;
	}
	count = thread->isolate->near_heap_limit_count++;
	thread->isolate->near_heap_limit[count].callback = callback;
	thread->isolate->near_heap_limit[count].data = data;
}

/* Forgets the host's callback; false if it was not ours to forget. */
static bool forget_callback(struct v8scope_isolate *isolate, v8scope_near_heap_limit_fn callback)
{
	uint32_t i = 0;

	while (i < isolate->near_heap_limit_count &&
		isolate->near_heap_limit[i].callback != callback) {
		i++;
	}
	if (i == isolate->near_heap_limit_count) {
		return false;
	}
	isolate->near_heap_limit_count--;
	for (; i < isolate->near_heap_limit_count; i++) {
		isolate->near_heap_limit[i] = isolate->near_heap_limit[i + 1];
	}
	return true;
}

void v8scope_hook_remove_near_heap_limit(
	void *isolate, v8scope_near_heap_limit_fn callback, size_t limit)
{
	struct v8scope_thread *thread = v8scope_isolate_enter(isolate);

	if (thread == NULL || !forget_callback(thread->isolate, callback)) {
		v8scope_real.remove_near_heap_limit(isolate, callback, limit);
		return;
	}
	/* V8 restores the limit when a callback goes: let it do so with ours. */
	v8scope_real.remove_near_heap_limit(isolate, on_near_heap_limit, limit);
	v8scope_real.add_near_heap_limit(isolate, on_near_heap_limit, thread->isolate);
}

static bool may_collect(const struct v8scope_isolate *isolate)
{
	return v8scope_env.gc_policy != V8SCOPE_GC_POLICY_OFF && v8scope_session_is_active() &&
	       !isolate->in_gc && !isolate->near_limit && isolate->gc_cause == V8SCOPE_CAUSE_HOST &&
	       v8scope_v8_alive() && v8scope_v8.low_memory_notification != NULL;
}

static bool collect(struct v8scope_isolate *isolate, enum v8scope_cause cause)
{
	if (!may_collect(isolate)) {
		return false;
	}
	isolate->gc_cause = cause;
	v8scope_v8.low_memory_notification(isolate->v8);
	isolate->gc_cause = V8SCOPE_CAUSE_HOST;
	return true;
}

static void collect_and_count(struct v8scope_thread *thread, enum v8scope_cause cause)
{
	if (v8scope_heap_snapshot_take_for(thread, cause)) {
		return;
	}
	bool collected = collect(thread->isolate, cause);

	v8scope_census_take(thread, cause);
	if (collected) {
		v8scope_heap_snapshot_take_larger(thread, cause);
	}
}

/*
 * What a program makes once (contexts, compiled code, caches) is made in its first
 * turns. The collection at the first checkpoint is the baseline of short runs; the
 * one after these many is a better one for all others.
 */
enum { WARM_UP_CHECKPOINTS = 100 };

/*
 * What the heap gained between two moments may have come all at once, and stayed, or
 * still come. A collection each time the turns have become two and a half times as many
 * tells: whenever the recording ends, one was between a quarter and three quarters of the
 * way. A million turns make ten of them.
 */
static uint64_t next_turns(uint64_t turns)
{
	return turns * 5 / 2;
}

static bool is_on_the_way(const struct v8scope_isolate *isolate)
{
	return v8scope_env.gc_policy == V8SCOPE_GC_POLICY_ENDS && isolate->growth_turns > 0 &&
	       isolate->checkpoints - isolate->start_checkpoint >= isolate->growth_turns;
}

void v8scope_gc_start(struct v8scope_thread *thread)
{
	struct v8scope_isolate *isolate = thread->isolate;

	isolate->start_gc_wanted = false;
	isolate->warm_at_checkpoint = isolate->checkpoints + WARM_UP_CHECKPOINTS;
	isolate->start_checkpoint = isolate->checkpoints;
	isolate->growth_turns = next_turns(WARM_UP_CHECKPOINTS);
	collect_and_count(thread, V8SCOPE_CAUSE_START);
}

void v8scope_gc_release(struct v8scope_thread *thread)
{
	int saved_errno = errno;

	collect_and_count(thread, V8SCOPE_CAUSE_RELEASE);
	errno = saved_errno;
}

void v8scope_gc_growth(struct v8scope_thread *thread)
{
	thread->isolate->growth_gc_wanted = false;
	if (has_handles_to_weigh(thread->isolate)) {
		collect_and_count(thread, V8SCOPE_CAUSE_GROWTH);
	} else {
		/* No snapshot: it is to show what handles hold. */
		collect(thread->isolate, V8SCOPE_CAUSE_GROWTH);
		v8scope_census_take(thread, V8SCOPE_CAUSE_GROWTH);
	}
}

/*
 * Programs have a few phases, or mark whatever they do: so many marks always have the
 * heap looked at, and others only if that takes up one part in so many of the time, about.
 */
enum { FIRST_MARKS = 16, MARK_PART = 10 };

static bool is_affordable(const struct v8scope_isolate *isolate)
{
	return isolate->marks < FIRST_MARKS ||
	       v8scope_clock_exact() - isolate->marked_at >= MARK_PART * isolate->mark_took_ns;
}

void v8scope_gc_want_mark(struct v8scope_isolate *isolate)
{
	if (v8scope_session_is_active() && is_affordable(isolate)) {
		isolate->mark_gc_wanted = true;
		isolate->attention = true;
	}
}

void v8scope_gc_mark(struct v8scope_thread *thread)
{
	struct v8scope_isolate *isolate = thread->isolate;
	uint64_t begin = v8scope_clock_exact();

	isolate->mark_gc_wanted = false;
	isolate->marks++;
	/* No snapshot: it is to show what piles up in the end. */
	collect(isolate, V8SCOPE_CAUSE_MARK);
	v8scope_census_take(thread, V8SCOPE_CAUSE_MARK);
	isolate->marked_at = v8scope_clock_exact();
	isolate->mark_took_ns = isolate->marked_at - begin;
}

static bool is_interval_over(const struct v8scope_isolate *isolate)
{
	return v8scope_env.gc_policy == V8SCOPE_GC_POLICY_EVERY &&
	       v8scope_clock_coarse() - isolate->interval_began_at >=
		       (uint64_t)v8scope_env.gc_interval_ms * 1000000u;
}

void v8scope_gc_checkpoint_completed(struct v8scope_thread *thread)
{
	struct v8scope_isolate *isolate = thread->isolate;
	int saved_errno = errno;

	if (isolate->in_gc || isolate->in_snapshot) {
		return;
	}
	v8scope_heap_snapshot_take_due(thread);
	if (isolate->start_gc_wanted) {
		v8scope_gc_start(thread);
	} else if (isolate->checkpoints == isolate->warm_at_checkpoint) {
		collect_and_count(thread, V8SCOPE_CAUSE_START);
	} else if (is_interval_over(isolate) && may_collect(isolate)) {
		collect_and_count(thread, V8SCOPE_CAUSE_INTERVAL);
	} else if (is_on_the_way(isolate)) {
		isolate->growth_turns = next_turns(isolate->growth_turns);
		v8scope_gc_growth(thread);
	}
	errno = saved_errno;
}

/*
 * Twice the largest of its site so far: a program that opens such scopes all day
 * pays for a few collections, not for one a scope. Sites beyond the table share its
 * last row.
 */
static bool is_worth_weighing(struct v8scope_isolate *isolate, uintptr_t ip, uint32_t handles)
{
	uint32_t i = 0;

	while (i < V8SCOPE_CLOSED_SITES - 1 && isolate->closed_sites[i].ip != ip &&
		isolate->closed_sites[i].ip != 0) {
		i++;
	}
	if (handles / 2 < isolate->closed_sites[i].largest) {
		return false;
	}
	isolate->closed_sites[i].ip = ip;
	isolate->closed_sites[i].largest = handles;
	return true;
}

bool v8scope_gc_large_scope_closing(struct v8scope_thread *thread, uintptr_t ip, uint32_t handles)
{
	struct v8scope_isolate *isolate = thread->isolate;
	int saved_errno = errno;
	bool weigh = false;

	if (!v8scope_session_is_active() || isolate->in_gc || isolate->in_snapshot) {
		return false;
	}
	if (is_worth_weighing(isolate, ip, handles)) {
		collect_and_count(thread, V8SCOPE_CAUSE_SCOPE_CLOSE);
		weigh = may_collect(isolate);
	} else if (v8scope_census_is_due(isolate)) {
		v8scope_census_take(thread, V8SCOPE_CAUSE_SCOPE_CLOSE);
	}
	errno = saved_errno;
	return weigh;
}

void v8scope_gc_finish(struct v8scope_thread *thread, enum v8scope_cause cause)
{
	struct v8scope_isolate *isolate = thread->isolate;
	bool enter = v8scope_v8_current_isolate() != isolate->v8;

	if (!v8scope_session_is_active() || isolate->in_gc || isolate->in_snapshot ||
		!v8scope_v8_alive()) {
		return;
	}
	/* An isolate is often left before it is disposed. */
	if (enter && v8scope_v8.isolate_enter != NULL) {
		v8scope_v8.isolate_enter(isolate->v8);
	}
	collect_and_count(thread, cause);
	if (enter && v8scope_v8.isolate_enter != NULL) {
		v8scope_v8.isolate_exit(isolate->v8);
	}
}
