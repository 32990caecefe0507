/* SPDX-License-Identifier: MIT */
#include "census_private.h"
#include "model_private.h"

static void seen_scope_destroy(void *data)
{
	struct seen_scope *scope = data;

	g_free(scope->frame_ips);
	g_clear_pointer(&scope->types, g_ptr_array_unref);
	g_free(scope);
}

struct v8scope_census_builder *v8scope_census_builder_create(void)
{
	struct v8scope_census_builder *builder = g_new0(struct v8scope_census_builder, 1);

	builder->scopes =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, seen_scope_destroy);
	builder->types = g_hash_table_new_full(
		g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
	builder->global_types = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
	builder->globals = g_array_new(FALSE, FALSE, sizeof(struct v8scope_census_global));
	return builder;
}

void v8scope_census_builder_destroy(struct v8scope_census_builder *builder)
{
	if (!builder) {
		return;
	}
	g_hash_table_destroy(builder->scopes);
	g_hash_table_destroy(builder->types);
	g_hash_table_destroy(builder->global_types);
	g_array_unref(builder->globals);
	g_free(builder);
}

static void builder_reset(struct v8scope_census_builder *builder)
{
	builder->open = false;
	g_hash_table_remove_all(builder->scopes);
	g_hash_table_remove_all(builder->types);
	g_hash_table_remove_all(builder->global_types);
	g_array_set_size(builder->globals, 0);
	builder->type_count = 0;
}

/* An earlier census that never came to its end is given up. */
static struct v8scope_census_builder *builder_open(
	struct v8scope_model_isolate *isolate, uint64_t census_id, int64_t ts_ns)
{
	struct v8scope_census_builder *builder = isolate->census;

	if (builder->open && builder->census_id != census_id) {
		isolate->incomplete++;
		builder_reset(builder);
		v8scope_model_epoch_census(isolate, NULL);
	}
	if (!builder->open) {
		builder->since_ns = ts_ns;
	}
	builder->open = true;
	builder->census_id = census_id;
	return builder;
}

static void add_scope(struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	const struct v8scope_census_scope *from = &event->u.census_scope;
	struct v8scope_census_builder *builder =
		builder_open(isolate, from->census_id, event->ts_ns);
	struct seen_scope *scope = g_new0(struct seen_scope, 1);

	scope->scope_id = from->scope_id;
	scope->kind = from->kind;
	scope->source = from->source;
	scope->handles = from->handles;
	scope->checkpoints = from->checkpoints;
	scope->ip = from->ip;
	scope->stack_id =
		v8scope_model_place(isolate->process, from->stack_id, from->javascript_stack_id);
	scope->javascript_stack_id = from->javascript_stack_id;
	if (from->opened_at) {
		scope->opened_at_ns = event->ts_ns - event->clock_ns + (int64_t)from->opened_at;
	}
	scope->frame_ips = g_memdup2(from->frame_ips, from->frame_count * sizeof(uintptr_t));
	scope->frame_count = from->frame_count;
	g_hash_table_replace(builder->scopes, &scope->scope_id, scope);
}

static void add_global(struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	struct v8scope_census_global global = event->u.census_global;

	global.stack_id =
		v8scope_model_place(isolate->process, global.stack_id, global.javascript_stack_id);
	g_array_append_val(builder_open(isolate, global.census_id, event->ts_ns)->globals, global);
}

/* Samples of one place that was seen with several stacks add up. */
static void add_share(GPtrArray *types, const struct v8scope_typed_objects *sampled)
{
	struct v8scope_type_share *share;

	for (guint i = 0; i < types->len; i++) {
		share = g_ptr_array_index(types, i);
		if (g_strcmp0(share->type, sampled->type) == 0) {
			share->slots += sampled->slots;
			share->objects += sampled->objects;
			share->shallow_bytes += sampled->shallow_bytes;
			share->backing_bytes += sampled->backing_bytes;
			return;
		}
	}
	share = g_new0(struct v8scope_type_share, 1);
	share->type = g_strdup(sampled->type);
	share->slots = sampled->slots;
	share->objects = sampled->objects;
	share->shallow_bytes = sampled->shallow_bytes;
	share->backing_bytes = sampled->backing_bytes;
	g_ptr_array_add(types, share);
}

/* Of the scope or the site that `key` stands for in `by_key`. Takes `key`. */
static void add_type(struct v8scope_census_builder *builder, GHashTable *by_key, void *key,
	const struct v8scope_typed_objects *sampled)
{
	GPtrArray *types = g_hash_table_lookup(by_key, key);

	if (!types) {
		types = g_ptr_array_new_with_free_func(v8scope_type_share_destroy);
		g_hash_table_insert(by_key, key, types);
	} else {
		g_free(key);
	}
	add_share(types, sampled);
	builder->type_count++;
}

static void add_scope_type(struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	const struct v8scope_census_type *from = &event->u.census_type;
	struct v8scope_census_builder *builder =
		builder_open(isolate, from->census_id, event->ts_ns);

	add_type(builder, builder->types, g_memdup2(&from->scope_id, sizeof(from->scope_id)),
		&from->sampled);
}

