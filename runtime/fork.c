/* SPDX-License-Identifier: MIT */
#include "fork.h"

#include <errno.h>
#include <pthread.h>

#include "control.h"
#include "globals.h"
#include "isolate.h"
#include "sample.h"
#include "snapshot_signal.h"
#include "v8_api.h"

/*
 * LTTng-UST registers the child after this: by then the recorder has included it.
 * A process without V8 most likely executes another program next, which reports
 * itself.
 */
static void in_child(void)
{
	int saved_errno = errno;

	v8scope_globals_forked();
	v8scope_isolate_forked();
	v8scope_sample_forked();
	v8scope_snapshot_signal_forked();
	if (v8scope_v8.get_version != NULL) {
		v8scope_control_report_process();
	}
	errno = saved_errno;
}

void v8scope_fork_watch(void)
{
	pthread_atfork(NULL, NULL, in_child);
}
