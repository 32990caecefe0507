/* SPDX-License-Identifier: MIT */
#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE
#include "minimal_tracepoints.h"

#include "minimal_events.h"

void minimal_scopes(long n)
{
	for (long i = 0; i < n; i++) {
		lttng_ust_tracepoint(v8scope_bench, handle_scope_open, (uint64_t)i);
		lttng_ust_tracepoint(v8scope_bench, handle_scope_close, (uint64_t)i);
	}
}

void minimal_handles(long n)
{
	for (long i = 0; i < n; i++) {
		lttng_ust_tracepoint(v8scope_bench, handle_create, (uint64_t)i);
	}
}
