/* SPDX-License-Identifier: MIT */
/*
 * LTTng-UST provider `v8`: every event, its fields and its log level.
 *
 *   INFO and above   state: rate limited, what the report needs (census detail)
 *   DEBUG_PROCESS    what v8scope attached to, hooked and can see (`v8scope doctor`)
 *   DEBUG_FUNCTION   every scope, global, promise and checkpoint (scopes detail)
 *   DEBUG_LINE       every API-level handle (handles detail)
 *
 * The structs and the meaning of each field are in v8_events.h.
 */
#undef LTTNG_UST_TRACEPOINT_PROVIDER
#define LTTNG_UST_TRACEPOINT_PROVIDER v8

#undef LTTNG_UST_TRACEPOINT_INCLUDE
#define LTTNG_UST_TRACEPOINT_INCLUDE "v8_tracepoints.h"

#if !defined(V8SCOPE_V8_TRACEPOINTS_H) || defined(LTTNG_UST_TRACEPOINT_HEADER_MULTI_READ)
#define V8SCOPE_V8_TRACEPOINTS_H

#include <stdio.h>
#include <stdlib.h>

/*
 * LTTng-UST's headers end the program, with a message, where its library does not take the
 * probes or cannot be closed. A host has asked for neither, and goes on, untraced. The runtime
 * itself may do neither anywhere.
 */
#define abort() ((void)0)
#define fprintf(...) ((void)0)

/* All that uses them is linked into what has them: addressed directly, not by the GOT. */
#define LTTNG_UST_TRACEPOINT_HIDDEN_DEFINITION
#define LTTNG_UST_TRACEPOINT_PROVIDER_HIDDEN_DEFINITION

#include <lttng/tracepoint.h>

#include "v8_events.h"

/* clang-format off */

LTTNG_UST_TRACEPOINT_ENUM(v8, scope_kind, LTTNG_UST_TP_ENUM_VALUES(
	lttng_ust_field_enum_value("handle", V8SCOPE_SCOPE_KIND_HANDLE)
	lttng_ust_field_enum_value("escapable", V8SCOPE_SCOPE_KIND_ESCAPABLE)
	lttng_ust_field_enum_value("seal", V8SCOPE_SCOPE_KIND_SEAL)
	lttng_ust_field_enum_value("napi", V8SCOPE_SCOPE_KIND_NAPI)
	lttng_ust_field_enum_value("napi_escapable", V8SCOPE_SCOPE_KIND_NAPI_ESCAPABLE)
))

LTTNG_UST_TRACEPOINT_ENUM(v8, known, LTTNG_UST_TP_ENUM_VALUES(
	lttng_ust_field_enum_value("not_known", V8SCOPE_KNOWN_NOT)
	lttng_ust_field_enum_value("no", V8SCOPE_KNOWN_NO)
	lttng_ust_field_enum_value("yes", V8SCOPE_KNOWN_YES)
))

LTTNG_UST_TRACEPOINT_ENUM(v8, global_kind, LTTNG_UST_TP_ENUM_VALUES(
	lttng_ust_field_enum_value("global", V8SCOPE_GLOBAL_KIND_GLOBAL)
	lttng_ust_field_enum_value("eternal", V8SCOPE_GLOBAL_KIND_ETERNAL)
	lttng_ust_field_enum_value("traced", V8SCOPE_GLOBAL_KIND_TRACED)
	lttng_ust_field_enum_value("napi_ref", V8SCOPE_GLOBAL_KIND_NAPI_REF)
	lttng_ust_field_enum_value("napi_deferred", V8SCOPE_GLOBAL_KIND_NAPI_DEFERRED)
))

LTTNG_UST_TRACEPOINT_ENUM(v8, scope_source, LTTNG_UST_TP_ENUM_VALUES(
	lttng_ust_field_enum_value("hook", V8SCOPE_SCOPE_SOURCE_HOOK)
	lttng_ust_field_enum_value("stack", V8SCOPE_SCOPE_SOURCE_STACK)
	lttng_ust_field_enum_value("both", V8SCOPE_SCOPE_SOURCE_BOTH)
))