char *v8scope_census_global_key(enum v8scope_global_kind kind, uintptr_t ip, uint64_t stack_id)
{
	return g_strdup_printf(
		"%d %" G_GINT64_MODIFIER "x", (int)kind, (guint64)v8scope_model_site(ip, stack_id));
}

static void add_global_type(
	struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	const struct v8scope_census_global_type *from = &event->u.census_global_type;
	struct v8scope_census_builder *builder =
		builder_open(isolate, from->census_id, event->ts_ns);

	add_type(builder, builder->global_types,
		v8scope_census_global_key(from->kind, from->ip,
			v8scope_model_known_place(isolate->process, from->stack_id)),
		&from->sampled);
}

/* A census after a collection says why that collection ran. */
static enum v8scope_cause census_cause(
	const struct v8scope_model_isolate *isolate, enum v8scope_cause cause)
{
	if (cause != V8SCOPE_CAUSE_GC || !isolate->awaits_census) {
		return cause;
	}
	return g_array_index(isolate->epochs, struct v8scope_model_epoch, isolate->epochs->len - 1)
		.cause;
}

static struct v8scope_model_census *census_create(
	const struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	const struct v8scope_census_end *end = &event->u.census_end;
	struct v8scope_model_census *census = g_rc_box_new0(struct v8scope_model_census);

	census->ts_ns = event->ts_ns;
	census->cause = census_cause(isolate, end->cause);
	census->level = end->level;
	census->scope_count = end->scopes;
	census->handles = end->handles;
	census->unaccounted = end->unaccounted;
	census->checkpoints = end->checkpoints;
	census->in_context = end->in_context;
	census->scopes = g_array_new(FALSE, FALSE, sizeof(struct v8scope_model_scope_sample));
	census->globals = g_array_new(FALSE, FALSE, sizeof(struct v8scope_model_global_sample));
	return census;
}

static void replace_census(struct v8scope_model_census **where, struct v8scope_model_census *census)
{
	v8scope_model_census_unref(*where);
	*where = v8scope_model_census_ref(census);
}

/* Traces from before there were counts of globals and types say 0 of both. */
static bool is_complete(
	const struct v8scope_census_builder *builder, const struct v8scope_census_end *end)
{
	return g_hash_table_size(builder->scopes) == end->scopes &&
	       (end->globals == 0 || builder->globals->len == end->globals);
}

/* A part of the types would look as if the others had gone. */
static void forget_partial_types(
	struct v8scope_census_builder *builder, const struct v8scope_census_end *end)
{
	if (end->types != 0 && builder->type_count < end->types) {
		g_hash_table_remove_all(builder->types);
		g_hash_table_remove_all(builder->global_types);
	}
}

/*
 * The program stood still for the census, from where the collection ended that it is of: with
 * many handles on a busy machine that is longer than what runs between two of them.
 */
static void note_time(struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	bool is_of_collection =
		isolate->awaits_census ||
		(event->u.census_end.cause == V8SCOPE_CAUSE_GC && isolate->gc_ends > 0);

	v8scope_model_stood_still(isolate,
		is_of_collection ? isolate->still_until_ns : isolate->census->since_ns,
		event->ts_ns);
}

static void finish(struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	struct v8scope_census_builder *builder =
		builder_open(isolate, event->u.census_end.census_id, event->ts_ns);
	struct v8scope_model_census *census;

	note_time(isolate, event);
	if (!is_complete(builder, &event->u.census_end)) {
		isolate->incomplete++;
		v8scope_model_epoch_census(isolate, NULL);
		builder_reset(builder);
		return;
	}
	forget_partial_types(builder, &event->u.census_end);
	census = census_create(isolate, event);
	v8scope_census_commit_scopes(isolate, census);
	v8scope_census_commit_globals(isolate, census);
	if (!isolate->first_census) {
		isolate->first_census = v8scope_model_census_ref(census);
	}
	replace_census(&isolate->last_census, census);
	if (!v8scope_model_census_is_tear_down(census)) {
		replace_census(&isolate->last_live_census, census);
	}
	v8scope_model_epoch_census(isolate, census);
	v8scope_model_census_unref(census);
	builder_reset(builder);
	v8scope_model_isolate_prune_scopes(isolate);
	isolate->moments++;
}

void v8scope_model_census_abandon(struct v8scope_model_isolate *isolate)
{
	if (isolate->census->open) {
		isolate->incomplete++;
		builder_reset(isolate->census);
	}
}

void v8scope_model_census_event(
	struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	switch (event->type) {
	case V8SCOPE_EVENT_CENSUS_SCOPE:
		add_scope(isolate, event);
		break;
	case V8SCOPE_EVENT_CENSUS_TYPE:
		add_scope_type(isolate, event);
		break;
	case V8SCOPE_EVENT_CENSUS_GLOBAL_TYPE:
		add_global_type(isolate, event);
		break;
	case V8SCOPE_EVENT_CENSUS_GLOBAL:
		add_global(isolate, event);
		break;
	case V8SCOPE_EVENT_CENSUS_END:
		finish(isolate, event);
		break;
	default:
		break;
	}
}
