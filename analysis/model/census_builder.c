/* SPDX-License-Identifier: MIT */
#include "census.h"

/* The scopes of a deeply recursing program: only those that hold something are kept. */
#define MAX_SMALL_SAMPLES 256

struct seen_scope {
	uint64_t scope_id;
	enum v8scope_scope_kind kind;
	enum v8scope_scope_source source;
	uint64_t handles;
	uint64_t checkpoints;
	uintptr_t ip;
	uint64_t stack_id;
	uint64_t javascript_stack_id;
	int64_t opened_at_ns;
	uintptr_t *frame_ips; /* owned */
	uint32_t frame_count;
	GPtrArray *types; /* of struct v8scope_model_type; owned, NULL: not sampled */
};

struct v8scope_census_builder {
	bool open;
	uint64_t census_id;
	int64_t since_ns;	  /* its first event */
	GHashTable *scopes;	  /* scope_id -> struct seen_scope */
	GHashTable *types;	  /* scope_id -> GPtrArray of struct v8scope_model_type */
	GHashTable *global_types; /* key of the site -> the same */
	GArray *globals;	  /* of struct v8scope_census_global */
	uint32_t type_count;
};

static void seen_scope_destroy(void *data)
{
	struct seen_scope *scope = data;

	g_free(scope->frame_ips);
	g_clear_pointer(&scope->types, g_ptr_array_unref);
	g_free(scope);
}

static void type_destroy(void *data)
{
	struct v8scope_model_type *type = data;

	g_free(type->name);
	g_free(type);
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
	scope->stack_id = from->stack_id;
	scope->javascript_stack_id = from->javascript_stack_id;
	if (from->opened_at) {
		scope->opened_at_ns = event->ts_ns - event->clock_ns + (int64_t)from->opened_at;
	}
	scope->frame_ips = g_memdup2(from->frame_ips, from->frame_count * sizeof(uintptr_t));
	scope->frame_count = from->frame_count;
	g_hash_table_replace(builder->scopes, &scope->scope_id, scope);
}

/* Takes `key`. */
static void append_type(GHashTable *by_key, void *key, const struct v8scope_model_type *type)
{
	GPtrArray *types = g_hash_table_lookup(by_key, key);

	if (!types) {
		types = g_ptr_array_new_with_free_func(type_destroy);
		g_hash_table_insert(by_key, key, types);
	} else {
		g_free(key);
	}
	g_ptr_array_add(types, g_memdup2(type, sizeof(*type)));
}

static void add_type(struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	const struct v8scope_census_type *from = &event->u.census_type;
	struct v8scope_census_builder *builder =
		builder_open(isolate, from->census_id, event->ts_ns);
	const struct v8scope_model_type type = {
		.name = g_strdup(from->type),
		.slots = from->slots,
		.objects = from->objects,
		.shallow_bytes = from->shallow_bytes,
		.backing_bytes = from->backing_bytes,
	};

	append_type(builder->types, g_memdup2(&from->scope_id, sizeof(from->scope_id)), &type);
	builder->type_count++;
}

/* What a creation site is known by. The caller frees. */
static char *global_key(enum v8scope_global_kind kind, uintptr_t ip, uint64_t stack_id)
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
	const struct v8scope_model_type type = {
		.name = g_strdup(from->type),
		.slots = from->slots,
		.objects = from->objects,
		.shallow_bytes = from->shallow_bytes,
		.backing_bytes = from->backing_bytes,
	};

	append_type(builder->global_types, global_key(from->kind, from->ip, from->stack_id), &type);
	builder->type_count++;
}

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
		const struct v8scope_model_type *type = g_ptr_array_index(types, i);

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
		.handles = seen->handles,
		.checkpoints = seen->checkpoints,
		.sample = sum_types(seen->types),
	};
}

static void commit_scopes(
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
	char *key = global_key(from->kind, from->ip, from->stack_id);
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
	g_autofree char *key = global_key(global->kind, global->ip, global->stack_id);
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

static void commit_globals(
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
	commit_scopes(isolate, census);
	commit_globals(isolate, census);
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
		add_type(isolate, event);
		break;
	case V8SCOPE_EVENT_CENSUS_GLOBAL_TYPE:
		add_global_type(isolate, event);
		break;
	case V8SCOPE_EVENT_CENSUS_GLOBAL:
		g_array_append_val(
			builder_open(isolate, event->u.census_global.census_id, event->ts_ns)
				->globals,
			event->u.census_global);
		break;
	case V8SCOPE_EVENT_CENSUS_END:
		finish(isolate, event);
		break;
	default:
		break;
	}
}
