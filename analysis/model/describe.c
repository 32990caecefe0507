/* SPDX-License-Identifier: MIT */
#include "describe.h"

static struct v8scope_optional known(int64_t value)
{
	return (struct v8scope_optional){.known = true, .value = value};
}

enum v8scope_holder_kind v8scope_describe_global_kind(enum v8scope_global_kind kind)
{
	switch (kind) {
	case V8SCOPE_GLOBAL_KIND_NAPI_REF:
		return V8SCOPE_HOLDER_KIND_NAPI_REF;
	case V8SCOPE_GLOBAL_KIND_NAPI_DEFERRED:
		return V8SCOPE_HOLDER_KIND_NAPI_DEFERRED;
	default:
		return V8SCOPE_HOLDER_KIND_GLOBAL;
	}
}

static void set_stack(struct v8scope_holder *holder, const struct v8scope_model_process *process,
	uintptr_t ip, uint64_t stack_id)
{
	const struct v8scope_model_stack *stack = v8scope_model_find_stack(process, stack_id);

	if (stack && stack->count > 0) {
		holder->ips = g_memdup2(stack->ips, stack->count * sizeof(uintptr_t));
		holder->ip_count = stack->count;
		holder->code_time = stack->code_time;
		return;
	}
	holder->stack_lost = stack_id != 0;
	if (ip) {
		holder->ips = g_memdup2(&ip, sizeof(ip));
		holder->ip_count = 1;
	}
}

static int compare_types(const void *a, const void *b)
{
	const struct v8scope_type_share *left = *(const struct v8scope_type_share *const *)a;
	const struct v8scope_type_share *right = *(const struct v8scope_type_share *const *)b;

	if (left->slots != right->slots) {
		return left->slots < right->slots ? 1 : -1;
	}
	return g_strcmp0(left->type, right->type);
}

static void set_types(struct v8scope_holder *holder, const GPtrArray *types)
{
	for (guint i = 0; types && i < types->len; i++) {
		const struct v8scope_type_share *type = g_ptr_array_index(types, i);
		struct v8scope_type_share *share = g_memdup2(type, sizeof(*type));

		share->type = g_strdup(type->type);
		g_ptr_array_add(holder->types, share);
	}
	g_ptr_array_sort(holder->types, compare_types);
}

static void set_promises(struct v8scope_holder *holder, const struct v8scope_model_isolate *isolate)
{
	static const struct v8scope_model_promise_count none;
	const struct v8scope_model_promise_count *count =
		g_hash_table_lookup(isolate->promise_counts, &holder->scope_id);

	if (isolate->promises_seen) {
		count = count ? count : &none;
		v8scope_promise_facts_set(&holder->promises, count, &count->seen);
		v8scope_model_curve_copy(&holder->promise_curve, &count->curve);
	}
}

void v8scope_describe_scope(struct v8scope_holder *holder,
	const struct v8scope_model_isolate *isolate, const struct v8scope_model_scope *scope)
{
	holder->scope_id = scope->scope_id;
	holder->found_on_stack = scope->found_on_stack;
	holder->live = !scope->closed && !isolate->disposed;
	set_stack(holder, isolate->process, scope->ip, scope->stack_id);
	holder->frame_ips = v8scope_model_stands_best(scope->stands, &holder->frame_count);
	if (holder->frame_count != holder->ip_count) {
		g_clear_pointer(&holder->frame_ips, g_free);
		holder->frame_count = 0;
	}
	if (scope->opened_at_ns) {
		holder->opened_at_ns = known(scope->opened_at_ns);
	}
	holder->checkpoints = known((int64_t)scope->checkpoints);
	v8scope_model_js_set_stack(holder, isolate->process, scope->javascript_stack_id);
	set_types(holder, scope->types);
	set_promises(holder, isolate);
}

void v8scope_describe_global(struct v8scope_holder *holder,
	const struct v8scope_model_isolate *isolate, const struct v8scope_model_global *global)
{
	/* Nobody resets what dies with its isolate: it was held to the end. */
	holder->live = global->last_live > 0;
	set_stack(holder, isolate->process, global->ip, global->stack_id);
	v8scope_model_js_set_stack(holder, isolate->process, global->javascript_stack_id);
	set_types(holder, global->types);
}