LTTNG_UST_TRACEPOINT_ENUM(v8, gc_type, LTTNG_UST_TP_ENUM_VALUES(
	lttng_ust_field_enum_value("unknown", V8SCOPE_GC_TYPE_UNKNOWN)
	lttng_ust_field_enum_value("scavenge", V8SCOPE_GC_TYPE_SCAVENGE)
	lttng_ust_field_enum_value("minor_mark_sweep", V8SCOPE_GC_TYPE_MINOR_MARK_SWEEP)
	lttng_ust_field_enum_value("mark_sweep_compact", V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT)
	lttng_ust_field_enum_value("incremental_marking", V8SCOPE_GC_TYPE_INCREMENTAL_MARKING)
	lttng_ust_field_enum_value("weak_callbacks", V8SCOPE_GC_TYPE_WEAK_CALLBACKS)
))

LTTNG_UST_TRACEPOINT_ENUM(v8, cause, LTTNG_UST_TP_ENUM_VALUES(
	lttng_ust_field_enum_value("host", V8SCOPE_CAUSE_HOST)
	lttng_ust_field_enum_value("start", V8SCOPE_CAUSE_START)
	lttng_ust_field_enum_value("interval", V8SCOPE_CAUSE_INTERVAL)
	lttng_ust_field_enum_value("scope_close", V8SCOPE_CAUSE_SCOPE_CLOSE)
	lttng_ust_field_enum_value("release", V8SCOPE_CAUSE_RELEASE)
	lttng_ust_field_enum_value("dispose", V8SCOPE_CAUSE_DISPOSE)
	lttng_ust_field_enum_value("exit", V8SCOPE_CAUSE_EXIT)
	lttng_ust_field_enum_value("gc", V8SCOPE_CAUSE_GC)
	lttng_ust_field_enum_value("heap_limit", V8SCOPE_CAUSE_HEAP_LIMIT)
	lttng_ust_field_enum_value("last_turn", V8SCOPE_CAUSE_LAST_TURN)
	lttng_ust_field_enum_value("growth", V8SCOPE_CAUSE_GROWTH)
	lttng_ust_field_enum_value("mark", V8SCOPE_CAUSE_MARK)
))

LTTNG_UST_TRACEPOINT_ENUM(v8, linkage, LTTNG_UST_TP_ENUM_VALUES(
	lttng_ust_field_enum_value("none", V8SCOPE_LINKAGE_NONE)
	lttng_ust_field_enum_value("library", V8SCOPE_LINKAGE_LIBRARY)
	lttng_ust_field_enum_value("executable", V8SCOPE_LINKAGE_EXECUTABLE)
	lttng_ust_field_enum_value("linked", V8SCOPE_LINKAGE_LINKED)
))

LTTNG_UST_TRACEPOINT_ENUM(v8, hooked, LTTNG_UST_TP_ENUM_VALUES(
	lttng_ust_field_enum_value("absent", V8SCOPE_HOOKED_ABSENT)
	lttng_ust_field_enum_value("unused", V8SCOPE_HOOKED_UNUSED)
	lttng_ust_field_enum_value("hooked", V8SCOPE_HOOKED_YES)
))

/*
 * An isolate that v8scope watches: when it is first seen, and again whenever a
 * recording session starts. `schema` is the version of the event vocabulary.
 */
LTTNG_UST_TRACEPOINT_EVENT(v8, isolate_attach,
	LTTNG_UST_TP_ARGS(const struct v8scope_isolate_attach *, e),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, e->isolate)
		lttng_ust_field_integer(uint32_t, schema, V8SCOPE_EVENT_SCHEMA)
		lttng_ust_field_integer(int32_t, pid, e->pid)
		lttng_ust_field_string(v8_version, e->v8_version)
		lttng_ust_field_integer(uint64_t, heap_size_limit, e->heap_size_limit)
		lttng_ust_field_string(attach_mode, e->attach_mode)
		lttng_ust_field_string(capabilities, e->capabilities)
		lttng_ust_field_string(gc_policy, e->gc_policy)
		lttng_ust_field_string(command, e->command)
		lttng_ust_field_integer(uint64_t, attached_at, e->attached_at)
		lttng_ust_field_integer(uint64_t, started_at, e->started_at)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, isolate_attach, LTTNG_UST_TRACEPOINT_LOGLEVEL_INFO)

/* The isolate is about to be disposed; its address may be used again. */
LTTNG_UST_TRACEPOINT_EVENT(v8, isolate_dispose,
	LTTNG_UST_TP_ARGS(uintptr_t, isolate_arg),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, isolate_arg)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, isolate_dispose, LTTNG_UST_TRACEPOINT_LOGLEVEL_INFO)

