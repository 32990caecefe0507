/* SPDX-License-Identifier: MIT */
/* Finds the process and the isolate of each event and hands it on. */
#include "model_private.h"

#include "census.h"

static void stack_destroy(void *data)
{
	struct v8scope_model_stack *stack = data;

	g_free(stack->ips);
	g_free(stack);
}

static void process_destroy(void *data)
{
	struct v8scope_model_process *process = data;

	g_free(process->command);
	g_ptr_array_unref(process->isolates);
	g_hash_table_destroy(process->live);
	g_hash_table_destroy(process->stacks);
	v8scope_model_js_fini(process);
	g_ptr_array_unref(process->marks);
	g_free(process);
}

static void mark_destroy(void *data)
{
	struct v8scope_report_mark *mark = data;

	g_free(mark->name);
	g_free(mark);
}

static void isolate_destroy(void *isolate)
{
	v8scope_model_isolate_destroy(isolate);
}

struct v8scope_model *v8scope_model_create(void)
{
	struct v8scope_model *model = g_new0(struct v8scope_model, 1);

	model->processes = g_ptr_array_new_with_free_func(process_destroy);
	model->pid_by_isolate = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
	return model;
}

void v8scope_model_destroy(struct v8scope_model *model)
{
	if (!model) {
		return;
	}
	g_ptr_array_unref(model->processes);
	g_hash_table_destroy(model->pid_by_isolate);
	g_free(model);
}

void v8scope_model_set_exact_reader(
	struct v8scope_model *model, const struct v8scope_exact_reader *reader)
{
	model->exact_reader = *reader;
}

void v8scope_model_set_observer(
	struct v8scope_model *model, const struct v8scope_model_observer *observer)
{
	model->observer = *observer;
}

/*
 * Traces have few processes: a list is as quick as a table. Of several that had this
 * pid one after the other, the last.
 */
static struct v8scope_model_process *find_process(
	const struct v8scope_model *model, uint32_t host, int64_t pid)
{
	for (guint i = model->processes->len; i > 0; i--) {
		struct v8scope_model_process *process = g_ptr_array_index(model->processes, i - 1);

		if (process->host == host && process->pid == pid) {
			return process;
		}
	}
	return NULL;
}

static struct v8scope_model_process *add_process(
	struct v8scope_model *model, uint32_t host, int64_t pid, int64_t ts_ns)
{
	struct v8scope_model_process *process = g_new0(struct v8scope_model_process, 1);

	process->host = host;
	process->pid = pid;
	process->first_ns = ts_ns;
	process->isolates = g_ptr_array_new_with_free_func(isolate_destroy);
	process->live = g_hash_table_new(g_direct_hash, g_direct_equal);
	process->stacks = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, stack_destroy);
	v8scope_model_js_init(process);
	process->marks = g_ptr_array_new_with_free_func(mark_destroy);
	g_ptr_array_add(model->processes, process);
	return process;
}

static struct v8scope_model_process *find_or_add_process(
	struct v8scope_model *model, uint32_t host, int64_t pid, int64_t ts_ns)
{
	struct v8scope_model_process *process = find_process(model, host, pid);

	return process ? process : add_process(model, host, pid, ts_ns);
}

static void *address_key(uintptr_t address)
{
	return GSIZE_TO_POINTER(address);
}

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
static struct v8scope_model_isolate *find_or_add_isolate(
	struct v8scope_model_process *process, const struct v8scope_event *event)
{
	void *key = address_key(event->isolate);
	struct v8scope_model_isolate *isolate = g_hash_table_lookup(process->live, key);

	if (!isolate && begins_isolate(event->type)) {
		isolate = v8scope_model_isolate_create(process, event->isolate, event->ts_ns);
		isolate->census_floor = is_of_census(event->type) ? 0 : process->last_census;
		g_ptr_array_add(process->isolates, isolate);
		g_hash_table_insert(process->live, key, isolate);
	}
	return isolate;
}

