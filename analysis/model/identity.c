/* SPDX-License-Identifier: MIT */
/* Which process, and which of its isolates, an event is of. */
#include "model_private.h"

/* User space's addresses leave the upper 16 bits free. */
static void *isolate_key(const struct v8scope_event *event)
{
	return GSIZE_TO_POINTER((gsize)event->host << 48 ^ event->isolate);
}

/* The pid that the event says, or else the isolate's isolate_attach; -1: neither. */
static int64_t pid_of(const struct v8scope_model *model, const struct v8scope_event *event)
{
	const int64_t *pid;

	if (event->pid >= 0) {
		return event->pid;
	}
	pid = g_hash_table_lookup(model->pid_by_isolate, isolate_key(event));
	return pid ? *pid : -1;
}

/* Events that end something are no sign of an isolate that was not there before. */
static bool begins_isolate(enum v8scope_event_type type)
{
	switch (type) {
	case V8SCOPE_EVENT_ISOLATE_DISPOSE:
	case V8SCOPE_EVENT_HANDLE_SCOPE_CLOSE:
	case V8SCOPE_EVENT_GLOBAL_DISPOSE:
	case V8SCOPE_EVENT_PROMISE_SETTLE:
	case V8SCOPE_EVENT_PROMISE_COLLECT:
	case V8SCOPE_EVENT_CONTEXT_EXIT:
	case V8SCOPE_EVENT_STACK:
	case V8SCOPE_EVENT_JAVASCRIPT_FRAME:
	case V8SCOPE_EVENT_JAVASCRIPT_STACK:
	case V8SCOPE_EVENT_MARK:
		return false;
	default:
		return true;
	}
}

/* A census whose beginning is missing may have got its number long before. */
static bool is_of_census(enum v8scope_event_type type)
{
	return type == V8SCOPE_EVENT_CENSUS_SCOPE || type == V8SCOPE_EVENT_CENSUS_TYPE ||
	       type == V8SCOPE_EVENT_CENSUS_GLOBAL_TYPE || type == V8SCOPE_EVENT_CENSUS_GLOBAL ||
	       type == V8SCOPE_EVENT_CENSUS_END || type == V8SCOPE_EVENT_STACK;
}

/* NULL: the event is of no isolate. */
struct v8scope_model_isolate *v8scope_model_find_or_add_isolate(
	struct v8scope_model_process *process, const struct v8scope_event *event)
{
	void *key = v8scope_model_address_key(event->isolate);
	struct v8scope_model_isolate *isolate = g_hash_table_lookup(process->live, key);

	if (isolate && !isolate->foretold) {
		return isolate;
	}
	if (!begins_isolate(event->type)) {
		return NULL;
	}
	if (!isolate) {
		isolate = v8scope_model_isolate_create(process, event->isolate, event->ts_ns);
		g_ptr_array_add(process->isolates, isolate);
		g_hash_table_insert(process->live, key, isolate);
	}
	isolate->foretold = false;
	isolate->first_ns = event->ts_ns;
	isolate->census_floor = is_of_census(event->type) ? 0 : process->last_census;
	return isolate;
}

/* Moves an isolate, as it is, to the process that turns out to be its own. */
static void move_isolate(struct v8scope_model_process *to, struct v8scope_model_isolate *isolate)
{
	struct v8scope_model_process *from = isolate->process;
	void *key = v8scope_model_address_key(isolate->address);
	guint index;

	g_hash_table_remove(from->live, key);
	if (g_ptr_array_find(from->isolates, isolate, &index)) {
		g_ptr_array_steal_index(from->isolates, index);
	}
	isolate->process = to;
	g_ptr_array_add(to->isolates, isolate);
	g_hash_table_insert(to->live, key, isolate);
}

/* The isolate's end was not seen: V8 gives addresses out again, and so does the kernel. */
void v8scope_model_forget_live(struct v8scope_model_process *process, uintptr_t address)
{
	struct v8scope_model_isolate *isolate =
		g_hash_table_lookup(process->live, v8scope_model_address_key(address));

	if (isolate) {
		v8scope_model_isolate_dispose(isolate);
		g_hash_table_remove(process->live, v8scope_model_address_key(address));
	}
}

/* The microtask checkpoints that the isolate had completed; false: the event does not say. */
bool v8scope_model_tells_checkpoints(const struct v8scope_event *event, uint64_t *checkpoints)
{
	switch (event->type) {
	case V8SCOPE_EVENT_GC_BEGIN:
	case V8SCOPE_EVENT_GC_END:
		*checkpoints = event->u.gc.checkpoints;
		return true;
	case V8SCOPE_EVENT_CENSUS_END:
		*checkpoints = event->u.census_end.checkpoints;
		return true;
	default:
		return false;
	}
}

/*
 * Is the event of another isolate than the one known at its address? That one has
 * said when it was first seen, and its checkpoints only become more.
 */
