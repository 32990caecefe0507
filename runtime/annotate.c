/* SPDX-License-Identifier: MIT */
/* The runtime's side of include/v8scope/annotate.h. */
#include <errno.h>

#include "gc.h"
#include "session.h"
#include "v8_api.h"
#include "v8scope/annotate.h"

__attribute__((visibility("default"))) void v8scope_mark(const char *name)
{
	int saved_errno = errno;

	if (lttng_ust_tracepoint_enabled(v8, mark) && name != NULL) {
		struct v8scope_thread *thread = v8scope_isolate_enter_current();

		lttng_ust_do_tracepoint(v8, mark, (uintptr_t)v8scope_v8_current_isolate(), name);
		if (thread != NULL) {
			v8scope_gc_want_mark(thread->isolate);
		}
	}
	errno = saved_errno;
}
