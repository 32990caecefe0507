/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "isolate.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"
#include "control.h"
#include "exit.h"
#include "gc.h"
#include "hooks.h"
#include "locks.h"
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

static struct v8scope_thread *create_thread(struct v8scope_isolate *isolate, pid_t tid)
{
	struct v8scope_thread *thread = calloc(1, sizeof(*thread));

	if (thread == NULL) {
		return NULL;
	}
	thread->isolate = isolate;
	thread->tid = tid;
	v8scope_thread_stack_init(&thread->stack);
	thread->next = isolate->threads;
	isolate->threads = thread;
	return thread;
}

/* The caller's thread state of a registered isolate. Under the registry's lock. */
static struct v8scope_thread *find_thread(struct v8scope_isolate *isolate)
{
	pid_t tid = gettid();
	struct v8scope_thread *thread = isolate->threads;

	while (thread != NULL && thread->tid != tid) {
		thread = thread->next;
	}
	return thread != NULL ? thread : create_thread(isolate, tid);
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
	pthread_mutex_lock(&v8scope_locks.isolates);
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

static void destroy_thread(struct v8scope_thread *thread)
{
	v8scope_scope_stack_fini(&thread->scopes);
	free(thread);
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

void v8scope_isolate_for_each_of_this_thread(void (*visit)(struct v8scope_thread *thread))
{
	pid_t tid = gettid();

	/* Not under the lock: a visit calls V8. Nobody disposes isolates of this thread. */
	for (struct v8scope_isolate *isolate = registry; isolate != NULL;) {
		struct v8scope_isolate *next = isolate->next;

		if (!isolate->retired && isolate->threads != NULL && isolate->threads->tid == tid &&
			isolate->threads->next == NULL) {
			visit(isolate->threads);
		}
		isolate = next;
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

/* Keeps the state of the thread that forked, and gives it its new name. */
static void keep_only(struct v8scope_isolate *isolate, pid_t forking_thread)
{
	struct v8scope_thread **link = &isolate->threads;

	while (*link != NULL) {
		struct v8scope_thread *thread = *link;

		if (thread->tid == forking_thread) {
			thread->tid = gettid();
			link = &thread->next;
		} else {
			*link = thread->next;
			destroy_thread(thread);
		}
	}
}

void v8scope_isolate_forked(pid_t forking_thread)
{
	for (struct v8scope_isolate *isolate = registry; isolate != NULL; isolate = isolate->next) {
		keep_only(isolate, forking_thread);
		/* The list of probes can be made anew at the same address. */
		isolate->seen_probes = NULL;
		isolate->session_starting = false;
		isolate->start_gc_wanted = false;
		isolate->growth_gc_wanted = false;
		isolate->in_snapshot = false;
		isolate->snapshot_requested = false;
		isolate->kept_snapshot.id = 0;
		isolate->kept_snapshot.holders = 0;
	}
}
