/* SPDX-License-Identifier: MIT */
/* docs/report.schema.json is this format's schema, docs/report.md its manual. */
#include "formats.h"

#include <jansson.h>

#include "gaps.h"
#include "json_curves.h"
#include "json_holder.h"
#include "json_promises.h"
#include "json_report.h"
#include "json_values.h"
#include "promises.h"
#include "render.h"

/* Of the document's layout; raise it when a field changes its meaning or goes away. */
#define JSON_SCHEMA 1

static json_t *count(uint64_t value)
{
	return v8scope_json_count(value);
}

static json_t *optional(struct v8scope_optional value)
{
	return v8scope_json_optional(value);
}

static void set_promises_answer(json_t *object, const struct v8scope_report_isolate *isolate)
{
	char *answer = v8scope_promises_answer(isolate);

	json_object_set_new(object, "promises_answer", v8scope_json_text(answer));
	g_free(answer);
}

static json_t *shared_to_json(const struct v8scope_shared_share *shared, guint most)
{
	json_t *object = json_object();
	json_t *holders = json_array();

	for (uint32_t i = 0; i < shared->holder_count; i++) {
		if (shared->holders[i] < most) {
			json_array_append_new(holders, count(shared->holders[i]));
		}
	}
	json_object_set_new(object, "bytes", count(shared->bytes));
	json_object_set_new(object, "objects", count(shared->objects));
	json_object_set_new(object, "all_holders", count(shared->all_holders));
	json_object_set_new(object, "holders", holders);
	return object;
}

static json_t *snapshot_to_json(const struct v8scope_report_isolate *isolate, guint most)
{
	const struct v8scope_snapshot_facts *snapshot = &isolate->snapshot;
	json_t *object, *shared;

	if (snapshot->status == NULL) {
		return json_null();
	}
	object = json_object();
	shared = json_array();
	for (guint i = 0; i < isolate->shared->len; i++) {
		json_array_append_new(
			shared, shared_to_json(g_ptr_array_index(isolate->shared, i), most));
	}
	json_object_set_new(object, "path", v8scope_json_text(snapshot->path));
	json_object_set_new(object, "status", v8scope_json_text(snapshot->status));
	json_object_set_new(object, "bytes", optional(snapshot->bytes));
	json_object_set_new(object, "handles", optional(snapshot->handles));
	json_object_set_new(object, "duration_ns", optional(snapshot->duration_ns));
	json_object_set_new(object, "javascript_bytes", optional(snapshot->javascript_bytes));
	json_object_set_new(object, "javascript_objects", optional(snapshot->javascript_objects));
	json_object_set_new(object, "shared", shared);
	return object;
}

static json_t *suppressed_to_json(const struct v8scope_suppressed *suppressed)
{
	json_t *object;

	if (suppressed->holders == 0) {
		return json_null();
	}
	object = json_object();
	json_object_set_new(object, "holders", count(suppressed->holders));
	json_object_set_new(object, "growth_bytes", json_integer(suppressed->growth_bytes));
	json_object_set_new(object, "handles", json_integer(suppressed->handles));
	return object;
}

static json_t *gap_to_json(const struct v8scope_gap *gap)
{
	json_t *object = json_object();
	char *text = v8scope_gap_text(gap);

	json_object_set_new(object, "kind", v8scope_json_text(v8scope_gap_kind_name(gap->kind)));
	json_object_set_new(object, "at_ns", optional(gap->at_ns));
	json_object_set_new(object, "count", optional(gap->count));
	json_object_set_new(object, "text", v8scope_json_text(text));
	g_free(text);
	return object;
}

static json_t *gaps_to_json(const GPtrArray *gaps)
{
	json_t *array = json_array();

	for (guint i = 0; i < gaps->len; i++) {
		json_array_append_new(array, gap_to_json(g_ptr_array_index(gaps, i)));
	}
	return array;
}

static json_t *fit_to_json(const struct v8scope_fit *fit)
{
	json_t *object;

	if (!fit->steps.known) {
		return json_null();
	}
	object = json_object();
	json_object_set_new(
		object, "explained", json_real((double)fit->explained.value / V8SCOPE_SHARE_ONE));
	json_object_set_new(object, "steps", optional(fit->steps));
	json_object_set_new(object, "left_out", optional(fit->left_out));
	return object;
}