/* A scope was constructed. */
LTTNG_UST_TRACEPOINT_EVENT(v8, handle_scope_open,
	LTTNG_UST_TP_ARGS(const struct v8scope_handle_scope_open *, e),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, e->isolate)
		lttng_ust_field_integer(uint64_t, scope_id, e->scope_id)
		lttng_ust_field_integer_hex(uintptr_t, scope, e->scope)
		lttng_ust_field_enum(v8, scope_kind, uint8_t, kind, e->kind)
		lttng_ust_field_integer(int32_t, level, e->level)
		lttng_ust_field_integer(uint64_t, handles, e->handles)
		lttng_ust_field_integer_hex(uintptr_t, ip, e->ip)
		lttng_ust_field_integer(uint64_t, stack_id, e->stack_id)
		lttng_ust_field_integer(uint64_t, javascript_stack_id, e->javascript_stack_id)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, handle_scope_open, LTTNG_UST_TRACEPOINT_LOGLEVEL_DEBUG_FUNCTION)

/*
 * A scope is about to be destroyed; `handles` is how many it held. `skipped` is
 * 1 if its destructor never ran (longjmp) and its end was noticed later.
 */
LTTNG_UST_TRACEPOINT_EVENT(v8, handle_scope_close,
	LTTNG_UST_TP_ARGS(uintptr_t, isolate_arg, uint64_t, scope_id_arg, uint64_t, handles_arg,
		uint8_t, skipped_arg),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, isolate_arg)
		lttng_ust_field_integer(uint64_t, scope_id, scope_id_arg)
		lttng_ust_field_integer(uint64_t, handles, handles_arg)
		lttng_ust_field_integer(uint8_t, skipped, skipped_arg)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, handle_scope_close, LTTNG_UST_TRACEPOINT_LOGLEVEL_DEBUG_FUNCTION)

/* A value was escaped from scope_id into to_scope_id (0: into no known scope). */
LTTNG_UST_TRACEPOINT_EVENT(v8, handle_escape,
	LTTNG_UST_TP_ARGS(uintptr_t, isolate_arg, uint64_t, scope_id_arg, uint64_t, to_scope_id_arg),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, isolate_arg)
		lttng_ust_field_integer(uint64_t, scope_id, scope_id_arg)
		lttng_ust_field_integer(uint64_t, to_scope_id, to_scope_id_arg)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, handle_escape, LTTNG_UST_TRACEPOINT_LOGLEVEL_DEBUG_FUNCTION)

/*
 * The scope grew: `count` handles that V8 itself put into it since the last of
 * these events (API-level ones not counted); `handles` is what it holds now.
 */
LTTNG_UST_TRACEPOINT_EVENT(v8, handles_grow,
	LTTNG_UST_TP_ARGS(uintptr_t, isolate_arg, uint64_t, scope_id_arg, uint64_t, count_arg,
		uint64_t, handles_arg),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, isolate_arg)
		lttng_ust_field_integer(uint64_t, scope_id, scope_id_arg)
		lttng_ust_field_integer(uint64_t, count, count_arg)
		lttng_ust_field_integer(uint64_t, handles, handles_arg)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, handles_grow, LTTNG_UST_TRACEPOINT_LOGLEVEL_DEBUG_FUNCTION)

/* One API-level handle was made (Local::New and the like). */
LTTNG_UST_TRACEPOINT_EVENT(v8, handle_create,
	LTTNG_UST_TP_ARGS(uintptr_t, isolate_arg, uint64_t, scope_id_arg, uintptr_t, slot_arg,
		uintptr_t, ip_arg),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, isolate_arg)
		lttng_ust_field_integer(uint64_t, scope_id, scope_id_arg)
		lttng_ust_field_integer_hex(uintptr_t, slot, slot_arg)
		lttng_ust_field_integer_hex(uintptr_t, ip, ip_arg)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, handle_create, LTTNG_UST_TRACEPOINT_LOGLEVEL_DEBUG_LINE)

