/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "events.h"

void test_trace_init(struct test_trace *trace)
{
	*trace = (struct test_trace){.model = v8scope_model_create(), .clock_ns = SECOND};
}

void test_trace_fini(struct test_trace *trace)
{
	v8scope_model_destroy(trace->model);
}

void test_isolate_init(
	struct test_isolate *isolate, struct test_trace *trace, int64_t pid, uintptr_t address)
{
	*isolate = (struct test_isolate){
		.trace = trace,
		.pid = pid,
		.address = address,
		.used = 4 * MIB,
	};
}

void test_send(struct test_isolate *isolate, struct v8scope_event *event)
{
	struct test_trace *trace = isolate->trace;

	if (trace->stop_after && trace->events >= trace->stop_after) {
		return;
	}
	trace->events++;
	trace->clock_ns += TEST_EVENT_NS;
	event->clock_ns = trace->clock_ns;
	event->ts_ns = trace->clock_ns + CLOCK_OFFSET;
	event->pid = isolate->pid;
	event->host = isolate->host;
	event->isolate = isolate->address;
	if (trace->tap) {
		trace->tap(trace->tap_data, event);
	} else {
		v8scope_model_handle_event(trace->model, event);
	}
}

void test_attach(struct test_isolate *isolate)
{
	struct v8scope_event event = {
		.type = V8SCOPE_EVENT_ISOLATE_ATTACH,
		.u.isolate_attach.schema = V8SCOPE_EVENT_SCHEMA,
		.u.isolate_attach.info =
			{
				.isolate = isolate->address,
				.v8_version = "10.2.154.26",
				.heap_size_limit = 2048ULL * MIB,
				.attach_mode = "preload",
				.capabilities = "hooks,stack",
				.gc_policy = "ends",
				.command = "./program",
				.attached_at = isolate->attached_at,
				.started_at = isolate->started_at,
				.pid = (int32_t)(isolate->pid < 0 ? 77 : isolate->pid),
			},
	};

	test_send(isolate, &event);
}

void test_dispose(struct test_isolate *isolate)
{
	struct v8scope_event event = {.type = V8SCOPE_EVENT_ISOLATE_DISPOSE};

	test_send(isolate, &event);
}

void test_stack(struct test_isolate *isolate, uint64_t stack_id, uintptr_t first_ip)
{
	uintptr_t ips[] = {first_ip, first_ip + 1, first_ip + 2};
	struct v8scope_event event = {
		.type = V8SCOPE_EVENT_STACK,
		.u.stack = {.stack_id = stack_id, .ips = ips, .count = 3},
	};

	test_send(isolate, &event);
}

struct test_scope *test_open(struct test_isolate *isolate, uint64_t scope_id, uint64_t stack_id)
{
	struct test_scope *scope = isolate->scopes;

	while (scope->scope_id) {
		scope++;
		assert_true(scope < isolate->scopes + MAX_TEST_SCOPES);
	}
	*scope = (struct test_scope){
		.scope_id = scope_id,
		.stack_id = stack_id,
		.opened_at = isolate->trace->clock_ns,
	};
	return scope;
}

void test_close(struct test_isolate *isolate, uint64_t scope_id)
{
	for (size_t i = 0; i < MAX_TEST_SCOPES; i++) {
		if (isolate->scopes[i].scope_id == scope_id) {
			isolate->scopes[i].scope_id = 0;
			return;
		}
	}
	fail_msg("no scope %llu is open", (unsigned long long)scope_id);
}

struct test_global *test_global(
	struct test_isolate *isolate, enum v8scope_global_kind kind, uint64_t stack_id)
{
	struct test_global *global = isolate->globals;

	while (global->stack_id) {
		global++;
		assert_true(global < isolate->globals + MAX_TEST_GLOBALS);
	}
	*global = (struct test_global){.kind = kind, .stack_id = stack_id};
	return global;
}

void test_checkpoints(struct test_isolate *isolate, uint64_t count)
{
	isolate->checkpoints += count;
	for (size_t i = 0; i < MAX_TEST_SCOPES; i++) {
		isolate->scopes[i].checkpoints += count;
	}
}

static void promise_event(struct test_isolate *isolate, enum v8scope_event_type type,
	uint64_t promise_id, uint64_t scope_id)
{
	struct v8scope_event event = {
		.type = type,
		.u.promise = {.promise_id = promise_id, .scope_id = scope_id},
	};

	test_send(isolate, &event);
}

void test_promise_create(struct test_isolate *isolate, uint64_t promise_id, uint64_t scope_id)
{
	promise_event(isolate, V8SCOPE_EVENT_PROMISE_CREATE, promise_id, scope_id);
}

