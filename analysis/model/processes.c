/* SPDX-License-Identifier: MIT */
/* The processes of a trace: which of them an event is of. */
#include "model_private.h"

static void stack_destroy(void *data)
{
	struct v8scope_model_stack *stack = data;

	g_free(stack->ips);
	g_free(stack);
}

void v8scope_model_process_destroy(void *data)
{
	struct v8scope_model_process *process = data;

	g_free(process->command);
	g_ptr_array_unref(process->isolates);
	g_hash_table_destroy(process->live);
	g_hash_table_destroy(process->stacks);
	v8scope_model_places_fini(process);
	v8scope_model_js_fini(process);
	g_ptr_array_unref(process->marks);
	g_ptr_array_unref(process->phases);
	g_free(process);
}

static void mark_destroy(void *data)
{
	struct v8scope_report_mark *mark = data;

	g_free(mark->name);
	g_free(mark);
}

static void phase_mark_destroy(void *data)
{
	struct v8scope_model_phase_mark *mark = data;

	g_free(mark->name);
	g_free(mark);
}

static void isolate_destroy(void *isolate)
{
	v8scope_model_isolate_destroy(isolate);
}

/*
 * Traces have few processes: a list is as quick as a table. Several may have the pid, one
 * after the other or each in a namespace of its own: the last that has the isolate, or else
 * the last of all.
 */
struct v8scope_model_process *v8scope_model_find_process(
	const struct v8scope_model *model, uint32_t host, int64_t pid, uintptr_t isolate)
{
	struct v8scope_model_process *last = NULL;

	for (guint i = model->processes->len; i > 0; i--) {
		struct v8scope_model_process *process = g_ptr_array_index(model->processes, i - 1);

		if (process->host != host || process->pid != pid) {
			continue;
		}
		if (g_hash_table_contains(process->live, v8scope_model_address_key(isolate))) {
			return process;
		}
		last = last ? last : process;
	}
	return last;
}

struct v8scope_model_process *v8scope_model_find_program(
	const struct v8scope_model *model, uint32_t host, int64_t pid, uint64_t started_at)
{
	for (guint i = model->processes->len; i > 0; i--) {
		struct v8scope_model_process *process = g_ptr_array_index(model->processes, i - 1);

		if (process->host == host && process->pid == pid &&
			(started_at == 0 || process->started_at == 0 ||
				process->started_at == started_at)) {
			return process;
		}
	}
	return NULL;
}

struct v8scope_model_process *v8scope_model_add_process(
	struct v8scope_model *model, uint32_t host, int64_t pid, int64_t ts_ns)
{
	struct v8scope_model_process *process = g_new0(struct v8scope_model_process, 1);

	process->host = host;
	process->pid = pid;
	process->first_ns = ts_ns;
	process->isolates = g_ptr_array_new_with_free_func(isolate_destroy);
	process->live = g_hash_table_new(g_direct_hash, g_direct_equal);
	process->stacks = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, stack_destroy);
	v8scope_model_places_init(process);
	v8scope_model_js_init(process);
	process->marks = g_ptr_array_new_with_free_func(mark_destroy);
	process->phases = g_ptr_array_new_with_free_func(phase_mark_destroy);
	process->phases_end_ns = INT64_MAX;
	g_ptr_array_add(model->processes, process);
	return process;
}
