/* SPDX-License-Identifier: MIT */
/*
 * What the events of v8scope are compared with: tracepoints whose fields are as many bytes, and
 * whose arguments are at hand. Each follows the event of tracepoints/v8_tracepoints.h that its
 * name says.
 */
#undef LTTNG_UST_TRACEPOINT_PROVIDER
#define LTTNG_UST_TRACEPOINT_PROVIDER v8scope_bench

#undef LTTNG_UST_TRACEPOINT_INCLUDE
#define LTTNG_UST_TRACEPOINT_INCLUDE "minimal_tracepoints.h"

#if !defined(V8SCOPE_BENCH_MINIMAL_TRACEPOINTS_H) || defined(LTTNG_UST_TRACEPOINT_HEADER_MULTI_READ)
#define V8SCOPE_BENCH_MINIMAL_TRACEPOINTS_H

#include <lttng/tracepoint.h>
#include <stdint.h>

/* clang-format off */
LTTNG_UST_TRACEPOINT_EVENT(v8scope_bench, handle_scope_open,
	LTTNG_UST_TP_ARGS(uint64_t, number),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uint64_t, isolate, number)
		lttng_ust_field_integer(uint64_t, scope_id, number)
		lttng_ust_field_integer_hex(uint64_t, scope, number)
		lttng_ust_field_integer(uint8_t, kind, number)
		lttng_ust_field_integer(int32_t, level, number)
		lttng_ust_field_integer(uint64_t, handles, number)
		lttng_ust_field_integer_hex(uint64_t, ip, number)
		lttng_ust_field_integer(uint64_t, stack_id, number)
		lttng_ust_field_integer(uint64_t, javascript_stack_id, number)
	)
)

LTTNG_UST_TRACEPOINT_EVENT(v8scope_bench, handle_scope_close,
	LTTNG_UST_TP_ARGS(uint64_t, number),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uint64_t, isolate, number)
		lttng_ust_field_integer(uint64_t, scope_id, number)
		lttng_ust_field_integer(uint64_t, handles, number)
		lttng_ust_field_integer(uint8_t, skipped, number)
	)
)

LTTNG_UST_TRACEPOINT_EVENT(v8scope_bench, handle_create,
	LTTNG_UST_TP_ARGS(uint64_t, number),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uint64_t, isolate, number)
		lttng_ust_field_integer(uint64_t, scope_id, number)
		lttng_ust_field_integer_hex(uint64_t, slot, number)
		lttng_ust_field_integer_hex(uint64_t, ip, number)
	)
)
/* clang-format on */

#endif

#include <lttng/tracepoint-event.h>