void test_promise_settle(struct test_isolate *isolate, uint64_t promise_id, uint64_t scope_id)
{
	promise_event(isolate, V8SCOPE_EVENT_PROMISE_SETTLE, promise_id, scope_id);
}

void test_promise_sample(
	struct test_isolate *isolate, uint64_t sample_id, uint64_t scope_id, uint32_t one_in)
{
	struct v8scope_event event = {
		.type = V8SCOPE_EVENT_PROMISE_SAMPLE,
		.u.promise = {.sample_id = sample_id, .scope_id = scope_id, .one_in = one_in},
	};

	test_send(isolate, &event);
}

void test_promise_collect(struct test_isolate *isolate, uint64_t sample_id)
{
	struct v8scope_event event = {
		.type = V8SCOPE_EVENT_PROMISE_COLLECT,
		.u.promise.sample_id = sample_id,
	};

	test_send(isolate, &event);
}

void test_wait(struct test_isolate *isolate, int64_t ns)
{
	isolate->trace->clock_ns += ns;
}

static uint64_t count_handles(const struct test_isolate *isolate)
{
	uint64_t handles = isolate->unaccounted;

	for (size_t i = 0; i < MAX_TEST_SCOPES; i++) {
		handles += isolate->scopes[i].scope_id ? isolate->scopes[i].handles : 0;
	}
	return handles;
}

/* What V8 says of their storage. */
static uint64_t count_globals_bytes(const struct test_isolate *isolate)
{
	uint64_t globals = 0;

	for (size_t i = 0; i < MAX_TEST_GLOBALS; i++) {
		if (isolate->globals[i].stack_id) {
			globals += isolate->globals[i].live + isolate->globals[i].weak;
		}
	}
	return 32 * globals;
}

static void gc_event(struct test_isolate *isolate, enum v8scope_event_type event_type,
	enum v8scope_gc_type type, enum v8scope_cause cause)
{
	struct v8scope_event event = {
		.type = event_type,
		.u.gc =
			{
				.isolate = isolate->address,
				.type = type,
				.cause = cause,
				.heap.used_heap_size = isolate->used,
				.heap.global_handles_size = count_globals_bytes(isolate),
				.handles = count_handles(isolate),
				.checkpoints = isolate->checkpoints,
			},
	};

	test_send(isolate, &event);
}

void test_gc_begin(
	struct test_isolate *isolate, enum v8scope_gc_type type, enum v8scope_cause cause)
{
	gc_event(isolate, V8SCOPE_EVENT_GC_BEGIN, type, cause);
}

void test_gc_end(struct test_isolate *isolate, enum v8scope_gc_type type, enum v8scope_cause cause)
{
	gc_event(isolate, V8SCOPE_EVENT_GC_END, type, cause);
}

static void send_scope(struct test_isolate *isolate, const struct test_scope *scope, uint32_t depth)
{
	uintptr_t frame_ips[] = {1, 2, 3};
	struct v8scope_event event = {
		.type = V8SCOPE_EVENT_CENSUS_SCOPE,
		.u.census_scope =
			{
				.isolate = isolate->address,
				.census_id = isolate->trace->next_census_id,
				.scope_id = scope->scope_id,
				.kind = V8SCOPE_SCOPE_KIND_HANDLE,
				.depth = depth,
				.opened_at = (uint64_t)scope->opened_at,
				.handles = scope->handles,
				.checkpoints = scope->checkpoints,
				.ip = 0x1000,
				.stack_id = scope->stack_id,
				.frame_ips = frame_ips,
				.frame_count = 3,
			},
	};

	test_send(isolate, &event);
}

/* Returns the number of events. */
static uint32_t send_type(struct test_isolate *isolate, const struct test_scope *scope)
{
	struct v8scope_event event = {
		.type = V8SCOPE_EVENT_CENSUS_TYPE,
		.u.census_type =
			{
				.census_id = isolate->trace->next_census_id,
				.scope_id = scope->scope_id,
				.sampled =
					{
						.type = scope->type ? scope->type : "Promise",
						.slots = scope->typed_slots,
						.objects = scope->objects,
						.shallow_bytes = scope->shallow_bytes,
					},
			},
	};

	if (scope->typed_slots == 0) {
		return 0;
	}
	test_send(isolate, &event);
	return 1;
}

static void send_global(struct test_isolate *isolate, const struct test_global *global)
{
	struct v8scope_event event = {
		.type = V8SCOPE_EVENT_CENSUS_GLOBAL,
		.u.census_global =
			{
				.isolate = isolate->address,
				.census_id = isolate->trace->next_census_id,
				.kind = global->kind,
				.ip = 0x2000,
				.stack_id = global->stack_id,
				.live = global->live,
				.weak = global->weak,
				.created = global->live + global->weak,
				.javascript_stack_id = global->javascript_stack_id,
			},
	};

	test_send(isolate, &event);
}

