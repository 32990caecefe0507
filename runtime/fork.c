/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "fork.h"

#include <dlfcn.h>
#include <errno.h>
#include <lttng/ust-fork.h>
#include <pthread.h>
#include <signal.h>

#include "control.h"
#include "globals.h"
#include "isolate.h"
#include "sample.h"
#include "snapshot_signal.h"
#include "v8_api.h"

bool v8scope_fork_is_unsettled;

static bool lttng_watches_itself;
static pthread_mutex_t settling = PTHREAD_MUTEX_INITIALIZER;
static sigset_t signals_before; /* guarded by LTTng-UST's own lock, which lasts for the fork */

static void before(void)
{
	sigset_t signals;

	lttng_ust_before_fork(&signals);
	signals_before = signals;
}

static void after(void)
{
	sigset_t signals = signals_before;

	lttng_ust_after_fork_parent(&signals);
}

/*
 * LTTng-UST registers the child after this: by then the recorder has included it.
 * A process without V8 most likely executes another program next, which reports
 * itself.
 */
static void report_if_v8(void)
{
	if (v8scope_v8.get_version != NULL) {
		v8scope_control_report_process();
	}
}

static void in_child(void)
{
	int saved_errno = errno;

	if (!lttng_watches_itself) {
		after();
		settling = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
		__atomic_store_n(&v8scope_fork_is_unsettled, true, __ATOMIC_RELAXED);
	}
	v8scope_globals_forked();
	v8scope_isolate_forked();
	v8scope_sample_forked();
	v8scope_snapshot_signal_forked();
	if (lttng_watches_itself) {
		report_if_v8();
	}
	errno = saved_errno;
}

/* For LTTng-UST the fork is now: it has all its locks, and no thread of its own yet. */
void v8scope_fork_settle_now(void)
{
	int saved_errno = errno;
	sigset_t signals;

	pthread_mutex_lock(&settling);
	if (v8scope_fork_is_unsettled) {
		report_if_v8();
		lttng_ust_before_fork(&signals);
		lttng_ust_after_fork_child(&signals);
		__atomic_store_n(&v8scope_fork_is_unsettled, false, __ATOMIC_RELEASE);
	}
	pthread_mutex_unlock(&settling);
	errno = saved_errno;
}

void v8scope_fork_watch(void)
{
	/* One that is loaded later does not come before libc's. */
	void *wrapper = dlopen("liblttng-ust-fork.so.1", RTLD_LAZY | RTLD_NOLOAD);

	lttng_watches_itself = wrapper != NULL;
	if (lttng_watches_itself) {
		dlclose(wrapper);
		pthread_atfork(NULL, NULL, in_child);
	} else {
		/* What was not found is no error of the host's. */
		dlerror(); /* NOLINT(concurrency-mt-unsafe) */
		pthread_atfork(before, after, in_child);
	}
}
