/* SPDX-License-Identifier: MIT */
/* From a census that is complete to what the model keeps of it. */
#include "census_private.h"

/* The scopes of a deeply recursing program: only those that hold something are kept. */
#define MAX_SMALL_SAMPLES 256

/* What did not exist when the recording began rises from nothing, at that time (0: not known). */
static void begin_rise(
	const struct v8scope_model_isolate *isolate, struct v8scope_model_rise *rise, int64_t ts_ns)
{
	if (ts_ns >= isolate->first_ns) {
		v8scope_model_rise_add(rise, ts_ns, 0);
	}
}

/* Gives the scope's new figures to its record, which is made if there is none. */
static void commit_scope(struct v8scope_model_isolate *isolate, struct seen_scope *seen,
	const struct v8scope_model_census *census)
{
	struct v8scope_model_scope *scope = g_hash_table_lookup(isolate->scopes, &seen->scope_id);

	if (!scope) {
		scope = g_new0(struct v8scope_model_scope, 1);
		scope->scope_id = seen->scope_id;
		scope->first_seen_ns = census->ts_ns;
		begin_rise(isolate, &scope->rise, seen->opened_at_ns);
		g_hash_table_insert(isolate->scopes, &scope->scope_id, scope);
	}
	if (seen->frame_count > 0) {
		v8scope_model_stands_note(&scope->stands, seen->frame_ips, seen->frame_count,
			seen->handles > scope->last_handles ? seen->handles - scope->last_handles
							    : 0);
	}
	v8scope_model_rise_add(&scope->rise, census->ts_ns, seen->handles);
	scope->rises += seen->handles > scope->last_handles && scope->last_handles > 0;
	scope->kind = seen->kind;
	scope->found_on_stack = seen->source == V8SCOPE_SCOPE_SOURCE_STACK;
	scope->ip = seen->ip;
	scope->stack_id = seen->stack_id;
	if (seen->javascript_stack_id) {
		scope->javascript_stack_id = seen->javascript_stack_id;
	}
	scope->opened_at_ns = seen->opened_at_ns;
	scope->last_seen_ns = census->ts_ns;
	scope->last_seen_still_ns = isolate->still_ns;
	scope->last_seen_checkpoints = census->checkpoints;
	scope->last_handles = seen->handles;
	scope->max_handles = MAX(scope->max_handles, seen->handles);
	scope->checkpoints = seen->checkpoints;
	scope->absent = false;
	scope->closed = false;
	if (seen->types) {
		g_clear_pointer(&scope->types, g_ptr_array_unref);
		scope->types = g_ptr_array_ref(seen->types);
	}
}

static struct v8scope_model_sample sum_types(const GPtrArray *types)
{
	struct v8scope_model_sample sample = {0};

	for (guint i = 0; types && i < types->len; i++) {
		const struct v8scope_type_share *type = g_ptr_array_index(types, i);

		sample.slots += type->slots;
		sample.objects += type->objects;
		sample.own_bytes += type->shallow_bytes + type->backing_bytes;
	}
	return sample;
}

static struct v8scope_model_scope_sample scope_sample(const struct seen_scope *seen)
{
	return (struct v8scope_model_scope_sample){
		.scope_id = seen->scope_id,
		.site = v8scope_model_site(seen->ip, seen->stack_id),
		.handles = seen->handles,
		.checkpoints = seen->checkpoints,
		.sample = sum_types(seen->types),
	};
}

void v8scope_census_commit_scopes(
	struct v8scope_model_isolate *isolate, struct v8scope_model_census *census)
{
	struct v8scope_census_builder *builder = isolate->census;
	bool many = g_hash_table_size(builder->scopes) > MAX_SMALL_SAMPLES;
	GHashTableIter iter;
	void *value;

	g_hash_table_iter_init(&iter, isolate->scopes);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		struct v8scope_model_scope *scope = value;

