/* SPDX-License-Identifier: MIT */
#include "leak.h"

#define SCOPE_ID 1
#define STACK_ID 1
#define JAVASCRIPT_STACK_ID 7
#define IP 0x401000
#define BASELINE_BYTES 4000000
#define BYTES_PER_HANDLE 48

static const uintptr_t stack_ips[] = {IP, IP + 0x100};
static const uintptr_t frame_ips[] = {IP + 8, IP + 0x108};

static void add_attach(struct script *script)
{
	struct v8scope_event event = {
		.type = V8SCOPE_EVENT_ISOLATE_ATTACH,
		.isolate = LEAK_ISOLATE,
		.u.isolate_attach =
			{
				.info =
					{
						.isolate = LEAK_ISOLATE,
						.v8_version = "10.2.154.26",
						.heap_size_limit = UINT64_C(4) << 30,
						.attach_mode = "preload",
						.capabilities = "hooks,census",
						.gc_policy = "ends",
						.command = "leak",
						.pid = (int32_t)script->vpid,
					},
				.schema = V8SCOPE_EVENT_SCHEMA,
			},
	};

	script_add_event(script, &event);
}

static void add_stack(struct script *script)
{
	struct v8scope_event event = {
		.type = V8SCOPE_EVENT_STACK,
		.isolate = LEAK_ISOLATE,
		.u.stack = {STACK_ID, stack_ips, G_N_ELEMENTS(stack_ips)},
	};

	script_add_event(script, &event);
}

static void add_javascript(struct script *script)
{
	static const uint64_t frame_ids[] = {3, 3};
	struct v8scope_event frame = {
		.type = V8SCOPE_EVENT_JAVASCRIPT_FRAME,
		.isolate = LEAK_ISOLATE,
		.u.javascript_frame =
			{
				.isolate = LEAK_ISOLATE,
				.frame_id = 3,
				.function = "work",
				.script = V8SCOPE_JAVASCRIPT_NO_SCRIPT,
				.line = 12,
				.column = 2,
			},
	};
	struct v8scope_event stack = {
		.type = V8SCOPE_EVENT_JAVASCRIPT_STACK,
		.isolate = LEAK_ISOLATE,
		.u.javascript_stack = {JAVASCRIPT_STACK_ID, frame_ids, G_N_ELEMENTS(frame_ids)},
	};

	script_add_event(script, &frame);
	script_add_event(script, &stack);
}

static void add_gc(struct script *script, enum v8scope_cause cause, uint64_t handles)
{
	struct v8scope_event event = {
		.type = V8SCOPE_EVENT_GC_END,
		.isolate = LEAK_ISOLATE,
		.u.gc =
			{
				.isolate = LEAK_ISOLATE,
				.type = V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT,
				.cause = cause,
				.heap = {.used_heap_size =
						 BASELINE_BYTES + BYTES_PER_HANDLE * handles},
				.handles = handles,
				.checkpoints = handles,
			},
	};

	script_add_event(script, &event);
}

static void add_census(
	struct script *script, enum v8scope_cause cause, uint64_t census_id, uint64_t handles)
{
	struct v8scope_event event = {
		.type = V8SCOPE_EVENT_CENSUS_SCOPE,
		.isolate = LEAK_ISOLATE,
		.u.census_scope =
			{
				.isolate = LEAK_ISOLATE,
				.census_id = census_id,
				.scope_id = SCOPE_ID,
				.handles = handles,
				.checkpoints = handles,
				.ip = IP,
				.stack_id = STACK_ID,
				.frame_ips = frame_ips,
				.frame_count = G_N_ELEMENTS(frame_ips),
				.javascript_stack_id = JAVASCRIPT_STACK_ID,
			},
	};

	script_add_event(script, &event);
	event.type = V8SCOPE_EVENT_CENSUS_TYPE;
	event.u.census_type = (struct v8scope_census_type){
		.isolate = LEAK_ISOLATE,
		.census_id = census_id,
		.scope_id = SCOPE_ID,
		.sampled =
			{
				.type = "JSPromise",
				.slots = handles,
				.objects = handles,
				.shallow_bytes = handles * 40,
			},
	};
	script_add_event(script, &event);
	event.type = V8SCOPE_EVENT_CENSUS_END;
	event.u.census_end = (struct v8scope_census_end){
		.isolate = LEAK_ISOLATE,
		.census_id = census_id,
		.cause = cause,
		.level = 1,
		.handles = handles,
		.scopes = 1,
		.checkpoints = handles,
	};
	script_add_event(script, &event);
}

void leak_add(struct script *script)
{
	struct v8scope_event mark = {
		.type = V8SCOPE_EVENT_MARK, .isolate = LEAK_ISOLATE, .u.mark = {"loop"}};
	struct v8scope_event limit = {
		.type = V8SCOPE_EVENT_NEAR_HEAP_LIMIT, .isolate = LEAK_ISOLATE};

	add_attach(script);
	add_stack(script);
	add_javascript(script);
	add_gc(script, V8SCOPE_CAUSE_START, 10);
	add_census(script, V8SCOPE_CAUSE_START, 1, 10);
	script_add_event(script, &mark);
	add_gc(script, V8SCOPE_CAUSE_EXIT, 100010);
	add_census(script, V8SCOPE_CAUSE_EXIT, 2, 100010);
	script_add_event(script, &limit);
}