/* Globals and references. ip and stack_id are of the call that created it. */
LTTNG_UST_TRACEPOINT_EVENT_CLASS(v8, global,
	LTTNG_UST_TP_ARGS(uintptr_t, isolate_arg, uintptr_t, slot_arg,
		enum v8scope_global_kind, kind_arg, uintptr_t, ip_arg, uint64_t, stack_id_arg,
		uint64_t, javascript_stack_id_arg),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, isolate_arg)
		lttng_ust_field_integer_hex(uintptr_t, slot, slot_arg)
		lttng_ust_field_enum(v8, global_kind, uint8_t, kind, kind_arg)
		lttng_ust_field_integer_hex(uintptr_t, ip, ip_arg)
		lttng_ust_field_integer(uint64_t, stack_id, stack_id_arg)
		lttng_ust_field_integer(uint64_t, javascript_stack_id, javascript_stack_id_arg)
	)
)
#define V8SCOPE_GLOBAL_EVENT(name) \
	LTTNG_UST_TRACEPOINT_EVENT_INSTANCE(v8, global, v8, name, \
		LTTNG_UST_TP_ARGS(uintptr_t, isolate_arg, uintptr_t, slot_arg, \
			enum v8scope_global_kind, kind_arg, uintptr_t, ip_arg, \
			uint64_t, stack_id_arg, uint64_t, javascript_stack_id_arg)) \
	LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, name, LTTNG_UST_TRACEPOINT_LOGLEVEL_DEBUG_FUNCTION)
V8SCOPE_GLOBAL_EVENT(global_create)
V8SCOPE_GLOBAL_EVENT(global_dispose)
V8SCOPE_GLOBAL_EVENT(global_make_weak)

/*
 * promise_id is V8's identity hash of the promise: stable, about 21 bits wide,
 * so not unique among millions. parent_id is that of the promise it derives
 * from, 0 for none. scope_id is the innermost known scope at that moment.
 */
LTTNG_UST_TRACEPOINT_EVENT_CLASS(v8, promise,
	LTTNG_UST_TP_ARGS(uintptr_t, isolate_arg, uint64_t, promise_id_arg, uint64_t, parent_id_arg,
		uint64_t, scope_id_arg),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, isolate_arg)
		lttng_ust_field_integer(uint64_t, promise_id, promise_id_arg)
		lttng_ust_field_integer(uint64_t, parent_id, parent_id_arg)
		lttng_ust_field_integer(uint64_t, scope_id, scope_id_arg)
	)
)
#define V8SCOPE_PROMISE_EVENT(name) \
	LTTNG_UST_TRACEPOINT_EVENT_INSTANCE(v8, promise, v8, name, \
		LTTNG_UST_TP_ARGS(uintptr_t, isolate_arg, uint64_t, promise_id_arg, \
			uint64_t, parent_id_arg, uint64_t, scope_id_arg)) \
	LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, name, LTTNG_UST_TRACEPOINT_LOGLEVEL_DEBUG_FUNCTION)
V8SCOPE_PROMISE_EVENT(promise_create)
V8SCOPE_PROMISE_EVENT(promise_settle)

/*
 * The promise of the promise_create before is watched until it dies: it was drawn
 * with a chance of one in `one_in`, and so stands for so many. sample_id is unique in
 * the process.
 */
LTTNG_UST_TRACEPOINT_EVENT(v8, promise_sample,
	LTTNG_UST_TP_ARGS(uintptr_t, isolate_arg, uint64_t, promise_id_arg,
		uint64_t, sample_id_arg, uint64_t, scope_id_arg, uint32_t, one_in_arg),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, isolate_arg)
		lttng_ust_field_integer(uint64_t, promise_id, promise_id_arg)
		lttng_ust_field_integer(uint64_t, sample_id, sample_id_arg)
		lttng_ust_field_integer(uint64_t, scope_id, scope_id_arg)
		lttng_ust_field_integer(uint32_t, one_in, one_in_arg)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, promise_sample, LTTNG_UST_TRACEPOINT_LOGLEVEL_DEBUG_FUNCTION)

/* A sampled promise died (its weak callback ran), in a collection. */
LTTNG_UST_TRACEPOINT_EVENT(v8, promise_collect,
	LTTNG_UST_TP_ARGS(uintptr_t, isolate_arg, uint64_t, promise_id_arg,
		uint64_t, sample_id_arg),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, isolate_arg)
		lttng_ust_field_integer(uint64_t, promise_id, promise_id_arg)
		lttng_ust_field_integer(uint64_t, sample_id, sample_id_arg)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, promise_collect, LTTNG_UST_TRACEPOINT_LOGLEVEL_DEBUG_FUNCTION)

