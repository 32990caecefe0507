/* SPDX-License-Identifier: MIT */
/* docs/report.schema.json is this format's schema, docs/report.md its manual. */
#include "formats.h"

#include <jansson.h>
#include <math.h>
#include <stdbool.h>

#include "advice.h"
#include "gaps.h"
#include "json_curves.h"
#include "json_report.h"
#include "json_values.h"
#include "promises.h"
#include "render.h"
#include "units.h"

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

/* For identifiers and lines, which start at 1. */
static json_t *nonzero(uint64_t value)
{
	return value != 0 ? count(value) : json_null();
}

static json_t *fraction(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

/* A share in millionths. */
static json_t *share(struct v8scope_optional value)
{
	return value.known ? json_real((double)value.value / V8SCOPE_SHARE_ONE) : json_null();
}

/* What would not fit into JSON's integers takes centuries. */
static json_t *bucket_to_json(uint32_t bucket, uint64_t promises)
{
	json_t *object = json_object();

	json_object_set_new(
		object, "from_ns", bucket > 0 ? count(UINT64_C(1) << bucket) : count(0));
	json_object_set_new(
		object, "below_ns", bucket < 62 ? count(UINT64_C(2) << bucket) : json_null());
	json_object_set_new(object, "promises", count(promises));
	return object;
}

static json_t *latency_to_json(const struct v8scope_promise_facts *promises)
{
	json_t *array;

	if (!promises->created.known) {
		return json_null();
	}
	array = json_array();
	for (uint32_t i = 0; i < MIN(promises->latency_count, 64); i++) {
		if (promises->latency[i] > 0) {
			json_array_append_new(array, bucket_to_json(i, promises->latency[i]));
		}
	}
	return array;
}

static void set_promises(json_t *object, const struct v8scope_promise_facts *promises)
{
	json_object_set_new(object, "promises_created", optional(promises->created));
	json_object_set_new(object, "promises_settled", optional(promises->settled));
	json_object_set_new(object, "promises_unsettled", optional(promises->unsettled));
	json_object_set_new(object, "promises_sampled", optional(promises->sampled));
	json_object_set_new(object, "promises_alive", share(promises->alive));
	json_object_set_new(object, "promises_alive_low", share(promises->alive_low));
	json_object_set_new(object, "promises_alive_high", share(promises->alive_high));
	json_object_set_new(object, "promise_latency", latency_to_json(promises));
	json_object_set_new(object, "promise_latency_ambiguous", optional(promises->ambiguous));
}

static void set_promises_answer(json_t *object, const struct v8scope_report_isolate *isolate)
{
	char *answer = v8scope_promises_answer(isolate);

	json_object_set_new(object, "promises_answer", v8scope_json_text(answer));
	g_free(answer);
}

static json_t *type_to_json(const struct v8scope_type_share *type)
{
	json_t *object = json_object();

	json_object_set_new(object, "type", v8scope_json_text(type->type));
	json_object_set_new(object, "slots", count(type->slots));
	json_object_set_new(object, "objects", count(type->objects));
	json_object_set_new(object, "shallow_bytes", count(type->shallow_bytes));
	json_object_set_new(object, "backing_bytes", count(type->backing_bytes));
	return object;
}

static json_t *types_to_json(const GPtrArray *types)
{
	json_t *array = json_array();

	for (guint i = 0; i < types->len; i++) {
		json_array_append_new(array, type_to_json(g_ptr_array_index(types, i)));
	}
	return array;
}

static json_t *js_frame_to_json(const struct v8scope_js_frame *frame)
{
	json_t *object = json_object();

	json_object_set_new(object, "function", v8scope_json_text(frame->function));
	json_object_set_new(object, "file", v8scope_json_text(frame->file));
	json_object_set_new(object, "line", nonzero(frame->line));
	json_object_set_new(object, "column", nonzero(frame->column));
	json_object_set_new(object, "now_line", nonzero(frame->now_line));
	json_object_set_new(object, "now_column", nonzero(frame->now_column));
	return object;
}

static json_t *js_stack_to_json(const GPtrArray *frames)
{
	json_t *array = json_array();

	for (guint i = 0; i < frames->len; i++) {
		json_array_append_new(array, js_frame_to_json(g_ptr_array_index(frames, i)));
	}
	return array;
}

static void set_opened(json_t *object, const struct v8scope_site *site)
{
	json_object_set_new(object, "function", v8scope_json_text(site->function));
	json_object_set_new(object, "file", v8scope_json_text(site->file));
	json_object_set_new(object, "line", nonzero((uint64_t)MAX(site->line, 0)));
	json_object_set_new(object, "ip", v8scope_json_address(site->ip));
	json_object_set_new(object, "module", v8scope_json_text(site->module));
	json_object_set_new(object, "module_offset",
		site->module != NULL ? count(site->module_offset) : json_null());
}

static void set_now(json_t *object, const struct v8scope_site *site)
{
	json_object_set_new(object, "now_function", v8scope_json_text(site->function));
	json_object_set_new(object, "now_file", v8scope_json_text(site->file));
	json_object_set_new(object, "now_line", nonzero((uint64_t)MAX(site->line, 0)));
}

/* JavaScript and the unexplained part are no things that could be closed. */
static json_t *state(const struct v8scope_holder *holder)
{
	switch (holder->kind) {
	case V8SCOPE_HOLDER_KIND_JAVASCRIPT:
	case V8SCOPE_HOLDER_KIND_UNEXPLAINED:
		return json_null();
	default:
		return json_string(holder->live ? "live" : "closed");
	}
}

/* Which of the two sensors for scopes found it. */
static json_t *source(const struct v8scope_holder *holder)
{
	if (holder->kind != V8SCOPE_HOLDER_KIND_HANDLE_SCOPE) {
		return json_null();
	}
	return json_string(holder->found_on_stack ? "stack" : "hook");
}

static json_t *class_to_json(const struct v8scope_class_share *share)
{
	json_t *object = json_object();

	json_object_set_new(object, "type", v8scope_json_text(share->type));
	json_object_set_new(object, "constructor", v8scope_json_text(share->constructor));
	json_object_set_new(object, "objects", count(share->objects));
	json_object_set_new(object, "bytes", count(share->bytes));
	return object;
}

static json_t *exact_to_json(const struct v8scope_holder *holder)
{
	const struct v8scope_exact_facts *exact = &holder->exact;
	json_t *object, *constructors;

	if (!exact->retained_bytes.known) {
		return json_null();
	}
	object = json_object();
	constructors = json_array();
	for (guint i = 0; i < holder->classes->len; i++) {
		json_array_append_new(
			constructors, class_to_json(g_ptr_array_index(holder->classes, i)));
	}
	json_object_set_new(object, "retained_bytes", optional(exact->retained_bytes));
	json_object_set_new(object, "objects", optional(exact->objects));
	json_object_set_new(object, "shared_bytes", optional(exact->shared_bytes));
	json_object_set_new(
		object, "shared_with_holders_bytes", optional(exact->shared_with_holders_bytes));
	json_object_set_new(object, "constructors", constructors);
	json_object_set_new(
		object, "estimated_growth_bytes", optional(exact->estimated_growth_bytes));
	json_object_set_new(object, "released_bytes", optional(exact->released_bytes));
	return object;
}

/* When its growth began, as nanoseconds since the trace's beginning, and as a time. */
static void set_began(
	json_t *object, const struct v8scope_holder *holder, struct v8scope_optional first_ns)
{
	char *time = holder->began_after_ns.known ? v8scope_format_utc(holder->began_after_ns.value)
						  : NULL;
	struct v8scope_optional within = holder->began_before_ns;

	within.value -= holder->began_after_ns.value;
	json_object_set_new(
		object, "began_at_ns", v8scope_json_since(holder->began_after_ns, first_ns));
	json_object_set_new(object, "began_at", v8scope_json_text(time));
	json_object_set_new(object, "began_within_ns", optional(within));
	g_free(time);
}

static json_t *fix_to_json(
	const struct v8scope_report_isolate *isolate, const struct v8scope_holder *holder)
{
	const struct v8scope_fix_facts *fix = &holder->fix;
	struct v8scope_optional cost_ns = v8scope_advice_cost_ns(holder);
	bool gathers = fix->checkpoints.known && holder->handle_growth.known;
	bool has_share = cost_ns.known && isolate->assessed_ns.value > 0;
	json_t *object;

	if (holder->advice == NULL || (!fix->globals_created.known && !fix->created.known)) {
		return json_null();
	}
	object = json_object();
	json_object_set_new(object, "handles_per_checkpoint",
		gathers ? fraction((double)holder->handle_growth.value /
				   (double)fix->checkpoints.value)
			: json_null());
	json_object_set_new(object, "scope_cost_ns",
		fix->scope_cost_ps.known ? json_real((double)fix->scope_cost_ps.value / 1000)
					 : json_null());
	json_object_set_new(object, "cost_ns", optional(cost_ns));
	json_object_set_new(object, "cost_share",
		has_share ? fraction((double)cost_ns.value / (double)isolate->assessed_ns.value)
			  : json_null());
	json_object_set_new(object, "escaped", optional(fix->escaped));
	json_object_set_new(object, "promises_outlasting", optional(fix->promises_outlasting));
	json_object_set_new(object, "globals_created", optional(fix->globals_created));
	json_object_set_new(object, "created", optional(fix->created));
	json_object_set_new(object, "weak", optional(fix->weak));
	json_object_set_new(object, "most_weak", optional(fix->most_weak));
	return object;
}

static json_t *holder_to_json(const struct v8scope_report_process *process,
	const struct v8scope_report_isolate *isolate, const struct v8scope_holder *holder)
{
	char *advice = v8scope_advice(isolate, holder);
	json_t *object = json_object();

	json_object_set_new(
		object, "kind", v8scope_json_text(v8scope_holder_kind_name(holder->kind)));
	json_object_set_new(object, "state", state(holder));
	json_object_set_new(object, "scope_id", nonzero(holder->scope_id));
	json_object_set_new(object, "source", source(holder));
	set_opened(object, &holder->opened);
	set_now(object, &holder->now);
	json_object_set_new(object, "javascript_stack", js_stack_to_json(holder->javascript));
	json_object_set_new(object, "handles", optional(holder->handles));
	json_object_set_new(object, "handle_growth", optional(holder->handle_growth));
	set_promises(object, &holder->promises);
	json_object_set_new(object, "growth_bytes", optional(holder->growth_bytes));
	json_object_set_new(object, "growth_low", optional(holder->growth_low));
	json_object_set_new(object, "growth_high", optional(holder->growth_high));
	json_object_set_new(object, "separable", json_boolean(holder->separable));
	json_object_set_new(object, "exact", exact_to_json(holder));
	json_object_set_new(object, "share", fraction(holder->share));
	json_object_set_new(object, "opened_at_ns", optional(holder->opened_at_ns));
	json_object_set_new(object, "checkpoints", optional(holder->checkpoints));
	set_began(object, holder, process->first_ns);
	json_object_set_new(
		object, "handle_series", v8scope_json_handle_series(holder, process->first_ns));
	json_object_set_new(object, "promise_series",
		v8scope_json_promise_series(&holder->promise_curve, process->first_ns));
	json_object_set_new(object, "balance", v8scope_json_balance(holder, process->first_ns));
	json_object_set_new(object, "types", types_to_json(holder->types));
	json_object_set_new(object, "advice", v8scope_json_text(advice));
	json_object_set_new(object, "fix", fix_to_json(isolate, holder));
	g_free(advice);
	return object;
}

static json_t *holders_to_json(const struct v8scope_report_process *process,
	const struct v8scope_report_isolate *isolate, guint most)
{
	json_t *array = json_array();

	for (guint i = 0; i < MIN(isolate->holders->len, most); i++) {
		json_array_append_new(array,
			holder_to_json(process, isolate, g_ptr_array_index(isolate->holders, i)));
	}
	return array;
}

/* Holders beyond `most` are not in the document. */
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
	set_promises(object, &isolate->promises);
	set_promises_answer(object, isolate);
	json_object_set_new(object, "snapshot", snapshot_to_json(isolate, most));
	json_object_set_new(object, "suppressed", suppressed_to_json(&isolate->suppressed));
	json_object_set_new(object, "promise_series",
		v8scope_json_promise_series(&isolate->promise_curve, process->first_ns));
	json_object_set_new(
		object, "phases", v8scope_json_phases(isolate, most, process->first_ns));
	json_object_set_new(object, "holders", holders_to_json(process, isolate, most));
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
	json_object_set_new(object, "event_schema", nonzero(report->event_schema));
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
