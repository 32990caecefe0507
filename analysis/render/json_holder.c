/* SPDX-License-Identifier: MIT */
#include "json_holder.h"

#include <stdbool.h>

#include "advice.h"
#include "json_curves.h"
#include "json_promises.h"
#include "json_values.h"
#include "units.h"

static json_t *count(uint64_t value)
{
	return v8scope_json_count(value);
}

static json_t *optional(struct v8scope_optional value)
{
	return v8scope_json_optional(value);
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
	json_object_set_new(object, "line", v8scope_json_nonzero(frame->line));
	json_object_set_new(object, "column", v8scope_json_nonzero(frame->column));
	json_object_set_new(object, "now_line", v8scope_json_nonzero(frame->now_line));
	json_object_set_new(object, "now_column", v8scope_json_nonzero(frame->now_column));
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
	json_object_set_new(object, "line", v8scope_json_nonzero((uint64_t)MAX(site->line, 0)));
	json_object_set_new(object, "ip", v8scope_json_address(site->ip));
	json_object_set_new(object, "module", v8scope_json_text(site->module));
	json_object_set_new(object, "module_offset",
		site->module != NULL ? count(site->module_offset) : json_null());
}

static void set_now(json_t *object, const struct v8scope_site *site)
{
	json_object_set_new(object, "now_function", v8scope_json_text(site->function));
	json_object_set_new(object, "now_file", v8scope_json_text(site->file));
	json_object_set_new(object, "now_line", v8scope_json_nonzero((uint64_t)MAX(site->line, 0)));
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
		gathers ? v8scope_json_fraction((double)holder->handle_growth.value /
						(double)fix->checkpoints.value)
			: json_null());
	json_object_set_new(object, "scope_cost_ns",
		fix->scope_cost_ps.known ? json_real((double)fix->scope_cost_ps.value / 1000)
					 : json_null());
	json_object_set_new(object, "cost_ns", optional(cost_ns));
	json_object_set_new(object, "cost_share",
		has_share ? v8scope_json_fraction(
				    (double)cost_ns.value / (double)isolate->assessed_ns.value)
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
	json_object_set_new(object, "scope_id", v8scope_json_nonzero(holder->scope_id));
	json_object_set_new(object, "source", source(holder));
	set_opened(object, &holder->opened);
	set_now(object, &holder->now);
	json_object_set_new(object, "javascript_stack", js_stack_to_json(holder->javascript));
	json_object_set_new(object, "handles", optional(holder->handles));
	json_object_set_new(object, "handle_growth", optional(holder->handle_growth));
	v8scope_json_set_promises(object, &holder->promises);
	json_object_set_new(object, "growth_bytes", optional(holder->growth_bytes));
	json_object_set_new(object, "growth_low", optional(holder->growth_low));
	json_object_set_new(object, "growth_high", optional(holder->growth_high));
	json_object_set_new(object, "separable", json_boolean(holder->separable));
	json_object_set_new(object, "exact", exact_to_json(holder));
	json_object_set_new(object, "share", v8scope_json_fraction(holder->share));
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

json_t *v8scope_json_holders(const struct v8scope_report_process *process,
	const struct v8scope_report_isolate *isolate, guint most)
{
	json_t *array = json_array();

	for (guint i = 0; i < MIN(isolate->holders->len, most); i++) {
		json_array_append_new(array,
			holder_to_json(process, isolate, g_ptr_array_index(isolate->holders, i)));
	}
	return array;
}