static json_t *isolate_to_json(const struct v8scope_report_process *process,
	const struct v8scope_report_isolate *isolate, guint most)
{
	json_t *object = json_object();

	json_object_set_new(object, "isolate", v8scope_json_address(isolate->isolate));
	json_object_set_new(object, "v8_version", v8scope_json_text(isolate->v8_version));
	json_object_set_new(object, "gc_policy", v8scope_json_text(isolate->gc_policy));
	json_object_set_new(
		object, "verdict", v8scope_json_text(v8scope_verdict_name(isolate->verdict)));
	json_object_set_new(
		object, "evidence", v8scope_json_text(v8scope_evidence_name(isolate->evidence)));
	json_object_set_new(object, "reason", v8scope_json_text(isolate->reason));
	json_object_set_new(object, "gaps", gaps_to_json(isolate->gaps));
	json_object_set_new(object, "growth_bytes", optional(isolate->growth_bytes));
	json_object_set_new(object, "baseline_bytes", optional(isolate->baseline_bytes));
	json_object_set_new(object, "final_bytes", optional(isolate->final_bytes));
	json_object_set_new(object, "assessed_ns", optional(isolate->assessed_ns));
	json_object_set_new(
		object, "assessed_checkpoints", optional(isolate->assessed_checkpoints));
	json_object_set_new(object, "fit", fit_to_json(&isolate->fit));
	json_object_set_new(object, "full_gcs", count(isolate->full_gcs));
	json_object_set_new(object, "handles", optional(isolate->handles));
	json_object_set_new(object, "unaccounted", optional(isolate->unaccounted));
	json_object_set_new(object, "heap_size_limit", optional(isolate->heap_size_limit));
	json_object_set_new(object, "near_heap_limit", json_boolean(isolate->near_heap_limit));
	v8scope_json_set_promises(object, &isolate->promises);
	set_promises_answer(object, isolate);
	json_object_set_new(object, "snapshot", snapshot_to_json(isolate, most));
	json_object_set_new(object, "suppressed", suppressed_to_json(&isolate->suppressed));
	json_object_set_new(object, "promise_series",
		v8scope_json_promise_series(&isolate->promise_curve, process->first_ns));
	json_object_set_new(
		object, "phases", v8scope_json_phases(isolate, most, process->first_ns));
	json_object_set_new(object, "holders", v8scope_json_holders(process, isolate, most));
	return object;
}

static json_t *module_to_json(const struct v8scope_report_module *module)
{
	json_t *object = json_object();

	json_object_set_new(object, "module", v8scope_json_text(module->name));
	json_object_set_new(object, "path", v8scope_json_text(module->path));
	json_object_set_new(object, "build_id", v8scope_json_text(module->build_id));
	json_object_set_new(object, "file_build_id", v8scope_json_text(module->file_build_id));
	json_object_set_new(
		object, "symbols", v8scope_json_text(v8scope_module_symbols_name(module->symbols)));
	json_object_set_new(object, "advice", v8scope_json_text(module->advice));
	return object;
}

static json_t *modules_to_json(const GPtrArray *modules)
{
	json_t *array = json_array();

	for (guint i = 0; i < modules->len; i++) {
		json_array_append_new(array, module_to_json(g_ptr_array_index(modules, i)));
	}
	return array;
}

static json_t *process_to_json(const struct v8scope_report_process *process, guint most)
{
	json_t *object = json_object();
	json_t *isolates = json_array();

	for (guint i = 0; i < process->isolates->len; i++) {
		json_array_append_new(isolates,
			isolate_to_json(process, g_ptr_array_index(process->isolates, i), most));
	}
	json_object_set_new(
		object, "pid", process->pid >= 0 ? json_integer(process->pid) : json_null());
	json_object_set_new(object, "host", v8scope_json_text(process->host_name));
	json_object_set_new(object, "command", v8scope_json_text(process->command));
	json_object_set_new(object, "first_ns", optional(process->first_ns));
	json_object_set_new(object, "modules", modules_to_json(process->modules));
	json_object_set_new(object, "isolates", isolates);
	return object;
}

static json_t *trace_to_json(const struct v8scope_report *report)
{
	json_t *object = json_object();

	json_object_set_new(object, "events", count(report->events));
	json_object_set_new(object, "discarded", count(report->discarded));
	json_object_set_new(object, "discarded_unknown", json_boolean(report->discarded_unknown));
	json_object_set_new(object, "truncated", json_boolean(report->truncated));
	json_object_set_new(object, "event_schema", v8scope_json_nonzero(report->event_schema));
	return object;
}

json_t *v8scope_json_report(const struct v8scope_report *report, guint most)
{
	json_t *object = json_object();
	json_t *processes = json_array();

	for (guint i = 0; i < report->processes->len; i++) {
		json_array_append_new(
			processes, process_to_json(g_ptr_array_index(report->processes, i), most));
	}
	json_object_set_new(object, "schema", json_integer(JSON_SCHEMA));
	json_object_set_new(object, "trace", trace_to_json(report));
	json_object_set_new(object, "processes", processes);
	return object;
}

void v8scope_render_json(const struct v8scope_report *report,
	const struct v8scope_render_options *options, GString *out)
{
	json_t *document =
		v8scope_json_report(report, options->top > 0 ? (guint)options->top : G_MAXUINT);

	v8scope_json_write(document, out);
}
