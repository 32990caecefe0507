/* SPDX-License-Identifier: MIT */
#include "isolate.h"

#include "census.h"

static void scope_destroy(void *data)
{
	struct v8scope_model_scope *scope = data;

	v8scope_model_stands_destroy(scope->stands);
	g_clear_pointer(&scope->types, g_ptr_array_unref);
	g_free(scope);
}

static void global_destroy(void *data)
{
	struct v8scope_model_global *global = data;

	g_clear_pointer(&global->types, g_ptr_array_unref);
	v8scope_model_curve_fini(&global->balance);
	g_free(global);
}

struct v8scope_model_isolate *v8scope_model_isolate_create(
	struct v8scope_model_process *process, uintptr_t address, int64_t first_ns)
{
	struct v8scope_model_isolate *isolate = g_new0(struct v8scope_model_isolate, 1);

	isolate->process = process;
	isolate->address = address;
	isolate->first_ns = first_ns;
	isolate->scopes = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, scope_destroy);
	isolate->globals = g_ptr_array_new_with_free_func(global_destroy);
	isolate->globals_by_site = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	isolate->census = v8scope_census_builder_create();
	isolate->epochs = g_array_new(FALSE, FALSE, sizeof(struct v8scope_model_epoch));
	g_array_set_clear_func(isolate->epochs, v8scope_model_epoch_clear);
	isolate->totals = v8scope_model_totals_create();
	isolate->history = v8scope_model_history_create();
	isolate->pending_promises = v8scope_model_pending_promises_create();
	isolate->watched_promises =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	isolate->promise_counts = g_hash_table_new_full(
		g_int64_hash, g_int64_equal, g_free, v8scope_model_promise_count_destroy);
	isolate->escaped = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	return isolate;
}

void v8scope_model_isolate_destroy(struct v8scope_model_isolate *isolate)
{
	if (!isolate) {
		return;
	}
	g_free(isolate->v8_version);
	g_free(isolate->gc_policy);
	g_free(isolate->command);
	g_hash_table_destroy(isolate->scopes);
	g_ptr_array_unref(isolate->globals);
	g_hash_table_destroy(isolate->globals_by_site);
	v8scope_census_builder_destroy(isolate->census);
	v8scope_model_census_unref(isolate->first_census);
	v8scope_model_census_unref(isolate->last_live_census);
	v8scope_model_census_unref(isolate->last_census);
	g_array_unref(isolate->epochs);
	v8scope_model_totals_destroy(isolate->totals);
	v8scope_model_history_destroy(isolate->history);
	v8scope_model_snapshot_destroy(isolate->coming_snapshot);
	v8scope_model_snapshot_destroy(isolate->snapshot);
	v8scope_model_snapshot_destroy(isolate->earlier_snapshot);
	g_hash_table_destroy(isolate->pending_promises);
	g_hash_table_destroy(isolate->watched_promises);
	g_hash_table_destroy(isolate->promise_counts);
	v8scope_model_curve_fini(&isolate->promises.curve);
	g_hash_table_destroy(isolate->escaped);
	g_free(isolate);
}

static void replace_string(char **where, const char *string)
{
	if (string && *string) {
		g_free(*where);
		*where = g_strdup(string);
	}
}

void v8scope_model_isolate_attach(
	struct v8scope_model_isolate *isolate, const struct v8scope_isolate_attach *info)
{
	isolate->attached = true;
	isolate->attached_at = info->attached_at;
	replace_string(&isolate->v8_version, info->v8_version);
	replace_string(&isolate->gc_policy, info->gc_policy);
	replace_string(&isolate->command, info->command);
	if (info->heap_size_limit > 0) {
		isolate->heap_size_limit.known = true;
		isolate->heap_size_limit.value = (int64_t)info->heap_size_limit;
	}
}