/* Moves an isolate, as it is, to the process that turns out to be its own. */
static void move_isolate(struct v8scope_model_process *to, struct v8scope_model_isolate *isolate)
{
	struct v8scope_model_process *from = isolate->process;
	void *key = address_key(isolate->address);
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
static void forget_live(struct v8scope_model_process *process, uintptr_t address)
{
	struct v8scope_model_isolate *isolate =
		g_hash_table_lookup(process->live, address_key(address));

	if (isolate) {
		v8scope_model_isolate_dispose(isolate);
		g_hash_table_remove(process->live, address_key(address));
	}
}

/* The microtask checkpoints that the isolate had completed; false: the event does not say. */
static bool tells_checkpoints(const struct v8scope_event *event, uint64_t *checkpoints)
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
	return tells_checkpoints(event, &checkpoints) && checkpoints < isolate->checkpoints;
}

static void retire_predecessor(
	struct v8scope_model_process *process, const struct v8scope_event *event)
{
	const struct v8scope_model_isolate *isolate =
		g_hash_table_lookup(process->live, address_key(event->isolate));

	if (isolate && is_successor(isolate, event)) {
		forget_live(process, event->isolate);
	}
}

/*
 * A process counts its censuses. If one that began after another had ended has no
 * larger number, it is of another process, to which the kernel gave the same pid.
 */