/* `context` is the context object's address at that moment; a GC may move it. */
LTTNG_UST_TRACEPOINT_EVENT_CLASS(v8, context,
	LTTNG_UST_TP_ARGS(uintptr_t, isolate_arg, uintptr_t, context_arg),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, isolate_arg)
		lttng_ust_field_integer_hex(uintptr_t, context, context_arg)
	)
)
#define V8SCOPE_CONTEXT_EVENT(name) \
	LTTNG_UST_TRACEPOINT_EVENT_INSTANCE(v8, context, v8, name, \
		LTTNG_UST_TP_ARGS(uintptr_t, isolate_arg, uintptr_t, context_arg)) \
	LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, name, LTTNG_UST_TRACEPOINT_LOGLEVEL_DEBUG_FUNCTION)
V8SCOPE_CONTEXT_EVENT(context_enter)
V8SCOPE_CONTEXT_EVENT(context_exit)

/*
 * A microtask checkpoint. One that V8 runs by itself (MicrotasksPolicy::kAuto)
 * shows its end only.
 */
LTTNG_UST_TRACEPOINT_EVENT_CLASS(v8, microtask_checkpoint,
	LTTNG_UST_TP_ARGS(uintptr_t, isolate_arg, int32_t, level_arg, uint64_t, handles_arg),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, isolate_arg)
		lttng_ust_field_integer(int32_t, level, level_arg)
		lttng_ust_field_integer(uint64_t, handles, handles_arg)
	)
)
#define V8SCOPE_CHECKPOINT_EVENT(name) \
	LTTNG_UST_TRACEPOINT_EVENT_INSTANCE(v8, microtask_checkpoint, v8, name, \
		LTTNG_UST_TP_ARGS(uintptr_t, isolate_arg, int32_t, level_arg, \
			uint64_t, handles_arg)) \
	LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, name, LTTNG_UST_TRACEPOINT_LOGLEVEL_DEBUG_FUNCTION)
V8SCOPE_CHECKPOINT_EVENT(microtask_checkpoint_begin)
V8SCOPE_CHECKPOINT_EVENT(microtask_checkpoint_end)

/* A collection, with the heap's figures (bytes) as V8's heap statistics give them. */
LTTNG_UST_TRACEPOINT_EVENT_CLASS(v8, gc,
	LTTNG_UST_TP_ARGS(const struct v8scope_gc *, e),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, e->isolate)
		lttng_ust_field_enum(v8, gc_type, uint8_t, type, e->type)
		lttng_ust_field_enum(v8, cause, uint8_t, cause, e->cause)
		lttng_ust_field_integer(uint64_t, used_heap_size, e->heap.used_heap_size)
		lttng_ust_field_integer(uint64_t, total_heap_size, e->heap.total_heap_size)
		lttng_ust_field_integer(uint64_t, external_memory, e->heap.external_memory)
		lttng_ust_field_integer(uint64_t, malloced_memory, e->heap.malloced_memory)
		lttng_ust_field_integer(uint64_t, global_handles_size, e->heap.global_handles_size)
		lttng_ust_field_integer(uint64_t, handles, e->handles)
		lttng_ust_field_integer(uint64_t, checkpoints, e->checkpoints)
	)
)
#define V8SCOPE_GC_EVENT(name) \
	LTTNG_UST_TRACEPOINT_EVENT_INSTANCE(v8, gc, v8, name, \
		LTTNG_UST_TP_ARGS(const struct v8scope_gc *, e)) \
	LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, name, LTTNG_UST_TRACEPOINT_LOGLEVEL_INFO)
V8SCOPE_GC_EVENT(gc_begin)
V8SCOPE_GC_EVENT(gc_end)

/* A census: one event a live scope, one a global creation site, then census_end. */
LTTNG_UST_TRACEPOINT_EVENT(v8, census_scope,
	LTTNG_UST_TP_ARGS(const struct v8scope_census_scope *, e),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, e->isolate)
		lttng_ust_field_integer(uint64_t, census_id, e->census_id)
		lttng_ust_field_integer(uint64_t, scope_id, e->scope_id)
		lttng_ust_field_enum(v8, scope_source, uint8_t, source, e->source)
		lttng_ust_field_enum(v8, scope_kind, uint8_t, kind, e->kind)
		lttng_ust_field_integer(uint32_t, depth, e->depth)
		lttng_ust_field_integer(uint64_t, opened_at, e->opened_at)
		lttng_ust_field_integer(uint64_t, handles, e->handles)
		lttng_ust_field_integer(uint64_t, checkpoints, e->checkpoints)
		lttng_ust_field_integer_hex(uintptr_t, ip, e->ip)
		lttng_ust_field_integer(uint64_t, stack_id, e->stack_id)
		lttng_ust_field_sequence_hex(uintptr_t, frame_ips, e->frame_ips, uint32_t, e->frame_count)
		lttng_ust_field_integer(uint64_t, javascript_stack_id, e->javascript_stack_id)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, census_scope, LTTNG_UST_TRACEPOINT_LOGLEVEL_INFO)

