/* SPDX-License-Identifier: MIT */
/* A line a holder, "outermost;...;innermost WEIGHT": what flamegraph.pl and others read. */
#include "formats.h"

#include <inttypes.h>

#include "render.h"
#include "stacks.h"

/* A semicolon ends a frame's name. */
static void append_name(GString *out, const char *name)
{
	for (const char *p = name; *p != '\0'; p++) {
		g_string_append_c(out, *p == ';' ? ':' : *p);
	}
}

static void append_holder(
	GString *out, const char *root, const struct v8scope_holder *holder, int64_t weight)
{
	GPtrArray *stack = v8scope_stack_of_holder(holder);

	append_name(out, root);
	for (guint i = 0; i < stack->len; i++) {
		const struct v8scope_stack_frame *frame = g_ptr_array_index(stack, i);

		g_string_append_c(out, ';');
		append_name(out, frame->name);
	}
	g_string_append_printf(out, " %" PRId64 "\n", weight);
	g_ptr_array_unref(stack);
}

static void append_isolate(GString *out, const char *process,
	const struct v8scope_report_isolate *isolate, enum v8scope_weight weight)
{
	char *root = g_strdup_printf("%s isolate 0x%" PRIxPTR, process, isolate->isolate);

	for (guint i = 0; i < isolate->holders->len; i++) {
		const struct v8scope_holder *holder = g_ptr_array_index(isolate->holders, i);
		int64_t value;

		if (v8scope_stack_weight(holder, weight, &value)) {
			append_holder(out, root, holder, value);
		}
	}
	g_free(root);
}

void v8scope_render_folded(const struct v8scope_report *report,
	const struct v8scope_render_options *options, GString *out)
{
	for (guint i = 0; i < report->processes->len; i++) {
		const struct v8scope_report_process *process =
			g_ptr_array_index(report->processes, i);
		char *title = v8scope_process_title(process);

		for (guint j = 0; j < process->isolates->len; j++) {
			append_isolate(out, title, g_ptr_array_index(process->isolates, j),
				options->weight);
		}
		g_free(title);
	}
}
