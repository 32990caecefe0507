/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "fork.h"

#include <errno.h>
#include <pthread.h>
#include <sys/types.h>
#include <unistd.h>

#include "control.h"
#include "isolate.h"
#include "sample.h"
#include "snapshot_signal.h"
#include "v8_api.h"

/* In the child it still is what it was in the parent. */
static __thread pid_t forking_thread __attribute__((tls_model("initial-exec")));

static void before_fork(void)
{
	forking_thread = gettid();
}

/*
 * LTTng-UST registers the child after this: by then the recorder has included it.
 * A process without V8 most likely executes another program next, which reports
 * itself.
 */
static void in_child(void)
{
	int saved_errno = errno;

	v8scope_isolate_forked(forking_thread);
	v8scope_sample_forked();
	v8scope_snapshot_signal_forked();
	if (v8scope_v8.get_version != NULL) {
		v8scope_control_report_process();
	}
	errno = saved_errno;
}

void v8scope_fork_watch(void)
{
	pthread_atfork(before_fork, NULL, in_child);
}