static void check_process(struct v8scope_model *model, struct v8scope_model_isolate *isolate,
	const struct v8scope_event *event)
{
	struct v8scope_model_process *process = isolate->process;
	uint64_t census_id = event->u.census_end.census_id;

	if (census_id != 0 && census_id <= isolate->census_floor) {
		process = add_process(model, process->host, process->pid, isolate->first_ns);
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
	struct v8scope_model_process *nowhere = find_process(model, process->host, -1);
	void *key = address_key(address);
	struct v8scope_model_isolate *isolate;

	isolate = nowhere ? g_hash_table_lookup(nowhere->live, key) : NULL;
	if (isolate && !isolate->attached && !g_hash_table_contains(process->live, key)) {
		move_isolate(process, isolate);
	}
}

static void attach(struct v8scope_model *model, const struct v8scope_event *event)
{
	const struct v8scope_isolate_attach *info = &event->u.isolate_attach.info;
	int64_t pid = event->pid >= 0 ? event->pid : info->pid;
	struct v8scope_model_process *process =
		find_or_add_process(model, event->host, pid, event->ts_ns);

	retire_predecessor(process, event);
	g_hash_table_replace(
		model->pid_by_isolate, isolate_key(event), g_memdup2(&pid, sizeof(pid)));
	if (event->pid < 0) {
		adopt_isolate(model, process, event->isolate);
	}
	if (info->command && *info->command && !process->command) {
		process->command = g_strdup(info->command);
	}
	model->event_schema = MAX(model->event_schema, event->u.isolate_attach.schema);
	v8scope_model_isolate_attach(find_or_add_isolate(process, event), info);
}

static void add_stack(struct v8scope_model_process *process, const struct v8scope_event *event)
{
	uint64_t stack_id = event->u.stack.stack_id;
	struct v8scope_model_stack *stack = g_new0(struct v8scope_model_stack, 1);

	stack->count = event->u.stack.count;
	stack->ips = g_memdup2(event->u.stack.ips, stack->count * sizeof(uintptr_t));
	stack->code_time.unloaded = event->u.stack.unloaded_at != 0;
	stack->code_time.clock_ns =
		stack->code_time.unloaded ? event->u.stack.unloaded_at : event->clock_ns;
	g_hash_table_replace(process->stacks, g_memdup2(&stack_id, sizeof(stack_id)), stack);
}

const struct v8scope_model_stack *v8scope_model_find_stack(
	const struct v8scope_model_process *process, uint64_t stack_id)
{
	return g_hash_table_lookup(process->stacks, &stack_id);
}

/* More of them nobody looks at. */
#define MAX_MARKS 256

static void add_mark(struct v8scope_model_process *process, const struct v8scope_event *event)
{
	struct v8scope_report_mark *mark;

	if (process->marks->len < MAX_MARKS) {
		mark = g_new0(struct v8scope_report_mark, 1);
		mark->ts_ns = event->ts_ns;
		mark->name = g_strdup(event->u.mark.name);
		g_ptr_array_add(process->marks, mark);
	}
}

/* At every detail level the same events say how long an isolate was observed. */
static bool is_state(enum v8scope_event_type type)
{
	switch (type) {
	case V8SCOPE_EVENT_ISOLATE_ATTACH:
	case V8SCOPE_EVENT_ISOLATE_DISPOSE:
	case V8SCOPE_EVENT_GC_BEGIN:
	case V8SCOPE_EVENT_GC_END:
	case V8SCOPE_EVENT_CENSUS_END:
	case V8SCOPE_EVENT_NEAR_HEAP_LIMIT:
		return true;
	default:
		return false;
	}
}

static void isolate_event(struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	switch (event->type) {
	case V8SCOPE_EVENT_ISOLATE_DISPOSE:
		v8scope_model_isolate_dispose(isolate);
		g_hash_table_remove(isolate->process->live, address_key(isolate->address));
		break;
	case V8SCOPE_EVENT_HANDLE_SCOPE_CLOSE:
		v8scope_model_isolate_close_scope(isolate, event->u.handle_scope_close.scope_id);
		break;
	case V8SCOPE_EVENT_PROMISE_CREATE:
		v8scope_model_promise_create(isolate, event);
		break;
	case V8SCOPE_EVENT_PROMISE_SETTLE:
		v8scope_model_promise_settle(isolate, event);
		break;
	case V8SCOPE_EVENT_PROMISE_SAMPLE:
		v8scope_model_promise_sample(isolate, event);
		break;
	case V8SCOPE_EVENT_PROMISE_COLLECT:
		v8scope_model_promise_collect(isolate, event);
		break;
	case V8SCOPE_EVENT_GC_BEGIN:
		v8scope_model_gc_begin(isolate, event);
		break;
	case V8SCOPE_EVENT_GC_END:
		v8scope_model_gc_end(isolate, event);
		break;
	case V8SCOPE_EVENT_CENSUS_SCOPE:
	case V8SCOPE_EVENT_CENSUS_TYPE:
	case V8SCOPE_EVENT_CENSUS_GLOBAL_TYPE:
	case V8SCOPE_EVENT_CENSUS_GLOBAL:
	case V8SCOPE_EVENT_CENSUS_END:
		v8scope_model_census_event(isolate, event);
		break;
	case V8SCOPE_EVENT_HEAP_SNAPSHOT_HANDLES:
	case V8SCOPE_EVENT_HEAP_SNAPSHOT_GLOBALS:
	case V8SCOPE_EVENT_HEAP_SNAPSHOT:
		v8scope_model_snapshot_event(isolate, event);
		break;
	case V8SCOPE_EVENT_NEAR_HEAP_LIMIT:
		isolate->near_heap_limit = true;
		break;
	default:
		break;
	}
}

/* Every collection but a part of one, and every complete census, goes by here. */
static void show(const struct v8scope_model *model, const struct v8scope_model_isolate *isolate,
	const struct v8scope_event *event, uint64_t moments_before)
{
	if (model->observer.observe && isolate->moments != moments_before) {
		model->observer.observe(model->observer.data, isolate, event);
	}
}

void v8scope_model_handle_event(struct v8scope_model *model, const struct v8scope_event *event)
{
	struct v8scope_model_process *process;
	struct v8scope_model_isolate *isolate;
	uint64_t moments;

	model->events++;
	if (event->type == V8SCOPE_EVENT_ISOLATE_ATTACH) {
		attach(model, event);
	}
	process = find_or_add_process(model, event->host, pid_of(model, event), event->ts_ns);
	if (event->type == V8SCOPE_EVENT_MARK) {
		add_mark(process, event);
	}
	if (event->type == V8SCOPE_EVENT_STACK) {
		add_stack(process, event);
		return;
	}
	if (v8scope_model_js_event(process, event)) {
		return;
	}
	retire_predecessor(process, event);
	isolate = find_or_add_isolate(process, event);
	if (!isolate) {
		return;
	}
	if (event->type == V8SCOPE_EVENT_CENSUS_END) {
		check_process(model, isolate, event);
	}
	tells_checkpoints(event, &isolate->checkpoints);
	if (is_state(event->type)) {
		isolate->last_state_ns = event->ts_ns;
	}
	moments = isolate->moments;
	isolate_event(isolate, event);
	show(model, isolate, event, moments);
}

void v8scope_model_handle_discarded(struct v8scope_model *model, uint64_t count)
{
	model->discarded += count;
	model->discarded_unknown = model->discarded_unknown || count == 0;
}

void v8scope_model_handle_truncated(struct v8scope_model *model)
{
	model->truncated = true;
}