#undef V8SCOPE_SAMPLED_FIELDS
#define V8SCOPE_SAMPLED_FIELDS \
	lttng_ust_field_string(type, e->sampled.type) \
	lttng_ust_field_integer(uint64_t, slots, e->sampled.slots) \
	lttng_ust_field_integer(uint64_t, objects, e->sampled.objects) \
	lttng_ust_field_integer(uint64_t, shallow_bytes, e->sampled.shallow_bytes) \
	lttng_ust_field_integer(uint64_t, backing_bytes, e->sampled.backing_bytes)

/*
 * What a sample of a scope's handles refers to, scaled to all of its slots:
 * `slots` of them refer to `objects` different objects of `type`, which have
 * `shallow_bytes` in all. Their properties and elements, which V8 keeps in arrays of
 * their own, have `backing_bytes`, those left out that objects share.
 */
LTTNG_UST_TRACEPOINT_EVENT(v8, census_type,
	LTTNG_UST_TP_ARGS(const struct v8scope_census_type *, e),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, e->isolate)
		lttng_ust_field_integer(uint64_t, census_id, e->census_id)
		lttng_ust_field_integer(uint64_t, scope_id, e->scope_id)
		V8SCOPE_SAMPLED_FIELDS
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, census_type, LTTNG_UST_TRACEPOINT_LOGLEVEL_INFO)

LTTNG_UST_TRACEPOINT_EVENT(v8, census_global,
	LTTNG_UST_TP_ARGS(const struct v8scope_census_global *, e),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, e->isolate)
		lttng_ust_field_integer(uint64_t, census_id, e->census_id)
		lttng_ust_field_enum(v8, global_kind, uint8_t, kind, e->kind)
		lttng_ust_field_integer_hex(uintptr_t, ip, e->ip)
		lttng_ust_field_integer(uint64_t, stack_id, e->stack_id)
		lttng_ust_field_integer(uint64_t, live, e->live)
		lttng_ust_field_integer(uint64_t, weak, e->weak)
		lttng_ust_field_integer(uint64_t, created, e->created)
		lttng_ust_field_integer(uint64_t, javascript_stack_id, e->javascript_stack_id)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, census_global, LTTNG_UST_TRACEPOINT_LOGLEVEL_INFO)

/* As census_type, of the strong globals and references that one site created. */
LTTNG_UST_TRACEPOINT_EVENT(v8, census_global_type,
	LTTNG_UST_TP_ARGS(const struct v8scope_census_global_type *, e),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, e->isolate)
		lttng_ust_field_integer(uint64_t, census_id, e->census_id)
		lttng_ust_field_enum(v8, global_kind, uint8_t, kind, e->kind)
		lttng_ust_field_integer_hex(uintptr_t, ip, e->ip)
		lttng_ust_field_integer(uint64_t, stack_id, e->stack_id)
		V8SCOPE_SAMPLED_FIELDS
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, census_global_type, LTTNG_UST_TRACEPOINT_LOGLEVEL_INFO)

LTTNG_UST_TRACEPOINT_EVENT(v8, census_end,
	LTTNG_UST_TP_ARGS(const struct v8scope_census_end *, e),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, e->isolate)
		lttng_ust_field_integer(uint64_t, census_id, e->census_id)
		lttng_ust_field_enum(v8, cause, uint8_t, cause, e->cause)
		lttng_ust_field_integer(int32_t, level, e->level)
		lttng_ust_field_integer(uint64_t, handles, e->handles)
		lttng_ust_field_integer(uint32_t, scopes, e->scopes)
		lttng_ust_field_integer(uint64_t, unaccounted, e->unaccounted)
		lttng_ust_field_integer(uint64_t, checkpoints, e->checkpoints)
		lttng_ust_field_integer(uint32_t, globals, e->globals)
		lttng_ust_field_integer(uint32_t, types, e->types)
		lttng_ust_field_enum(v8, known, uint8_t, in_context, e->in_context)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, census_end, LTTNG_UST_TRACEPOINT_LOGLEVEL_INFO)

