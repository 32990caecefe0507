/* SPDX-License-Identifier: MIT */
#include "stacks.h"

#include <inttypes.h>
#include <string.h>

#include "clean.h"

static void frame_destroy(void *data)
{
	struct v8scope_stack_frame *frame = data;

	g_free(frame->name);
	g_free(frame->file);
	g_free(frame);
}

/* Takes `name`. */
static void add_frame(GPtrArray *stack, char *name, const char *file, int64_t line, int64_t column)
{
	struct v8scope_stack_frame *frame = g_new0(struct v8scope_stack_frame, 1);

	frame->name = v8scope_clean(name, false);
	frame->file = file ? v8scope_clean(file, false) : NULL;
	frame->line = line;
	frame->column = column;
	g_ptr_array_add(stack, frame);
	g_free(name);
}

/* The object's name without its folder, or the remark that its file is gone. */
static char *module_name(const char *module)
{
	const char *remark = g_strrstr(module, " (");
	char *path = g_strndup(module, remark ? (gsize)(remark - module) : strlen(module));
	char *name = g_path_get_basename(path);

	g_free(path);
	return name;
}

static char *native_name(const struct v8scope_site *site)
{
	char *module, *name;

	if (site->function) {
		return g_strdup(site->function);
	}
	if (!site->module) {
		return g_strdup_printf("0x%" PRIxPTR, site->ip);
	}
	module = module_name(site->module);
	name = g_strdup_printf("%s+0x%" PRIx64, module, site->module_offset);
	g_free(module);
	return name;
}

static void add_native(GPtrArray *stack, const struct v8scope_site *site)
{
	add_frame(stack, native_name(site), site->file, site->line, 0);
}

static void add_javascript(GPtrArray *stack, const GPtrArray *frames)
{
	for (guint i = 0; i < frames->len; i++) {
		const struct v8scope_js_frame *frame = g_ptr_array_index(frames, i);

		add_frame(stack, g_strdup(frame->function ? frame->function : "(anonymous)"),
			frame->file, frame->now_line ? frame->now_line : frame->line,
			frame->now_line ? frame->now_column : frame->column);
	}
}

/* Code that V8 made: in no object, or one of the builtins that it brings. */
static bool is_generated(const struct v8scope_site *site)
{
	return site->function ? g_str_has_prefix(site->function, "Builtins_") : !site->module;
}

/* Innermost first. */
static void add_stack(GPtrArray *stack, const struct v8scope_holder *holder)
{
	bool added = false;

	for (guint i = 0; i < holder->stack->len; i++) {
		const struct v8scope_site *site = g_ptr_array_index(holder->stack, i);

		if (!added && is_generated(site)) {
			add_javascript(stack, holder->javascript);
			added = true;
		}
		add_native(stack, site);
	}
	if (holder->stack->len == 0 && (holder->opened.function || holder->opened.ip)) {
		add_native(stack, &holder->opened);
	}
	if (!added) {
		add_javascript(stack, holder->javascript);
	}
}

static void reverse(GPtrArray *array)
{
	for (guint i = 0, j = array->len; i + 1 < j; i++) {
		void *outer = array->pdata[--j];

		array->pdata[j] = array->pdata[i];
		array->pdata[i] = outer;
	}
}

GPtrArray *v8scope_stack_of_holder(const struct v8scope_holder *holder)
{
	GPtrArray *stack = g_ptr_array_new_with_free_func(frame_destroy);

	add_frame(
		stack, g_strdup_printf("[%s]", v8scope_holder_kind_name(holder->kind)), NULL, 0, 0);
	add_stack(stack, holder);
	reverse(stack);
	return stack;
}

bool v8scope_stack_weight(
	const struct v8scope_holder *holder, enum v8scope_weight weight, int64_t *value)
{
	const struct v8scope_optional *source =
		weight == V8SCOPE_WEIGHT_BYTES ? &holder->growth_bytes : &holder->handles;

	*value = source->value;
	return source->known && source->value > 0;
}

char *v8scope_process_title(const struct v8scope_report_process *process)
{
	char *command = g_path_get_basename(process->command ? process->command : "process");
	char *clean = v8scope_clean(command, false);
	char *title = process->pid < 0
			      ? g_strdup(clean)
			      : g_strdup_printf("%s (pid %" PRId64 ")", clean, process->pid);

	g_free(clean);
	g_free(command);
	return title;
}
