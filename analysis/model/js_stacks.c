/* SPDX-License-Identifier: MIT */
/* JavaScript's call stacks, as a process told of them. */
#include "model_private.h"

static void frame_destroy(void *data)
{
	struct v8scope_model_js_frame *frame = data;

	g_free(frame->function);
	g_free(frame->script);
	g_free(frame);
}

static void stack_destroy(void *data)
{
	struct v8scope_model_js_stack *stack = data;

	g_free(stack->frame_ids);
	g_free(stack);
}

void v8scope_model_js_init(struct v8scope_model_process *process)
{
	process->js_frames =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, frame_destroy);
	process->js_stacks =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, stack_destroy);
}

void v8scope_model_js_fini(struct v8scope_model_process *process)
{
	g_hash_table_destroy(process->js_frames);
	g_hash_table_destroy(process->js_stacks);
}

static void add_frame(
	struct v8scope_model_process *process, const struct v8scope_javascript_frame *from)
{
	struct v8scope_model_js_frame *frame = g_new0(struct v8scope_model_js_frame, 1);

	frame->function = g_strdup(from->function);
	frame->script = g_strdup(from->script);
	frame->line = from->line;
	frame->column = from->column;
	frame->now_line = from->now_line;
	frame->now_column = from->now_column;
	g_hash_table_replace(
		process->js_frames, g_memdup2(&from->frame_id, sizeof(from->frame_id)), frame);
}

static void add_stack(struct v8scope_model_process *process, const struct v8scope_event *event)
{
	uint64_t stack_id = event->u.javascript_stack.stack_id;
	struct v8scope_model_js_stack *stack = g_new0(struct v8scope_model_js_stack, 1);

	stack->count = event->u.javascript_stack.count;
	stack->frame_ids =
		g_memdup2(event->u.javascript_stack.frame_ids, stack->count * sizeof(uint64_t));
	g_hash_table_replace(process->js_stacks, g_memdup2(&stack_id, sizeof(stack_id)), stack);
}

bool v8scope_model_js_event(
	struct v8scope_model_process *process, const struct v8scope_event *event)
{
	switch (event->type) {
	case V8SCOPE_EVENT_JAVASCRIPT_FRAME:
		add_frame(process, &event->u.javascript_frame);
		return true;
	case V8SCOPE_EVENT_JAVASCRIPT_STACK:
		add_stack(process, event);
		return true;
	default:
		return false;
	}
}

uint64_t v8scope_model_js_innermost(
	const struct v8scope_model_process *process, uint64_t javascript_stack_id)
{
	const struct v8scope_model_js_stack *stack =
		g_hash_table_lookup(process->js_stacks, &javascript_stack_id);

	return stack && stack->count > 0 ? stack->frame_ids[0] : 0;
}

static char *copy_name(const char *name, const char *none)
{
	return g_strcmp0(name, none) != 0 ? g_strdup(name) : NULL;
}

/* A frame whose event was lost is left out. */
void v8scope_model_js_set_stack(struct v8scope_holder *holder,
	const struct v8scope_model_process *process, uint64_t javascript_stack_id)
{
	const struct v8scope_model_js_stack *stack =
		g_hash_table_lookup(process->js_stacks, &javascript_stack_id);

	for (uint32_t i = 0; stack && i < stack->count; i++) {
		const struct v8scope_model_js_frame *from =
			g_hash_table_lookup(process->js_frames, &stack->frame_ids[i]);
		struct v8scope_js_frame *frame;

		if (!from) {
			continue;
		}
		frame = v8scope_holder_add_js_frame(holder);
		frame->function = copy_name(from->function, V8SCOPE_JAVASCRIPT_NO_NAME);
		frame->file = copy_name(from->script, V8SCOPE_JAVASCRIPT_NO_SCRIPT);
		frame->line = from->line;
		frame->column = from->column;
		frame->now_line = from->now_line;
		frame->now_column = from->now_column;
	}
}