/* A heap snapshot is complete, or has failed. */
LTTNG_UST_TRACEPOINT_EVENT(v8, heap_snapshot,
	LTTNG_UST_TP_ARGS(const struct v8scope_heap_snapshot *, e),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, e->isolate)
		lttng_ust_field_integer(uint64_t, snapshot_id, e->snapshot_id)
		lttng_ust_field_integer(uint64_t, census_id, e->census_id)
		lttng_ust_field_enum(v8, cause, uint8_t, cause, e->cause)
		lttng_ust_field_string(path, e->path)
		lttng_ust_field_string(status, e->status)
		lttng_ust_field_integer(uint64_t, bytes, e->bytes)
		lttng_ust_field_integer(uint64_t, handles, e->handles)
		lttng_ust_field_integer(uint64_t, duration, e->duration)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, heap_snapshot, LTTNG_UST_TRACEPOINT_LOGLEVEL_INFO)

LTTNG_UST_TRACEPOINT_EVENT(v8, heap_snapshot_handles,
	LTTNG_UST_TP_ARGS(const struct v8scope_heap_snapshot_handles *, e),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, e->isolate)
		lttng_ust_field_integer(uint64_t, snapshot_id, e->snapshot_id)
		lttng_ust_field_integer(uint64_t, scope_id, e->scope_id)
		lttng_ust_field_sequence(uint32_t, ids, e->ids, uint32_t, e->count)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, heap_snapshot_handles, LTTNG_UST_TRACEPOINT_LOGLEVEL_INFO)

LTTNG_UST_TRACEPOINT_EVENT(v8, heap_snapshot_globals,
	LTTNG_UST_TP_ARGS(const struct v8scope_heap_snapshot_globals *, e),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, e->isolate)
		lttng_ust_field_integer(uint64_t, snapshot_id, e->snapshot_id)
		lttng_ust_field_enum(v8, global_kind, uint8_t, kind, e->kind)
		lttng_ust_field_integer_hex(uintptr_t, ip, e->ip)
		lttng_ust_field_integer(uint64_t, stack_id, e->stack_id)
		lttng_ust_field_sequence(uint32_t, ids, e->ids, uint32_t, e->count)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, heap_snapshot_globals, LTTNG_UST_TRACEPOINT_LOGLEVEL_INFO)

/*
 * A native call stack, innermost frame first, once a recording session. `unloaded_at`: when
 * (CLOCK_MONOTONIC) some of the code that it went through was unloaded; 0: it was not.
 */
LTTNG_UST_TRACEPOINT_EVENT(v8, stack,
	LTTNG_UST_TP_ARGS(uintptr_t, isolate_arg, uint64_t, stack_id_arg,
		const uintptr_t *, ips_arg, uint32_t, count_arg, uint64_t, unloaded_at_arg),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, isolate_arg)
		lttng_ust_field_integer(uint64_t, stack_id, stack_id_arg)
		lttng_ust_field_sequence_hex(uintptr_t, ips, ips_arg, uint32_t, count_arg)
		lttng_ust_field_integer(uint64_t, unloaded_at, unloaded_at_arg)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, stack, LTTNG_UST_TRACEPOINT_LOGLEVEL_INFO)

/* A frame of JavaScript, once a recording session, before the first stack that it is in. */
LTTNG_UST_TRACEPOINT_EVENT(v8, javascript_frame,
	LTTNG_UST_TP_ARGS(const struct v8scope_javascript_frame *, e),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, e->isolate)
		lttng_ust_field_integer(uint64_t, frame_id, e->frame_id)
		lttng_ust_field_string(function, e->function)
		lttng_ust_field_string(script, e->script)
		lttng_ust_field_integer(uint32_t, line, e->line)
		lttng_ust_field_integer(uint32_t, column, e->column)
		lttng_ust_field_integer(uint32_t, now_line, e->now_line)
		lttng_ust_field_integer(uint32_t, now_column, e->now_column)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, javascript_frame, LTTNG_UST_TRACEPOINT_LOGLEVEL_INFO)