		scope->absent = true;
		scope->closed = true;
	}
	g_hash_table_iter_init(&iter, builder->scopes);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		struct seen_scope *seen = value;
		GPtrArray *types = g_hash_table_lookup(builder->types, &seen->scope_id);

		seen->types = types ? g_ptr_array_ref(types) : NULL;
		commit_scope(isolate, seen, census);
		if (!many || seen->handles >= V8SCOPE_MODEL_INSIGNIFICANT_HANDLES) {
			struct v8scope_model_scope_sample sample = scope_sample(seen);

			g_array_append_val(census->scopes, sample);
		}
	}
	v8scope_model_census_sort(census);
}

static struct v8scope_model_global *find_or_add_global(
	struct v8scope_model_isolate *isolate, const struct v8scope_census_global *from)
{
	char *key = v8scope_census_global_key(from->kind, from->ip, from->stack_id);
	struct v8scope_model_global *global = g_hash_table_lookup(isolate->globals_by_site, key);

	if (global) {
		g_free(key);
		return global;
	}
	global = g_new0(struct v8scope_model_global, 1);
	if (isolate->last_census) {
		begin_rise(isolate, &global->rise, isolate->last_census->ts_ns);
	}
	global->index = isolate->globals->len;
	global->kind = from->kind;
	global->ip = from->ip;
	global->stack_id = from->stack_id;
	g_ptr_array_add(isolate->globals, global);
	g_hash_table_insert(isolate->globals_by_site, key, global);
	return global;
}

/* A place all of whose globals are gone is in no census: what it created stays created. */
static void follow_global(struct v8scope_model_global *global, int64_t ts_ns)
{
	const struct v8scope_model_point *last = &global->balance.last;
	struct v8scope_model_point point = {
		.ns = (uint64_t)ts_ns,
		.values = {global->last_live, global->last_weak,
			MAX(global->last_created, last->values[2])},
	};

	global->most_weak = MAX(global->most_weak, global->last_weak);
	v8scope_model_rise_add(&global->rise, ts_ns, global->last_live);
	v8scope_model_curve_add(&global->balance, &point);
}

static void commit_global(const struct v8scope_census_builder *builder,
	struct v8scope_model_global *global, struct v8scope_model_census *census)
{
	g_autofree char *key =
		v8scope_census_global_key(global->kind, global->ip, global->stack_id);
	GPtrArray *types = g_hash_table_lookup(builder->global_types, key);
	const struct v8scope_model_global_sample sample = {
		.index = global->index,
		.live = global->last_live,
		.weak = global->last_weak,
		.created = global->last_created,
		.sample = sum_types(types),
	};

	if (types) {
		g_clear_pointer(&global->types, g_ptr_array_unref);
		global->types = g_ptr_array_ref(types);
	}
	g_array_append_val(census->globals, sample);
}

void v8scope_census_commit_globals(
	struct v8scope_model_isolate *isolate, struct v8scope_model_census *census)
{
	GArray *globals = isolate->census->globals;

	for (guint i = 0; i < isolate->globals->len; i++) {
		struct v8scope_model_global *global = g_ptr_array_index(isolate->globals, i);

		global->last_live = 0;
		global->last_weak = 0;
		global->last_created = 0;
	}
	for (guint i = 0; i < globals->len; i++) {
		const struct v8scope_census_global *from =
			&g_array_index(globals, struct v8scope_census_global, i);

		struct v8scope_model_global *global = find_or_add_global(isolate, from);

		global->last_live += from->live;
		global->last_weak += from->weak;
		global->last_created += from->created;
		if (from->javascript_stack_id) {
			global->javascript_stack_id = from->javascript_stack_id;
		}
	}
	for (guint i = 0; i < isolate->globals->len; i++) {
		struct v8scope_model_global *global = g_ptr_array_index(isolate->globals, i);

		follow_global(global, census->ts_ns);
		census->globals_created += global->balance.last.values[2];
		if (global->last_live > 0) {
			commit_global(isolate->census, global, census);
		}
	}
}
