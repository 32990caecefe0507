/* SPDX-License-Identifier: MIT */
#include "fork.h"
#include "isolate.h"

#include <errno.h>
#include <stdlib.h>

#include "clock.h"
#include "control.h"
#include "exit.h"
#include "gc.h"
#include "hooks.h"
#include "locks.h"
#include "quiet_scopes.h"
#include "session.h"
#include "snapshot_signal.h"
#include "v8_api.h"

__thread struct v8scope_thread_cache v8scope_thread_cache;
uint64_t v8scope_isolate_epoch;

static struct v8scope_isolate *registry;
static uint64_t last_serial;
static bool v8_gone;

bool v8scope_v8_alive(void)
{
	return !__atomic_load_n(&v8_gone, __ATOMIC_ACQUIRE);
}

void v8scope_v8_set_gone(void)
{
	__atomic_store_n(&v8_gone, true, __ATOMIC_RELEASE);
}

/* The calling thread's number, from 1; never used twice. */
static uint64_t thread_serial(void)
{
	static __thread uint64_t serial __attribute__((tls_model("initial-exec")));
	static uint64_t last;

	if (serial == 0) {
		serial = __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);
	}
	return serial;
}

static void destroy_thread(struct v8scope_thread *thread)
{
	v8scope_scope_stack_fini(&thread->scopes);
	free(thread);
}

/* Under the registry's lock. Whether it has left scopes open. */
static bool let_go_of_thread(struct v8scope_isolate *isolate, uint64_t owner)
{
	struct v8scope_thread **link = &isolate->threads;
	bool left = false;

	while (*link != NULL) {
		struct v8scope_thread *thread = *link;

		if (thread->owner == owner && thread->scopes.count == 0) {
			*link = thread->next;
			destroy_thread(thread);
			continue;
		}
		if (thread->owner == owner) {
			thread->ended = true;
			left = true;
		}
		link = &thread->next;
	}
	return left;
}

/* Under the registry's lock. Whether it is a worker's that has ended with its thread. */
static bool is_over(const struct v8scope_isolate *isolate)
{
	return isolate->retired && isolate->unwatched && isolate->threads == NULL;
}

/*
 * A thread ends. What it left open another one takes over, if V8's isolate still has
 * it: that one must come here for it.
 */
static void on_thread_end(void *unused)
{
	struct v8scope_isolate **link = &registry;
	int saved_errno = errno;
	uint64_t owner = thread_serial();

	(void)unused;
	v8scope_thread_cache.v8 = NULL;
	pthread_mutex_lock(&v8scope_locks.isolates);
	while (*link != NULL) {
		struct v8scope_isolate *isolate = *link;

		if (let_go_of_thread(isolate, owner)) {
			__atomic_add_fetch(&v8scope_isolate_epoch, 1, __ATOMIC_RELEASE);
		}
		if (is_over(isolate)) {
			*link = isolate->next;
			free(isolate);
		} else {
			link = &isolate->next;
		}
	}
	pthread_mutex_unlock(&v8scope_locks.isolates);
	errno = saved_errno;
}

/* Under the registry's lock. Where there is no key left, threads' states stay. */
static void watch_thread_end(void)
{
	static enum { KEY_NONE, KEY_MADE, KEY_FAILED } state;
	static pthread_key_t key;

	if (state == KEY_NONE) {
		state = pthread_key_create(&key, on_thread_end) == 0 ? KEY_MADE : KEY_FAILED;
	}
	if (state == KEY_MADE) {
		pthread_setspecific(key, &state);
	}
}

static struct v8scope_thread *create_thread(struct v8scope_isolate *isolate)
{
	struct v8scope_thread *thread = calloc(1, sizeof(*thread));

	if (thread == NULL) {
		return NULL;
	}
	thread->isolate = isolate;
	thread->owner = thread_serial();
	v8scope_thread_stack_init(&thread->stack);
	thread->next = isolate->threads;
	isolate->threads = thread;
	watch_thread_end();
	return thread;
}

/*
 * Scopes that a thread left open when it ended are their isolate's still, outside of
 * those that another thread opens, unless V8 has forgotten them. They lie on no stack
 * any more.
 */
static void adopt(struct v8scope_thread *thread, struct v8scope_thread *ended)
{
	int level = v8scope_isolate_level(thread->isolate);

	thread->scopes = ended->scopes;
	ended->scopes = (struct v8scope_scope_stack){0};
	for (uint32_t i = 0; i < thread->scopes.count; i++) {
		struct v8scope_scope *scope = &thread->scopes.scopes[i];

		if (level >= 0 && scope->level > level) {
			thread->scopes.count = i;
			break;
		}
		scope->address = V8SCOPE_ADDRESS_NONE;
		scope->cfa = 0;
	}
}

