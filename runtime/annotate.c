/* SPDX-License-Identifier: MIT */
/* The runtime's side of include/v8scope/annotate.h. */
#include <errno.h>

#include "session.h"
#include "v8_api.h"
#include "v8scope/annotate.h"

__attribute__((visibility("default"))) void v8scope_mark(const char *name)
{
	int saved_errno = errno;

	if (lttng_ust_tracepoint_enabled(v8, mark) && name != NULL) {
		lttng_ust_do_tracepoint(v8, mark, (uintptr_t)v8scope_v8_current_isolate(), name);
	}
	errno = saved_errno;
}
