/* SPDX-License-Identifier: MIT */
/* Finds the process and the isolate of each event and hands it on. */
#include "model_private.h"

#include "census.h"

struct v8scope_model *v8scope_model_create(void)
{
	struct v8scope_model *model = g_new0(struct v8scope_model, 1);

	model->processes = g_ptr_array_new_with_free_func(v8scope_model_process_destroy);
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

/* Is the isolate, or its program, about to end? */
static bool tells_end(const struct v8scope_event *event)
{
	enum v8scope_cause cause;

	switch (event->type) {
	case V8SCOPE_EVENT_ISOLATE_DISPOSE:
		return true;
	case V8SCOPE_EVENT_GC_END:
		cause = event->u.gc.cause;
		break;
	case V8SCOPE_EVENT_CENSUS_END:
		cause = event->u.census_end.cause;
		break;
	default:
		return false;
	}
	return cause == V8SCOPE_CAUSE_DISPOSE || cause == V8SCOPE_CAUSE_EXIT ||
	       cause == V8SCOPE_CAUSE_LAST_TURN;
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

/* Marks of the same name one after the other are of one phase. */
static void add_phase(struct v8scope_model_process *process, const struct v8scope_event *event)
{
	guint count = process->phases->len;
	struct v8scope_model_phase_mark *last =
		count > 0 ? g_ptr_array_index(process->phases, count - 1) : NULL;
	struct v8scope_model_phase_mark *mark;

	if (process->phases_end_ns != INT64_MAX) {
		return;
	}
	if (last) {
		last->next_ns = MIN(last->next_ns, event->ts_ns);
	}
	if (last && g_strcmp0(last->name, event->u.mark.name) == 0) {
		return;
	}
	if (count == MAX_MARKS) {
		process->phases_end_ns = event->ts_ns;
		return;
	}
	mark = g_new0(struct v8scope_model_phase_mark, 1);
	mark->ts_ns = event->ts_ns;
	mark->next_ns = INT64_MAX;
	mark->name = g_strdup(event->u.mark.name);
	g_ptr_array_add(process->phases, mark);
}

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

/* Right after an isolate is announced to a session its state is told, before anything else. */
static void note_state(struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	isolate->last_state_ns = event->ts_ns;
	if (isolate->told_from_ns == 0 && event->type != V8SCOPE_EVENT_ISOLATE_ATTACH) {
		isolate->told_from_ns = event->ts_ns;
	}
	if (event->type == V8SCOPE_EVENT_CENSUS_END &&
		event->u.census_end.cause == V8SCOPE_CAUSE_START) {
		isolate->start_told = true;
	}
}

/* Events of the scopes and handles details: they come by the million, and change no identity. */
static bool is_detail(enum v8scope_event_type type)
{
	switch (type) {
	case V8SCOPE_EVENT_HANDLE_SCOPE_OPEN:
	case V8SCOPE_EVENT_HANDLE_SCOPE_CLOSE:
	case V8SCOPE_EVENT_HANDLE_ESCAPE:
	case V8SCOPE_EVENT_HANDLES_GROW:
	case V8SCOPE_EVENT_HANDLE_CREATE:
	case V8SCOPE_EVENT_GLOBAL_CREATE:
	case V8SCOPE_EVENT_GLOBAL_DISPOSE:
	case V8SCOPE_EVENT_GLOBAL_MAKE_WEAK:
	case V8SCOPE_EVENT_PROMISE_CREATE:
	case V8SCOPE_EVENT_PROMISE_SETTLE:
	case V8SCOPE_EVENT_PROMISE_SAMPLE:
	case V8SCOPE_EVENT_PROMISE_COLLECT:
	case V8SCOPE_EVENT_CONTEXT_ENTER:
	case V8SCOPE_EVENT_CONTEXT_EXIT:
	case V8SCOPE_EVENT_MICROTASK_CHECKPOINT_BEGIN:
	case V8SCOPE_EVENT_MICROTASK_CHECKPOINT_END:
		return true;
	default:
		return false;
	}
}

bool v8scope_model_reads_fields(enum v8scope_event_type type)
{
	switch (type) {
	case V8SCOPE_EVENT_HANDLE_SCOPE_CLOSE:
	case V8SCOPE_EVENT_HANDLE_ESCAPE:
	case V8SCOPE_EVENT_PROMISE_CREATE:
	case V8SCOPE_EVENT_PROMISE_SETTLE:
	case V8SCOPE_EVENT_PROMISE_SAMPLE:
	case V8SCOPE_EVENT_PROMISE_COLLECT:
		return true;
	default:
		return !is_detail(type);
	}
}

static void isolate_event(struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	switch (event->type) {
	case V8SCOPE_EVENT_ISOLATE_DISPOSE:
		v8scope_model_isolate_dispose(isolate);
		g_hash_table_remove(
			isolate->process->live, v8scope_model_address_key(isolate->address));
		break;
	case V8SCOPE_EVENT_HANDLE_SCOPE_CLOSE:
		v8scope_model_isolate_close_scope(isolate, event->u.handle_scope_close.scope_id);
		break;
	case V8SCOPE_EVENT_HANDLE_SCOPE_OPEN:
		isolate->scopes_seen = true;
		break;
	case V8SCOPE_EVENT_HANDLE_ESCAPE:
		v8scope_model_isolate_escape(isolate, event->u.handle_escape.to_scope_id);
		break;
	case V8SCOPE_EVENT_MICROTASK_CHECKPOINT_END:
		isolate->checkpoint_ends++;
		break;
	case V8SCOPE_EVENT_SCOPE_COST:
		isolate->scope_cost_ps.known = true;
		isolate->scope_cost_ps.value =
			(int64_t)MIN(event->u.scope_cost.picoseconds, (uint64_t)INT64_MAX);
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

/* False: the event is not a description of what other events refer to. */
static bool add_description(
	struct v8scope_model_process *process, const struct v8scope_event *event)
{
	if (event->type == V8SCOPE_EVENT_STACK) {
		add_stack(process, event);
		return true;
	}
	return v8scope_model_js_event(process, event);
}

/* The isolate of the event if it is that of the event before; NULL: it is not known to be. */
static struct v8scope_model_isolate *recall(
	const struct v8scope_model *model, const struct v8scope_event *event)
{
	struct v8scope_model_isolate *isolate = model->recent.isolate;

	return isolate && isolate->address == event->isolate && model->recent.pid == event->pid &&
			       model->recent.host == event->host
		       ? isolate
		       : NULL;
}

/* A disposed isolate's address may be that of another one next. */
static void remember(struct v8scope_model *model, const struct v8scope_event *event,
	struct v8scope_model_isolate *isolate)
{
	model->recent.host = event->host;
	model->recent.pid = event->pid;
	model->recent.isolate = isolate->disposed ? NULL : isolate;
}

static void look_up_and_handle(struct v8scope_model *model, const struct v8scope_event *event)
{
	struct v8scope_model_process *process;
	struct v8scope_model_isolate *isolate;
	uint64_t moments;

	model->recent.isolate = NULL;
	if (event->type == V8SCOPE_EVENT_ISOLATE_ATTACH) {
		v8scope_model_attach(model, event);
	}
	process = v8scope_model_process_of(model, event);
	if (event->type == V8SCOPE_EVENT_MARK) {
		add_mark(process, event);
		add_phase(process, event);
	}
	if (add_description(process, event)) {
		return;
	}
	v8scope_model_retire_predecessor(process, event);
	isolate = v8scope_model_find_or_add_isolate(process, event);
	if (!isolate) {
		return;
	}
	if (event->type == V8SCOPE_EVENT_CENSUS_END) {
		v8scope_model_check_process(model, isolate, event);
	}
	v8scope_model_tells_checkpoints(event, &isolate->checkpoints);
	isolate->ended = isolate->ended || tells_end(event);
	if (is_state(event->type)) {
		note_state(isolate, event);
	}
	moments = isolate->moments;
	isolate_event(isolate, event);
	show(model, isolate, event, moments);
	remember(model, event, isolate);
}

void v8scope_model_handle_event(struct v8scope_model *model, const struct v8scope_event *event)
{
	struct v8scope_model_isolate *isolate =
		is_detail(event->type) ? recall(model, event) : NULL;

	model->events++;
	if (isolate) {
		isolate_event(isolate, event);
	} else {
		look_up_and_handle(model, event);
	}
}

void v8scope_model_handle_earlier_event(
	struct v8scope_model *model, const struct v8scope_event *event)
{
	struct v8scope_model_isolate *isolate;

	model->recent.isolate = NULL;
	if (event->type == V8SCOPE_EVENT_ISOLATE_ATTACH) {
		isolate = v8scope_model_attach(model, event);
		isolate->attached = false;
		isolate->foretold = true;
		return;
	}
	struct v8scope_model_process *process = v8scope_model_process_of(model, event);
	if (event->type == V8SCOPE_EVENT_ISOLATE_DISPOSE) {
		v8scope_model_forget_live(process, event->isolate);
	} else {
		add_description(process, event);
	}
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