/* Returns the number of events. */
static uint32_t send_global_type(struct test_isolate *isolate, const struct test_global *global)
{
	uint64_t bytes = global->objects * global->object_bytes / 2;
	struct v8scope_event event = {
		.type = V8SCOPE_EVENT_CENSUS_GLOBAL_TYPE,
		.u.census_global_type =
			{
				.census_id = isolate->trace->next_census_id,
				.kind = global->kind,
				.ip = 0x2000,
				.stack_id = global->stack_id,
				.sampled =
					{
						.type = "JSArray",
						.slots = global->live,
						.objects = global->objects,
						.shallow_bytes = bytes,
						.backing_bytes = bytes,
					},
			},
	};

	if (global->objects == 0) {
		return 0;
	}
	test_send(isolate, &event);
	return 1;
}

static uint32_t send_scopes(struct test_isolate *isolate, uint32_t *types)
{
	uint32_t count = 0;

	for (size_t i = 0; i < MAX_TEST_SCOPES; i++) {
		const struct test_scope *scope = &isolate->scopes[i];

		if (!scope->scope_id) {
			continue;
		}
		if (isolate->lose_scopes > 0) {
			isolate->lose_scopes--;
		} else {
			send_scope(isolate, scope, count);
			*types += send_type(isolate, scope);
		}
		count++;
	}
	return count;
}

void test_slow_census(struct test_isolate *isolate, enum v8scope_cause cause, int64_t ns)
{
	struct v8scope_event event = {.type = V8SCOPE_EVENT_CENSUS_END};
	struct v8scope_census_end *end = &event.u.census_end;

	isolate->trace->next_census_id++;
	end->isolate = isolate->address;
	end->census_id = isolate->trace->next_census_id;
	end->cause = cause;
	end->scopes = send_scopes(isolate, &end->types);
	end->level = (int32_t)end->scopes;
	end->handles = count_handles(isolate);
	end->unaccounted = isolate->unaccounted;
	end->checkpoints = isolate->checkpoints;
	end->in_context = isolate->in_context;
	for (size_t i = 0; i < MAX_TEST_GLOBALS; i++) {
		if (isolate->globals[i].stack_id) {
			send_global(isolate, &isolate->globals[i]);
			end->types += send_global_type(isolate, &isolate->globals[i]);
			end->globals++;
		}
	}
	test_wait(isolate, ns);
	test_send(isolate, &event);
}

void test_census(struct test_isolate *isolate, enum v8scope_cause cause)
{
	test_slow_census(isolate, cause, 0);
}

void test_full_gc(struct test_isolate *isolate, enum v8scope_cause cause)
{
	test_gc_begin(isolate, V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT, cause);
	test_gc_end(isolate, V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT, cause);
	test_census(isolate, V8SCOPE_CAUSE_GC);
}

void test_loop(struct test_isolate *isolate, struct test_scope *scope, uint64_t iterations,
	uint64_t handles, uint64_t bytes)
{
	test_wait(isolate, (int64_t)iterations * SECOND / 1000);
	if (scope) {
		scope->handles += iterations * handles;
	}
	isolate->used += iterations * bytes;
	test_checkpoints(isolate, iterations);
}

const struct v8scope_report_isolate *test_only_isolate(const struct v8scope_report *report)
{
	const struct v8scope_report_process *process;

	assert_int_equal(report->processes->len, 1);
	process = g_ptr_array_index(report->processes, 0);
	assert_int_equal(process->isolates->len, 1);
	return g_ptr_array_index(process->isolates, 0);
}

const struct v8scope_holder *test_find_scope(
	const struct v8scope_report_isolate *isolate, uint64_t scope_id)
{
	for (guint i = 0; i < isolate->holders->len; i++) {
		const struct v8scope_holder *holder = g_ptr_array_index(isolate->holders, i);

		if (holder->kind == V8SCOPE_HOLDER_KIND_HANDLE_SCOPE &&
			holder->scope_id == scope_id) {
			return holder;
		}
	}
	return NULL;
}

const struct v8scope_holder *test_find_kind(
	const struct v8scope_report_isolate *isolate, enum v8scope_holder_kind kind)
{
	for (guint i = 0; i < isolate->holders->len; i++) {
		const struct v8scope_holder *holder = g_ptr_array_index(isolate->holders, i);

		if (holder->kind == kind) {
			return holder;
		}
	}
	return NULL;
}

const struct v8scope_holder *test_first_holder(const struct v8scope_report_isolate *isolate)
{
	assert_true(isolate->holders->len > 0);
	return g_ptr_array_index(isolate->holders, 0);
}