/* Under the registry's lock. */
static void adopt_from_ended(struct v8scope_thread *thread)
{
	struct v8scope_thread **link = &thread->isolate->threads;

	while (*link != NULL) {
		struct v8scope_thread *ended = *link;

		if (!ended->ended || ended->parked || thread->scopes.count > 0) {
			link = &ended->next;
			continue;
		}
		adopt(thread, ended);
		*link = ended->next;
		destroy_thread(ended);
	}
}

/* The caller's thread state of a registered isolate. Under the registry's lock. */
static struct v8scope_thread *find_thread(struct v8scope_isolate *isolate)
{
	uint64_t owner = thread_serial();
	struct v8scope_thread *thread = isolate->threads;

	while (thread != NULL && thread->owner != owner) {
		thread = thread->next;
	}
	if (thread == NULL) {
		thread = create_thread(isolate);
	}
	if (thread != NULL) {
		adopt_from_ended(thread);
	}
	return thread;
}

static struct v8scope_isolate *find_isolate(void *v8)
{
	struct v8scope_isolate *isolate = registry;

	while (isolate != NULL && isolate->v8 != v8) {
		isolate = isolate->next;
	}
	return isolate;
}

static struct v8scope_isolate *create_isolate(void *v8)
{
	struct v8scope_isolate *isolate = calloc(1, sizeof(*isolate));

	if (isolate == NULL) {
		return NULL;
	}
	isolate->v8 = v8;
	isolate->serial = ++last_serial;
	isolate->attached_at = v8scope_clock_coarse();
	v8scope_promise_samples_init(
		&isolate->promise_samples, v8, isolate->attached_at + isolate->serial);
	v8scope_isolate_find_scope_data(isolate);
	isolate->next = registry;
	registry = isolate;
	return isolate;
}

/* Outside the registry's lock: V8 is called, and may call back. */
static void watch(struct v8scope_isolate *isolate)
{
	v8scope_gc_watch(isolate);
	v8scope_microtasks_watch(isolate);
	v8scope_control_report_isolate();
	v8scope_exit_register();
	v8scope_snapshot_signal_watch();
}

static void remember(void *v8, struct v8scope_thread *thread, uint64_t epoch)
{
	v8scope_thread_cache.v8 = v8;
	v8scope_thread_cache.thread = thread;
	v8scope_thread_cache.epoch = epoch;
}

struct v8scope_thread *v8scope_isolate_enter_slow(void *v8)
{
	int saved_errno = errno;
	uint64_t epoch = __atomic_load_n(&v8scope_isolate_epoch, __ATOMIC_ACQUIRE);
	struct v8scope_thread *thread = NULL;
	struct v8scope_isolate *isolate;
	bool is_new = false;

	if (v8 == NULL || v8 == v8scope_thread_cache.ignored || !v8scope_v8_alive()) {
		return NULL;
	}
	v8scope_fork_settle();
	pthread_mutex_lock(&v8scope_locks.isolates);
	isolate = find_isolate(v8);
	if (isolate == NULL) {
		isolate = create_isolate(v8);
		is_new = isolate != NULL;
	}
	if (isolate != NULL && !isolate->retired) {
		thread = find_thread(isolate);
	}
	pthread_mutex_unlock(&v8scope_locks.isolates);
	if (thread != NULL) {
		remember(v8, thread, epoch);
	}
	if (is_new) {
		watch(isolate);
	}
	errno = saved_errno;
	return thread;
}

struct v8scope_thread *v8scope_isolate_enter_current(void)
{
	return v8scope_isolate_enter(v8scope_v8_current_isolate());
}

static bool is_retired(void *v8)
{
	struct v8scope_isolate *isolate;
	bool retired;

	pthread_mutex_lock(&v8scope_locks.isolates);
	isolate = find_isolate(v8);
	retired = isolate != NULL && isolate->retired;
	pthread_mutex_unlock(&v8scope_locks.isolates);
	return retired;
}

struct v8scope_thread *v8scope_isolate_begin(void *v8)
{
	if (is_retired(v8)) {
		v8scope_isolate_destroy(v8scope_isolate_remove(v8));
	}
	return v8scope_isolate_enter(v8);
}

void v8scope_isolate_retire(struct v8scope_isolate *isolate)
{
	bool unwatched = v8scope_gc_unwatch(isolate);

	pthread_mutex_lock(&v8scope_locks.isolates);
	isolate->unwatched = unwatched;
	isolate->retired = true;
	__atomic_add_fetch(&v8scope_isolate_epoch, 1, __ATOMIC_RELEASE);
	pthread_mutex_unlock(&v8scope_locks.isolates);
}

struct v8scope_isolate *v8scope_isolate_remove(void *v8)
{
	struct v8scope_isolate **link = &registry;
	struct v8scope_isolate *isolate;

