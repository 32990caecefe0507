/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "session.h"

#include <errno.h>
#include <unistd.h>

#include "attach.h"
#include "census.h"
#include "clock.h"
#include "env.h"
#include "exit.h"
#include "gc.h"
#include "heap_snapshot.h"
#include "hooks.h"
#include "inventory.h"
#include "listeners.h"
#include "sensors.h"
#include "snapshot_signal.h"
#include "v8_api.h"

/*
 * A starting session enables one event after the other. The isolate's state is
 * written down once all that it consists of are enabled; or, for a session that
 * wants some of them only, or that is not the only one, once for this time none was.
 */
static const uint64_t settle_ns = 50 * 1000000u;

/*
 * Without any microtask checkpoint, the first collection is asked for after this
 * time, or so many safe points.
 */
static const uint64_t start_gc_patience_ns = 100 * 1000000u;
enum { START_GC_PATIENCE_POLLS = 1000 };

/* Never 0, which stacks have that were not told to any. */
static uint32_t sessions = 1;

uint32_t v8scope_session_current(void)
{
	return __atomic_load_n(&sessions, __ATOMIC_RELAXED);
}

static const void *current_probes(void)
{
	return CMM_LOAD_SHARED(lttng_ust_tracepoint_v8___isolate_attach.probes);
}

/* The events that an isolate's state consists of. */
#define STATE_EVENTS(EVENT)                                                                        \
	EVENT(isolate_attach)                                                                      \
	EVENT(census_scope)                                                                        \
	EVENT(census_global)                                                                       \
	EVENT(census_end)                                                                          \
	EVENT(stack)                                                                               \
	EVENT(gc_end)

static bool all_state_events_enabled(void)
{
#define IS_ENABLED(event) lttng_ust_tracepoint_enabled(v8, event) &&
	return STATE_EVENTS(IS_ENABLED) true;
#undef IS_ENABLED
}

/* Changes, but for a rare chance, when any session begins or stops to listen to one of them. */
static uintptr_t state_events_probes(void)
{
	uintptr_t sum = 0;

#define ADD(event)                                                                                 \
	sum = sum * 31 + (uintptr_t)CMM_LOAD_SHARED(lttng_ust_tracepoint_v8___##event.probes);
	STATE_EVENTS(ADD)
#undef ADD
	return sum;
}

/*
 * The same whenever this program announces an isolate. A pid does not tell programs apart:
 * one executes another, and the kernel and every pid namespace give pids out again.
 */
static uint64_t program_started_at(void)
{
	static uint64_t started_at;
	uint64_t none = 0;

	__atomic_compare_exchange_n(&started_at, &none, v8scope_clock_exact(), false,
		__ATOMIC_RELAXED, __ATOMIC_RELAXED);
	return __atomic_load_n(&started_at, __ATOMIC_RELAXED);
}

static void emit_attach(const struct v8scope_thread *thread)
{
	const struct v8scope_isolate *isolate = thread->isolate;
	char capabilities[V8SCOPE_CAPABILITIES_MAX];
	struct v8scope_heap heap;
	struct v8scope_isolate_attach attach = {
		.isolate = (uintptr_t)isolate->v8,
		.v8_version = v8scope_v8.get_version(),
		.attach_mode = v8scope_attach_mode,
		.capabilities = capabilities,
		.gc_policy = v8scope_env_gc_policy_text(),
		.command = program_invocation_name,
		.attached_at = isolate->attached_at,
		.started_at = program_started_at(),
		.pid = getpid(),
	};

	if (!lttng_ust_tracepoint_enabled(v8, isolate_attach)) {
		return;
	}
	v8scope_sensors_list(thread, capabilities);
	v8scope_v8_heap(isolate->v8, &heap, &attach.heap_size_limit);
	lttng_ust_do_tracepoint(v8, isolate_attach, &attach);
}

void v8scope_session_tell_again(const struct v8scope_thread *thread)
{
	int saved_errno = errno;

	if (thread->isolate->seen_probes != NULL && !thread->isolate->session_starting) {
		emit_attach(thread);
		v8scope_sensors_tell(thread);
	}
	errno = saved_errno;
}

static void begin(struct v8scope_thread *thread)
{
	struct v8scope_isolate *isolate = thread->isolate;

	isolate->session_starting = false;
	v8scope_isolate_find_scope_data(isolate);
	__atomic_add_fetch(&sessions, 1, __ATOMIC_RELAXED);
	v8scope_exit_register();
	v8scope_snapshot_signal_watch();
	v8scope_inventory_tell_all();
	emit_attach(thread);
	isolate->scope_cost_wanted = true;
	v8scope_census_take(thread, V8SCOPE_CAUSE_START);
	if (v8scope_env.gc_policy != V8SCOPE_GC_POLICY_OFF) {
		isolate->start_gc_wanted = true;
		isolate->start_gc_wanted_at = v8scope_clock_coarse();
		isolate->start_gc_polls = 0;
	}
}

static void notice_change(struct v8scope_isolate *isolate)
{
	const void *probes = current_probes();

	if (isolate->seen_probes == probes) {
		return;
	}
	isolate->session_is_alone = isolate->seen_probes == NULL;
	isolate->seen_probes = probes;
	isolate->session_starting = probes != NULL;
	if (probes != NULL) {
		v8scope_microtasks_watch(isolate);
	}
	isolate->session_seen_at = v8scope_clock_coarse();
}

/*
 * Whether the session that starts listens to all that it wants. Beside another one nothing
 * tells which of the events that are enabled are its own.
 */
static bool is_settled(struct v8scope_isolate *isolate, uint64_t now)
{
	uintptr_t probes = state_events_probes();

	if (!v8scope_listeners_are_active()) {
		return false;
	}
	if (isolate->session_is_alone && all_state_events_enabled()) {
		return true;
	}
	if (isolate->state_probes != probes) {
		isolate->state_probes = probes;
		isolate->session_seen_at = now;
	}
	return now - isolate->session_seen_at > settle_ns;
}

void v8scope_session_poll_slow(struct v8scope_thread *thread)
{
	struct v8scope_isolate *isolate = thread->isolate;
	int saved_errno = errno;
	uint64_t now = v8scope_clock_coarse();

	if (isolate->in_gc || isolate->in_snapshot || !v8scope_v8_alive()) {
		return;
	}
	notice_change(isolate);
	if (isolate->session_starting && is_settled(isolate, now)) {
		begin(thread);
	}
	if (isolate->start_gc_wanted &&
		(now - isolate->start_gc_wanted_at > start_gc_patience_ns ||
			++isolate->start_gc_polls > START_GC_PATIENCE_POLLS)) {
		v8scope_gc_start(thread);
	}
	if (isolate->growth_gc_wanted) {
		v8scope_gc_growth(thread);
	}
	if (isolate->mark_gc_wanted) {
		v8scope_gc_mark(thread);
	}
	v8scope_heap_snapshot_take_due(thread);
	v8scope_promises_update(isolate);
	isolate->attention =
		isolate->session_starting || isolate->start_gc_wanted || isolate->growth_gc_wanted;
	errno = saved_errno;
}
