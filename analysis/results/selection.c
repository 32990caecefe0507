/* SPDX-License-Identifier: MIT */
#include "selection.h"

/* A message lists no more. */
#define MAX_LISTED 16

static void select_isolates(
	const struct v8scope_selection *selection, struct v8scope_report_process *process)
{
	bool wanted = !selection->pid.known || selection->pid.value == process->pid;

	for (guint i = process->isolates->len; i > 0; i--) {
		const struct v8scope_report_isolate *isolate =
			g_ptr_array_index(process->isolates, i - 1);

		if (!wanted ||
			(selection->isolate != 0 && selection->isolate != isolate->isolate)) {
			g_ptr_array_remove_index(process->isolates, i - 1);
		}
	}
}

guint v8scope_selection_apply(
	const struct v8scope_selection *selection, struct v8scope_report *report)
{
	guint isolates = 0;

	for (guint i = report->processes->len; i > 0; i--) {
		struct v8scope_report_process *process =
			g_ptr_array_index(report->processes, i - 1);

		select_isolates(selection, process);
		isolates += process->isolates->len;
		if (process->isolates->len == 0) {
			g_ptr_array_remove_index(report->processes, i - 1);
		}
	}
	return isolates;
}

static void list_isolates(GString *text, const GPtrArray *isolates)
{
	for (guint i = 0; i < isolates->len; i++) {
		const struct v8scope_report_isolate *isolate = g_ptr_array_index(isolates, i);

		if (i == MAX_LISTED) {
			g_string_append(text, ", ...");
			return;
		}
		g_string_append_printf(
			text, "%s0x%jx", i > 0 ? ", " : "", (uintmax_t)isolate->isolate);
	}
}

char *v8scope_selection_list(const struct v8scope_report *report)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < MIN(report->processes->len, MAX_LISTED); i++) {
		const struct v8scope_report_process *process =
			g_ptr_array_index(report->processes, i);

		g_string_append_printf(text, "%spid %" G_GINT64_FORMAT " (isolate ",
			i > 0 ? ", " : "", process->pid);
		list_isolates(text, process->isolates);
		g_string_append_c(text, ')');
	}
	if (report->processes->len > MAX_LISTED) {
		g_string_append(text, ", ...");
	}
	if (text->len == 0) {
		g_string_append(text, "none");
	}
	return g_string_free(text, FALSE);
}
