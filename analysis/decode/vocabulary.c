/* SPDX-License-Identifier: MIT */
#include "vocabulary.h"

#include <string.h>

#include "model.h"
#include "origin.h"

/*
 * More than any process has of anything: bytes, handles, ids. What a damaged trace says beyond
 * is no truer, and the model could not add thousands of them in 64 bits.
 */
#define MOST (UINT64_C(1) << 50)

#define FIELD(name, kind, member)                                                                  \
	V8SCOPE_FIELD_UP_TO(name, kind, struct v8scope_event, member, MOST, false)
#define LATER(name, kind, member)                                                                  \
	V8SCOPE_FIELD_UP_TO(name, kind, struct v8scope_event, member, MOST, true)
#define TIME(name, member)                                                                         \
	V8SCOPE_FIELD_UP_TO(                                                                       \
		name, UNSIGNED, struct v8scope_event, member, V8SCOPE_ORIGIN_LAST_CLOCK_NS, false)
#define LATER_TIME(name, member)                                                                   \
	V8SCOPE_FIELD_UP_TO(                                                                       \
		name, UNSIGNED, struct v8scope_event, member, V8SCOPE_ORIGIN_LAST_CLOCK_NS, true)
#define HEX(name, member) V8SCOPE_FIELD_HEX(name, struct v8scope_event, member)
#define SEQUENCE(name, member, count_member)                                                       \
	V8SCOPE_FIELD_SEQUENCE(name, struct v8scope_event, member, count_member)
#define ISOLATE HEX("isolate", isolate)

static const struct v8scope_field_spec isolate_attach_fields[] = {
	ISOLATE,
	HEX("isolate", u.isolate_attach.info.isolate),
	FIELD("schema", UNSIGNED, u.isolate_attach.schema),
	FIELD("pid", SIGNED, u.isolate_attach.info.pid),
	FIELD("v8_version", STRING, u.isolate_attach.info.v8_version),
	FIELD("heap_size_limit", UNSIGNED, u.isolate_attach.info.heap_size_limit),
	FIELD("attach_mode", STRING, u.isolate_attach.info.attach_mode),
	FIELD("capabilities", STRING, u.isolate_attach.info.capabilities),
	FIELD("gc_policy", STRING, u.isolate_attach.info.gc_policy),
	FIELD("command", STRING, u.isolate_attach.info.command),
	TIME("attached_at", u.isolate_attach.info.attached_at),
	LATER_TIME("started_at", u.isolate_attach.info.started_at),
};

static const struct v8scope_field_spec isolate_dispose_fields[] = {
	ISOLATE,
};

static const struct v8scope_field_spec handle_scope_open_fields[] = {
	ISOLATE,
	HEX("isolate", u.handle_scope_open.isolate),
	FIELD("scope_id", UNSIGNED, u.handle_scope_open.scope_id),
	HEX("scope", u.handle_scope_open.scope),
	FIELD("kind", UNSIGNED, u.handle_scope_open.kind),
	FIELD("level", SIGNED, u.handle_scope_open.level),
	FIELD("handles", UNSIGNED, u.handle_scope_open.handles),
	HEX("ip", u.handle_scope_open.ip),
	FIELD("stack_id", UNSIGNED, u.handle_scope_open.stack_id),
	LATER("javascript_stack_id", UNSIGNED, u.handle_scope_open.javascript_stack_id),
};

static const struct v8scope_field_spec handle_scope_close_fields[] = {
	ISOLATE,
	FIELD("scope_id", UNSIGNED, u.handle_scope_close.scope_id),
	FIELD("handles", UNSIGNED, u.handle_scope_close.handles),
	FIELD("skipped", BOOL, u.handle_scope_close.skipped),
};

static const struct v8scope_field_spec handle_escape_fields[] = {
	ISOLATE,
	FIELD("scope_id", UNSIGNED, u.handle_escape.scope_id),
	FIELD("to_scope_id", UNSIGNED, u.handle_escape.to_scope_id),
};

static const struct v8scope_field_spec handles_grow_fields[] = {
	ISOLATE,
	FIELD("scope_id", UNSIGNED, u.handles_grow.scope_id),
	FIELD("count", UNSIGNED, u.handles_grow.count),
	FIELD("handles", UNSIGNED, u.handles_grow.handles),
};

static const struct v8scope_field_spec handle_create_fields[] = {
	ISOLATE,
	FIELD("scope_id", UNSIGNED, u.handle_create.scope_id),
	HEX("slot", u.handle_create.slot),
	HEX("ip", u.handle_create.ip),
};

static const struct v8scope_field_spec global_fields[] = {
	ISOLATE,
	HEX("slot", u.global.slot),
	FIELD("kind", UNSIGNED, u.global.kind),
	HEX("ip", u.global.ip),
	FIELD("stack_id", UNSIGNED, u.global.stack_id),
	LATER("javascript_stack_id", UNSIGNED, u.global.javascript_stack_id),
};