static bool is_successor(
	const struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	uint64_t checkpoints;

	if (event->type == V8SCOPE_EVENT_ISOLATE_ATTACH) {
		uint64_t attached_at = event->u.isolate_attach.info.attached_at;

		return attached_at != 0 && isolate->attached_at != 0 &&
		       attached_at != isolate->attached_at;
	}
	return v8scope_model_tells_checkpoints(event, &checkpoints) &&
	       checkpoints < isolate->checkpoints;
}

void v8scope_model_retire_predecessor(
	struct v8scope_model_process *process, const struct v8scope_event *event)
{
	const struct v8scope_model_isolate *isolate =
		g_hash_table_lookup(process->live, v8scope_model_address_key(event->isolate));

	if (isolate && is_successor(isolate, event)) {
		v8scope_model_forget_live(process, event->isolate);
	}
}

/*
 * A process counts its censuses. If one that began after another had ended has no
 * larger number, it is of another process, to which the kernel gave the same pid.
 */
void v8scope_model_check_process(struct v8scope_model *model, struct v8scope_model_isolate *isolate,
	const struct v8scope_event *event)
{
	struct v8scope_model_process *process = isolate->process;
	uint64_t census_id = event->u.census_end.census_id;

	if (census_id != 0 && census_id <= isolate->census_floor) {
		process = v8scope_model_add_process(
			model, process->host, process->pid, isolate->first_ns);
		isolate->census_floor = 0;
		process->command = g_strdup(isolate->command);
		move_isolate(process, isolate);
	}
	process->last_census = MAX(process->last_census, census_id);
}

/*
 * Without the vpid context, what an isolate did before its isolate_attach is
 * found under no process: it moves to the process that the attach names.
 */
static void adopt_isolate(
	struct v8scope_model *model, struct v8scope_model_process *process, uintptr_t address)
{
	struct v8scope_model_process *nowhere =
		v8scope_model_find_process(model, process->host, -1, address);
	void *key = v8scope_model_address_key(address);
	struct v8scope_model_isolate *isolate;

	isolate = nowhere ? g_hash_table_lookup(nowhere->live, key) : NULL;
	if (isolate && !isolate->attached && !g_hash_table_contains(process->live, key)) {
		move_isolate(process, isolate);
	}
}

/* An isolate that is announced so long after it was first seen was there before. */
#define LATE_NS (250 * INT64_C(1000000))

static bool is_found_in_use(
	const struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	uint64_t attached_at = event->u.isolate_attach.info.attached_at;

	return !isolate->attached && attached_at != 0 &&
	       event->clock_ns - (int64_t)attached_at > LATE_NS;
}

/* The process of an isolate_attach. What had the pid and ran another program has ended. */
static struct v8scope_model_process *begin_program(struct v8scope_model *model,
	const struct v8scope_event *event, int64_t pid, uint64_t started_at)
{
	struct v8scope_model_process *process =
		v8scope_model_find_program(model, event->host, pid, started_at);

	if (!process) {
		process = v8scope_model_find_process(model, event->host, pid, event->isolate);
		if (process) {
			v8scope_model_forget_live(process, event->isolate);
		}
		process = v8scope_model_add_process(model, event->host, pid, event->ts_ns);
	}
	if (started_at != 0) {
		process->started_at = started_at;
	}
	return process;
}

struct v8scope_model_isolate *v8scope_model_attach(
	struct v8scope_model *model, const struct v8scope_event *event)
{
	const struct v8scope_isolate_attach *info = &event->u.isolate_attach.info;
	int64_t pid = event->pid >= 0 ? event->pid : info->pid;
	struct v8scope_model_process *process = begin_program(model, event, pid, info->started_at);
	struct v8scope_model_isolate *isolate;

	v8scope_model_retire_predecessor(process, event);
	g_hash_table_replace(
		model->pid_by_isolate, isolate_key(event), g_memdup2(&pid, sizeof(pid)));
	if (event->pid < 0) {
		adopt_isolate(model, process, event->isolate);
	}
	if (info->command && *info->command && !process->command) {
		process->command = g_strdup(info->command);
	}
	model->event_schema = MAX(model->event_schema, event->u.isolate_attach.schema);
	isolate = v8scope_model_find_or_add_isolate(process, event);
	isolate->found_in_use = isolate->found_in_use || is_found_in_use(isolate, event);
	v8scope_model_isolate_attach(isolate, info);
	return isolate;
}

struct v8scope_model_process *v8scope_model_process_of(
	struct v8scope_model *model, const struct v8scope_event *event)
{
	int64_t pid = pid_of(model, event);
	struct v8scope_model_process *process =
		v8scope_model_find_process(model, event->host, pid, event->isolate);

	return process ? process : v8scope_model_add_process(model, event->host, pid, event->ts_ns);
}
