/* SPDX-License-Identifier: MIT */
#include "sensors.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "handle_blocks.h"
#include "hooks.h"
#include "local_form.h"
#include "object_types.h"
#include "v8_api.h"
#include "v8_tracepoints.h"

/* Each gives the reason why its sensor does not work; `works`: it does. */
typedef const char *(*reason_fn)(const struct v8scope_thread *thread);

static const char works[] = "ok";

static const char *unless(bool available, const char *reason)
{
	return available ? works : reason;
}

static const char *scopes(const struct v8scope_thread *thread)
{
	(void)thread;
	return unless(v8scope_real.handle_scope_construct != NULL, "no_symbol");
}

/* Where nothing can be proven, it may be because there is nothing to prove it by. */
static const char *unproven(const struct v8scope_thread *thread)
{
	if (v8scope_v8.number_of_handles == NULL) {
		return "no_symbol";
	}
	return v8scope_v8_handles(thread->isolate->v8) == 0 ? "no_handles_yet" : "not_proven";
}

static const char *level(const struct v8scope_thread *thread)
{
	return thread->isolate->scope_data != NULL ? works : unproven(thread);
}

static const char *stack(const struct v8scope_thread *thread)
{
	if (thread->isolate->scope_data == NULL) {
		return unproven(thread);
	}
	return unless(thread->stack.high != 0, "unknown_stack");
}

/* Locals that need no slots are in no count. */
static bool are_direct(void)
{
	return __atomic_load_n(&v8scope_local_form, __ATOMIC_RELAXED) == V8SCOPE_LOCAL_FORM_DIRECT;
}

static const char *handles(const struct v8scope_thread *thread)
{
	(void)thread;
	if (are_direct()) {
		return "direct_handles";
	}
	return unless(v8scope_v8.number_of_handles != NULL, "no_symbol");
}

static const char *blocks(const struct v8scope_thread *thread)
{
	struct v8scope_handle_blocks found;

	return v8scope_handle_blocks_find(&found, thread->isolate->v8) ? works : unproven(thread);
}

static const char *types(const struct v8scope_thread *thread)
{
	(void)thread;
	if (are_direct()) {
		return "direct_handles";
	}
	return unless(v8scope_object_types_known(), "no_metadata");
}

static const char *globals(const struct v8scope_thread *thread)
{
	(void)thread;
	return unless(v8scope_real.globalize != NULL || v8scope_real.globalize_value != NULL,
		"no_symbol");
}

static const char *promises(const struct v8scope_thread *thread)
{
	(void)thread;
	return unless(v8scope_real.set_promise_hook != NULL, "no_symbol");
}

static const char *checkpoints(const struct v8scope_thread *thread)
{
	(void)thread;
	return unless(v8scope_v8.add_microtasks_completed != NULL, "no_symbol");
}

static const char *gc(const struct v8scope_thread *thread)
{
	(void)thread;
	return unless(v8scope_v8.add_gc_epilogue != NULL, "no_symbol");
}

/* Only of isolates that are seen to be made: V8 calls the last callback added. */
static const char *heap_limit(const struct v8scope_thread *thread)
{
	if (v8scope_real.add_near_heap_limit == NULL) {
		return "no_symbol";
	}
	return unless(thread->isolate->watches_heap_limit, "not_watched");
}

static const struct {
	const char *name;
	reason_fn reason;
	bool is_capability; /* listed in isolate_attach; "blocks" costs a search */
} sensors[] = {
	{"scopes", scopes, true},
	{"level", level, true},
	{"stack", stack, true},
	{"handles", handles, true},
	{"blocks", blocks, false},
	{"types", types, true},
	{"globals", globals, true},
	{"promises", promises, true},
	{"checkpoints", checkpoints, true},
	{"gc", gc, true},
	{"heap_limit", heap_limit, true},
};

void v8scope_sensors_list(const struct v8scope_thread *thread, char text[V8SCOPE_CAPABILITIES_MAX])
{
	text[0] = '\0';
	for (size_t i = 0; i < sizeof(sensors) / sizeof(sensors[0]); i++) {
		if (!sensors[i].is_capability || sensors[i].reason(thread) != works) {
			continue;
		}
		if (text[0] != '\0') {
			strcat(text, ",");
		}
		strcat(text, sensors[i].name);
	}
}

void v8scope_sensors_tell(const struct v8scope_thread *thread)
{
	int saved_errno = errno;

	if (!lttng_ust_tracepoint_enabled(v8, sensor_state)) {
		return;
	}
	for (size_t i = 0; i < sizeof(sensors) / sizeof(sensors[0]); i++) {
		struct v8scope_sensor_state sensor = {
			.isolate = (uintptr_t)thread->isolate->v8,
			.sensor = sensors[i].name,
			.reason = sensors[i].reason(thread),
		};

		sensor.works = sensor.reason == works;
		lttng_ust_do_tracepoint(v8, sensor_state, &sensor);
	}
	errno = saved_errno;
}