static const struct v8scope_field_spec promise_fields[] = {
	ISOLATE,
	FIELD("promise_id", UNSIGNED, u.promise.promise_id),
	FIELD("parent_id", UNSIGNED, u.promise.parent_id),
	FIELD("scope_id", UNSIGNED, u.promise.scope_id),
};

static const struct v8scope_field_spec promise_sample_fields[] = {
	ISOLATE,
	FIELD("promise_id", UNSIGNED, u.promise.promise_id),
	FIELD("sample_id", UNSIGNED, u.promise.sample_id),
	FIELD("scope_id", UNSIGNED, u.promise.scope_id),
	FIELD("one_in", UNSIGNED, u.promise.one_in),
};

static const struct v8scope_field_spec promise_collect_fields[] = {
	ISOLATE,
	FIELD("promise_id", UNSIGNED, u.promise.promise_id),
	LATER("sample_id", UNSIGNED, u.promise.sample_id),
};

static const struct v8scope_field_spec context_fields[] = {
	ISOLATE,
	HEX("context", u.context.context),
};

static const struct v8scope_field_spec checkpoint_fields[] = {
	ISOLATE,
	FIELD("level", SIGNED, u.checkpoint.level),
	FIELD("handles", UNSIGNED, u.checkpoint.handles),
};

static const struct v8scope_field_spec gc_fields[] = {
	ISOLATE,
	HEX("isolate", u.gc.isolate),
	FIELD("type", UNSIGNED, u.gc.type),
	FIELD("cause", UNSIGNED, u.gc.cause),
	FIELD("used_heap_size", UNSIGNED, u.gc.heap.used_heap_size),
	FIELD("total_heap_size", UNSIGNED, u.gc.heap.total_heap_size),
	FIELD("external_memory", UNSIGNED, u.gc.heap.external_memory),
	FIELD("malloced_memory", UNSIGNED, u.gc.heap.malloced_memory),
	FIELD("global_handles_size", UNSIGNED, u.gc.heap.global_handles_size),
	FIELD("handles", UNSIGNED, u.gc.handles),
	FIELD("checkpoints", UNSIGNED, u.gc.checkpoints),
};

static const struct v8scope_field_spec census_scope_fields[] = {
	ISOLATE,
	HEX("isolate", u.census_scope.isolate),
	FIELD("census_id", UNSIGNED, u.census_scope.census_id),
	FIELD("scope_id", UNSIGNED, u.census_scope.scope_id),
	FIELD("source", UNSIGNED, u.census_scope.source),
	FIELD("kind", UNSIGNED, u.census_scope.kind),
	FIELD("depth", UNSIGNED, u.census_scope.depth),
	TIME("opened_at", u.census_scope.opened_at),
	FIELD("handles", UNSIGNED, u.census_scope.handles),
	FIELD("checkpoints", UNSIGNED, u.census_scope.checkpoints),
	HEX("ip", u.census_scope.ip),
	FIELD("stack_id", UNSIGNED, u.census_scope.stack_id),
	SEQUENCE("frame_ips", u.census_scope.frame_ips, u.census_scope.frame_count),
	LATER("javascript_stack_id", UNSIGNED, u.census_scope.javascript_stack_id),
};

/* What the first traces had of a struct v8scope_typed_objects. */
#define TYPED_OBJECTS(member)                                                                      \
	FIELD("type", STRING, member.type), FIELD("slots", UNSIGNED, member.slots),                \
		FIELD("objects", UNSIGNED, member.objects),                                        \
		FIELD("shallow_bytes", UNSIGNED, member.shallow_bytes)

static const struct v8scope_field_spec census_type_fields[] = {
	ISOLATE,
	HEX("isolate", u.census_type.isolate),
	FIELD("census_id", UNSIGNED, u.census_type.census_id),
	FIELD("scope_id", UNSIGNED, u.census_type.scope_id),
	TYPED_OBJECTS(u.census_type.sampled),
	LATER("backing_bytes", UNSIGNED, u.census_type.sampled.backing_bytes),
};

static const struct v8scope_field_spec census_global_type_fields[] = {
	ISOLATE,
	HEX("isolate", u.census_global_type.isolate),
	FIELD("census_id", UNSIGNED, u.census_global_type.census_id),
	FIELD("kind", UNSIGNED, u.census_global_type.kind),
	HEX("ip", u.census_global_type.ip),
	FIELD("stack_id", UNSIGNED, u.census_global_type.stack_id),
	TYPED_OBJECTS(u.census_global_type.sampled),
	FIELD("backing_bytes", UNSIGNED, u.census_global_type.sampled.backing_bytes),
};