/* What only serves events that are still to come is given back. */
void v8scope_model_isolate_dispose(struct v8scope_model_isolate *isolate)
{
	GHashTableIter iter;
	void *value;

	isolate->disposed = true;
	g_hash_table_remove_all(isolate->pending_promises);
	g_hash_table_remove_all(isolate->watched_promises);
	g_hash_table_iter_init(&iter, isolate->scopes);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		struct v8scope_model_scope *scope = value;

		scope->closed = true;
	}
}

void v8scope_model_isolate_close_scope(struct v8scope_model_isolate *isolate, uint64_t scope_id)
{
	struct v8scope_model_scope *scope = g_hash_table_lookup(isolate->scopes, &scope_id);

	if (scope) {
		scope->closed = true;
	} else {
		v8scope_model_promises_scope_closed(isolate, scope_id);
		g_hash_table_remove(isolate->escaped, &scope_id);
	}
}

void v8scope_model_isolate_escape(struct v8scope_model_isolate *isolate, uint64_t scope_id)
{
	uint64_t *count = g_hash_table_lookup(isolate->escaped, &scope_id);

	if (!count) {
		count = g_new0(uint64_t, 1);
		g_hash_table_insert(
			isolate->escaped, g_memdup2(&scope_id, sizeof(scope_id)), count);
	}
	(*count)++;
}

uint64_t v8scope_model_site(uintptr_t ip, uint64_t stack_id)
{
	/* Stack ids are small numbers and cannot be mistaken for code. */
	return stack_id ? stack_id : ip;
}

/* Of the closed scopes of one site: the one that held most, and the last one. */
struct closed_site {
	const struct v8scope_model_scope *largest;
	const struct v8scope_model_scope *latest;
};

static void closed_site_add(GHashTable *sites, struct v8scope_model_scope *scope)
{
	uint64_t key = v8scope_model_site(scope->ip, scope->stack_id);
	struct closed_site *site = g_hash_table_lookup(sites, &key);

	if (!site) {
		site = g_new0(struct closed_site, 1);
		g_hash_table_insert(sites, g_memdup2(&key, sizeof(key)), site);
	}
	if (!site->largest || scope->max_handles > site->largest->max_handles) {
		site->largest = scope;
	}
	if (!site->latest || scope->last_seen_ns > site->latest->last_seen_ns) {
		site->latest = scope;
	}
}

static GHashTable *collect_closed_sites(struct v8scope_model_isolate *isolate)
{
	GHashTable *sites = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	GHashTableIter iter;
	void *value;

	g_hash_table_iter_init(&iter, isolate->scopes);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		struct v8scope_model_scope *scope = value;

		if (scope->absent && scope->max_handles >= V8SCOPE_MODEL_INSIGNIFICANT_HANDLES) {
			closed_site_add(sites, scope);
		}
	}
	return sites;
}

static bool is_kept(GHashTable *sites, const struct v8scope_model_scope *scope)
{
	uint64_t key = v8scope_model_site(scope->ip, scope->stack_id);
	const struct closed_site *site = g_hash_table_lookup(sites, &key);

	return site && (site->largest == scope || site->latest == scope);
}

static gboolean has_no_scope(void *key, void *value, void *data)
{
	const struct v8scope_model_isolate *isolate = data;

	(void)value;
	return !g_hash_table_contains(isolate->scopes, key);
}

/*
 * Two closed scopes a site suffice to tell a scope that recurs from one that does
 * not, and a program has a bounded number of sites.
 */
void v8scope_model_isolate_prune_scopes(struct v8scope_model_isolate *isolate)
{
	GHashTable *sites = collect_closed_sites(isolate);
	GHashTableIter iter;
	void *value;

	g_hash_table_iter_init(&iter, isolate->scopes);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		struct v8scope_model_scope *scope = value;

		if (scope->absent && !is_kept(sites, scope)) {
			g_hash_table_iter_remove(&iter);
		}
	}
	g_hash_table_destroy(sites);
	/* Close events may have been lost, but every live scope is in the census. */
	isolate->recent_count.count = NULL;
	g_hash_table_foreach_remove(isolate->promise_counts, has_no_scope, isolate);
	g_hash_table_foreach_remove(isolate->escaped, has_no_scope, isolate);
}