/* JavaScript's call stack, innermost frame first, once a recording session. */
LTTNG_UST_TRACEPOINT_EVENT(v8, javascript_stack,
	LTTNG_UST_TP_ARGS(uintptr_t, isolate_arg, uint64_t, stack_id_arg,
		const uint32_t *, frames_arg, uint32_t, count_arg),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, isolate_arg)
		lttng_ust_field_integer(uint64_t, javascript_stack_id, stack_id_arg)
		lttng_ust_field_sequence(uint32_t, frame_ids, frames_arg, uint32_t, count_arg)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, javascript_stack, LTTNG_UST_TRACEPOINT_LOGLEVEL_INFO)

/* V8 is about to reach its heap limit (all in bytes). */
LTTNG_UST_TRACEPOINT_EVENT(v8, near_heap_limit,
	LTTNG_UST_TP_ARGS(uintptr_t, isolate_arg, uint64_t, current_limit_arg,
		uint64_t, initial_limit_arg, uint64_t, used_heap_size_arg),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, isolate_arg)
		lttng_ust_field_integer(uint64_t, current_limit, current_limit_arg)
		lttng_ust_field_integer(uint64_t, initial_limit, initial_limit_arg)
		lttng_ust_field_integer(uint64_t, used_heap_size, used_heap_size_arg)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, near_heap_limit, LTTNG_UST_TRACEPOINT_LOGLEVEL_CRIT)

/* Right after isolate_attach, where scopes can be made by a function of V8's. */
LTTNG_UST_TRACEPOINT_EVENT(v8, scope_cost,
	LTTNG_UST_TP_ARGS(const struct v8scope_scope_cost *, e),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, e->isolate)
		lttng_ust_field_integer(uint64_t, picoseconds, e->picoseconds)
		lttng_ust_field_integer(uint32_t, scopes, e->scopes)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, scope_cost, LTTNG_UST_TRACEPOINT_LOGLEVEL_INFO)

/* The program's own annotation of a phase; isolate is 0 where none is current. */
LTTNG_UST_TRACEPOINT_EVENT(v8, mark,
	LTTNG_UST_TP_ARGS(uintptr_t, isolate_arg, const char *, name_arg),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, isolate_arg)
		lttng_ust_field_string(name, name_arg)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, mark, LTTNG_UST_TRACEPOINT_LOGLEVEL_NOTICE)

/*
 * What v8scope attached to: when it begins, when objects are loaded later, and when a
 * session starts. Then one hook_state for each function of its manifests.
 */
LTTNG_UST_TRACEPOINT_EVENT(v8, runtime_state,
	LTTNG_UST_TP_ARGS(const struct v8scope_runtime_state *, e),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer(int32_t, pid, e->pid)
		lttng_ust_field_string(runtime_version, e->runtime_version)
		lttng_ust_field_string(attach_mode, e->attach_mode)
		lttng_ust_field_enum(v8, linkage, uint8_t, linkage, e->linkage)
		lttng_ust_field_string(v8_version, e->v8_version)
		lttng_ust_field_string(v8_object, e->v8_object)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, runtime_state, LTTNG_UST_TRACEPOINT_LOGLEVEL_DEBUG_PROCESS)

LTTNG_UST_TRACEPOINT_EVENT(v8, hook_state,
	LTTNG_UST_TP_ARGS(const struct v8scope_hook_state *, e),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_string(group, e->group)
		lttng_ust_field_string(function, e->function)
		lttng_ust_field_enum(v8, hooked, uint8_t, state, e->state)
		lttng_ust_field_integer(uint32_t, imports, e->imports)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, hook_state, LTTNG_UST_TRACEPOINT_LOGLEVEL_DEBUG_PROCESS)

/* One a sensor, after each census: more can be proven as time goes by. */
LTTNG_UST_TRACEPOINT_EVENT(v8, sensor_state,
	LTTNG_UST_TP_ARGS(const struct v8scope_sensor_state *, e),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer_hex(uintptr_t, isolate, e->isolate)
		lttng_ust_field_string(sensor, e->sensor)
		lttng_ust_field_integer(uint8_t, works, e->works)
		lttng_ust_field_string(reason, e->reason)
	)
)
LTTNG_UST_TRACEPOINT_LOGLEVEL(v8, sensor_state, LTTNG_UST_TRACEPOINT_LOGLEVEL_DEBUG_PROCESS)

/* clang-format on */

#endif

#include <lttng/tracepoint-event.h>