	pthread_mutex_lock(&v8scope_locks.isolates);
	while (*link != NULL && (*link)->v8 != v8) {
		link = &(*link)->next;
	}
	isolate = *link;
	if (isolate != NULL) {
		*link = isolate->next;
		__atomic_add_fetch(&v8scope_isolate_epoch, 1, __ATOMIC_RELEASE);
	}
	pthread_mutex_unlock(&v8scope_locks.isolates);
	return isolate;
}

void v8scope_isolate_destroy(struct v8scope_isolate *isolate)
{
	struct v8scope_thread *thread = isolate != NULL ? isolate->threads : NULL;

	while (thread != NULL) {
		struct v8scope_thread *next = thread->next;

		destroy_thread(thread);
		thread = next;
	}
	free(isolate);
}

/* The oldest isolate after that number which only the calling thread has used. */
static struct v8scope_thread *next_of_this_thread(uint64_t serial)
{
	struct v8scope_thread *found = NULL;

	pthread_mutex_lock(&v8scope_locks.isolates);
	for (struct v8scope_isolate *isolate = registry; isolate != NULL; isolate = isolate->next) {
		struct v8scope_thread *thread = isolate->threads;

		if (isolate->serial > serial && !isolate->retired && thread != NULL &&
			thread->next == NULL && thread->owner == thread_serial()) {
			found = thread;
		}
	}
	pthread_mutex_unlock(&v8scope_locks.isolates);
	return found;
}

void v8scope_isolate_for_each_of_this_thread(void (*visit)(struct v8scope_thread *thread))
{
	struct v8scope_thread *thread = next_of_this_thread(0);

	/* Not under the lock: a visit calls V8. Nobody disposes isolates of this thread. */
	while (thread != NULL) {
		uint64_t serial = thread->isolate->serial;

		visit(thread);
		thread = next_of_this_thread(serial);
	}
}

void v8scope_isolate_for_each(void (*visit)(struct v8scope_isolate *isolate))
{
	pthread_mutex_lock(&v8scope_locks.isolates);
	for (struct v8scope_isolate *isolate = registry; isolate != NULL; isolate = isolate->next) {
		if (!isolate->retired) {
			visit(isolate);
		}
	}
	pthread_mutex_unlock(&v8scope_locks.isolates);
}

uint32_t v8scope_isolate_handles(const struct v8scope_isolate *isolate)
{
	return v8scope_v8_handles(isolate->v8) + isolate->parked_handles;
}

void v8scope_isolate_park(struct v8scope_thread *thread)
{
	if (thread->parked || thread->scopes.count == 0) {
		return;
	}
	v8scope_quiet_scopes_complete(thread);
	thread->parked = true;
	thread->parked_handles = v8scope_v8_handles(thread->isolate->v8);
	thread->isolate->parked_handles += thread->parked_handles;
}

void v8scope_isolate_unpark(struct v8scope_thread *thread)
{
	if (thread->parked) {
		thread->parked = false;
		thread->isolate->parked_handles -= thread->parked_handles;
	}
}

struct v8scope_thread *v8scope_isolate_next_parked(
	struct v8scope_isolate *isolate, struct v8scope_thread *thread)
{
	pthread_mutex_lock(&v8scope_locks.isolates);
	thread = thread != NULL ? thread->next : isolate->threads;
	while (thread != NULL && !thread->parked) {
		thread = thread->next;
	}
	pthread_mutex_unlock(&v8scope_locks.isolates);
	return thread;
}

/* Of all threads, only the calling one is in this process. */
static void keep_only(struct v8scope_isolate *isolate, uint64_t owner)
{
	struct v8scope_thread **link = &isolate->threads;

	while (*link != NULL) {
		struct v8scope_thread *thread = *link;

		if (thread->owner == owner) {
			link = &thread->next;
		} else {
			*link = thread->next;
			destroy_thread(thread);
		}
	}
}

void v8scope_isolate_forked(void)
{
	/* So that the next use of V8 is noticed as the child's first. */
	__atomic_add_fetch(&v8scope_isolate_epoch, 1, __ATOMIC_RELEASE);
	for (struct v8scope_isolate *isolate = registry; isolate != NULL; isolate = isolate->next) {
		keep_only(isolate, thread_serial());
		/* The list of probes can be made anew at the same address. */
		isolate->seen_probes = NULL;
		isolate->session_starting = false;
		isolate->start_gc_wanted = false;
		isolate->growth_gc_wanted = false;
		isolate->in_snapshot = false;
		isolate->snapshot_requested = false;
		isolate->kept_snapshot = (struct v8scope_kept_snapshot){.id = 0};
		isolate->later_snapshot = (struct v8scope_kept_snapshot){.id = 0};
	}
}