static const struct v8scope_field_spec census_global_fields[] = {
	ISOLATE,
	HEX("isolate", u.census_global.isolate),
	FIELD("census_id", UNSIGNED, u.census_global.census_id),
	FIELD("kind", UNSIGNED, u.census_global.kind),
	HEX("ip", u.census_global.ip),
	FIELD("stack_id", UNSIGNED, u.census_global.stack_id),
	FIELD("live", UNSIGNED, u.census_global.live),
	FIELD("weak", UNSIGNED, u.census_global.weak),
	FIELD("created", UNSIGNED, u.census_global.created),
	LATER("javascript_stack_id", UNSIGNED, u.census_global.javascript_stack_id),
};

static const struct v8scope_field_spec census_end_fields[] = {
	ISOLATE,
	HEX("isolate", u.census_end.isolate),
	FIELD("census_id", UNSIGNED, u.census_end.census_id),
	FIELD("cause", UNSIGNED, u.census_end.cause),
	FIELD("level", SIGNED, u.census_end.level),
	FIELD("handles", UNSIGNED, u.census_end.handles),
	FIELD("scopes", UNSIGNED, u.census_end.scopes),
	FIELD("unaccounted", UNSIGNED, u.census_end.unaccounted),
	FIELD("checkpoints", UNSIGNED, u.census_end.checkpoints),
	LATER("globals", UNSIGNED, u.census_end.globals),
	LATER("types", UNSIGNED, u.census_end.types),
	LATER("in_context", UNSIGNED, u.census_end.in_context),
};

static const struct v8scope_field_spec stack_fields[] = {
	ISOLATE,
	FIELD("stack_id", UNSIGNED, u.stack.stack_id),
	SEQUENCE("ips", u.stack.ips, u.stack.count),
	LATER_TIME("unloaded_at", u.stack.unloaded_at),
};

static const struct v8scope_field_spec javascript_frame_fields[] = {
	ISOLATE,
	HEX("isolate", u.javascript_frame.isolate),
	FIELD("frame_id", UNSIGNED, u.javascript_frame.frame_id),
	FIELD("function", STRING, u.javascript_frame.function),
	FIELD("script", STRING, u.javascript_frame.script),
	FIELD("line", UNSIGNED, u.javascript_frame.line),
	FIELD("column", UNSIGNED, u.javascript_frame.column),
	FIELD("now_line", UNSIGNED, u.javascript_frame.now_line),
	FIELD("now_column", UNSIGNED, u.javascript_frame.now_column),
};

static const struct v8scope_field_spec javascript_stack_fields[] = {
	ISOLATE,
	FIELD("javascript_stack_id", UNSIGNED, u.javascript_stack.stack_id),
	SEQUENCE("frame_ids", u.javascript_stack.frame_ids, u.javascript_stack.count),
};

static const struct v8scope_field_spec heap_snapshot_handles_fields[] = {
	ISOLATE,
	HEX("isolate", u.heap_snapshot_handles.isolate),
	FIELD("snapshot_id", UNSIGNED, u.heap_snapshot_handles.snapshot_id),
	FIELD("scope_id", UNSIGNED, u.heap_snapshot_handles.scope_id),
	SEQUENCE("ids", u.heap_snapshot_handles.ids, u.heap_snapshot_handles.count),
};

static const struct v8scope_field_spec heap_snapshot_globals_fields[] = {
	ISOLATE,
	HEX("isolate", u.heap_snapshot_globals.isolate),
	FIELD("snapshot_id", UNSIGNED, u.heap_snapshot_globals.snapshot_id),
	FIELD("kind", UNSIGNED, u.heap_snapshot_globals.kind),
	HEX("ip", u.heap_snapshot_globals.ip),
	FIELD("stack_id", UNSIGNED, u.heap_snapshot_globals.stack_id),
	SEQUENCE("ids", u.heap_snapshot_globals.ids, u.heap_snapshot_globals.count),
};

static const struct v8scope_field_spec heap_snapshot_fields[] = {
	ISOLATE,
	HEX("isolate", u.heap_snapshot.isolate),
	FIELD("snapshot_id", UNSIGNED, u.heap_snapshot.snapshot_id),
	FIELD("census_id", UNSIGNED, u.heap_snapshot.census_id),
	FIELD("cause", UNSIGNED, u.heap_snapshot.cause),
	FIELD("path", STRING, u.heap_snapshot.path),
	FIELD("status", STRING, u.heap_snapshot.status),
	FIELD("bytes", UNSIGNED, u.heap_snapshot.bytes),
	FIELD("handles", UNSIGNED, u.heap_snapshot.handles),
	TIME("duration", u.heap_snapshot.duration),
};

static const struct v8scope_field_spec near_heap_limit_fields[] = {
	ISOLATE,
	FIELD("current_limit", UNSIGNED, u.near_heap_limit.current_limit),
	FIELD("initial_limit", UNSIGNED, u.near_heap_limit.initial_limit),
	FIELD("used_heap_size", UNSIGNED, u.near_heap_limit.used_heap_size),
};

static const struct v8scope_field_spec scope_cost_fields[] = {
	ISOLATE,
	HEX("isolate", u.scope_cost.isolate),
	FIELD("picoseconds", UNSIGNED, u.scope_cost.picoseconds),
	FIELD("scopes", UNSIGNED, u.scope_cost.scopes),
};

static const struct v8scope_field_spec mark_fields[] = {
	ISOLATE,
	FIELD("name", STRING, u.mark.name),
};

#define EVENT(type_name, event_name, event_fields)                                                 \
	[V8SCOPE_EVENT_##type_name] = {"v8:" event_name, V8SCOPE_EVENT_##type_name, event_fields,  \
		G_N_ELEMENTS(event_fields)}

static const struct v8scope_record_spec events[] = {
	EVENT(ISOLATE_ATTACH, "isolate_attach", isolate_attach_fields),
	EVENT(ISOLATE_DISPOSE, "isolate_dispose", isolate_dispose_fields),
	EVENT(HANDLE_SCOPE_OPEN, "handle_scope_open", handle_scope_open_fields),
	EVENT(HANDLE_SCOPE_CLOSE, "handle_scope_close", handle_scope_close_fields),
	EVENT(HANDLE_ESCAPE, "handle_escape", handle_escape_fields),
	EVENT(HANDLES_GROW, "handles_grow", handles_grow_fields),
	EVENT(HANDLE_CREATE, "handle_create", handle_create_fields),
	EVENT(GLOBAL_CREATE, "global_create", global_fields),
	EVENT(GLOBAL_DISPOSE, "global_dispose", global_fields),
	EVENT(GLOBAL_MAKE_WEAK, "global_make_weak", global_fields),
	EVENT(PROMISE_CREATE, "promise_create", promise_fields),
	EVENT(PROMISE_SETTLE, "promise_settle", promise_fields),
	EVENT(PROMISE_SAMPLE, "promise_sample", promise_sample_fields),
	EVENT(PROMISE_COLLECT, "promise_collect", promise_collect_fields),
	EVENT(CONTEXT_ENTER, "context_enter", context_fields),
	EVENT(CONTEXT_EXIT, "context_exit", context_fields),
	EVENT(MICROTASK_CHECKPOINT_BEGIN, "microtask_checkpoint_begin", checkpoint_fields),
	EVENT(MICROTASK_CHECKPOINT_END, "microtask_checkpoint_end", checkpoint_fields),
	EVENT(GC_BEGIN, "gc_begin", gc_fields),
	EVENT(GC_END, "gc_end", gc_fields),
	EVENT(CENSUS_SCOPE, "census_scope", census_scope_fields),
	EVENT(CENSUS_TYPE, "census_type", census_type_fields),
	EVENT(CENSUS_GLOBAL_TYPE, "census_global_type", census_global_type_fields),
	EVENT(CENSUS_GLOBAL, "census_global", census_global_fields),
	EVENT(CENSUS_END, "census_end", census_end_fields),
	EVENT(STACK, "stack", stack_fields),
	EVENT(JAVASCRIPT_FRAME, "javascript_frame", javascript_frame_fields),
	EVENT(JAVASCRIPT_STACK, "javascript_stack", javascript_stack_fields),
	EVENT(HEAP_SNAPSHOT_HANDLES, "heap_snapshot_handles", heap_snapshot_handles_fields),
	EVENT(HEAP_SNAPSHOT_GLOBALS, "heap_snapshot_globals", heap_snapshot_globals_fields),
	EVENT(HEAP_SNAPSHOT, "heap_snapshot", heap_snapshot_fields),
	EVENT(NEAR_HEAP_LIMIT, "near_heap_limit", near_heap_limit_fields),
	EVENT(SCOPE_COST, "scope_cost", scope_cost_fields),
	EVENT(MARK, "mark", mark_fields),
};

_Static_assert(G_N_ELEMENTS(events) == V8SCOPE_EVENT_COUNT, "every event type has a row");

size_t v8scope_vocabulary_count(void)
{
	return G_N_ELEMENTS(events);
}

const struct v8scope_record_spec *v8scope_vocabulary_event(size_t index)
{
	return &events[index];
}

const struct v8scope_record_spec *v8scope_vocabulary_find(const char *event_name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(events); i++) {
		if (strcmp(events[i].event_name, event_name) == 0) {
			return &events[i];
		}
	}
	return NULL;
}
