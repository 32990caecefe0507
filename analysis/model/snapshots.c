/* SPDX-License-Identifier: MIT */
#include "snapshots.h"

#include "census.h"
#include "isolate.h"
#include "model_private.h"

static guint hash_holder(gconstpointer data)
{
	const struct v8scope_model_snapshot_holder *holder = data;
	uint64_t key = holder->scope_id ^ holder->site;

	return g_int64_hash(&key) + holder->global * 7 + (guint)holder->kind;
}

static gboolean equal_holders(gconstpointer a, gconstpointer b)
{
	const struct v8scope_model_snapshot_holder *x = a;
	const struct v8scope_model_snapshot_holder *y = b;

	return x->global == y->global && x->scope_id == y->scope_id && x->kind == y->kind &&
	       x->site == y->site;
}

static void holder_destroy(void *data)
{
	struct v8scope_model_snapshot_holder *holder = data;

	g_array_unref(holder->ids);
	g_free(holder);
}

void v8scope_model_snapshot_destroy(struct v8scope_model_snapshot *snapshot)
{
	if (!snapshot) {
		return;
	}
	g_free(snapshot->path);
	g_free(snapshot->status);
	v8scope_model_census_unref(snapshot->census);
	g_hash_table_destroy(snapshot->holders);
	g_free(snapshot);
}

/* The one that is coming in; what came of another before it is given up. */
static struct v8scope_model_snapshot *coming(
	struct v8scope_model_isolate *isolate, uint64_t snapshot_id)
{
	struct v8scope_model_snapshot *snapshot = isolate->coming_snapshot;

	if (snapshot && snapshot->snapshot_id == snapshot_id) {
		return snapshot;
	}
	v8scope_model_snapshot_destroy(snapshot);
	snapshot = g_new0(struct v8scope_model_snapshot, 1);
	snapshot->snapshot_id = snapshot_id;
	snapshot->holders = g_hash_table_new_full(hash_holder, equal_holders, holder_destroy, NULL);
	isolate->coming_snapshot = snapshot;
	return snapshot;
}

static void add_ids(struct v8scope_model_snapshot *snapshot,
	const struct v8scope_model_snapshot_holder *key, const uint32_t *ids, uint32_t count)
{
	struct v8scope_model_snapshot_holder *holder = g_hash_table_lookup(snapshot->holders, key);

	if (!holder) {
		holder = g_memdup2(key, sizeof(*key));
		holder->ids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
		g_hash_table_add(snapshot->holders, holder);
	}
	if (count > 0) {
		g_array_append_vals(holder->ids, ids, count);
		snapshot->ids_told += count;
	}
}

static void add_handles(
	struct v8scope_model_isolate *isolate, const struct v8scope_heap_snapshot_handles *handles)
{
	struct v8scope_model_snapshot *snapshot = coming(isolate, handles->snapshot_id);
	struct v8scope_model_snapshot_holder key = {.scope_id = handles->scope_id};

	snapshot->handles_told += handles->count;
	add_ids(snapshot, &key, handles->ids, handles->count);
}

static void add_globals(
	struct v8scope_model_isolate *isolate, const struct v8scope_heap_snapshot_globals *globals)
{
	struct v8scope_model_snapshot_holder key = {
		.global = true,
		.kind = globals->kind,
		.site = v8scope_model_site(globals->ip,
			v8scope_model_known_place(isolate->process, globals->stack_id)),
	};

	add_ids(coming(isolate, globals->snapshot_id), &key, globals->ids, globals->count);
}

static bool is_ok(const struct v8scope_model_snapshot *snapshot)
{
	return snapshot && g_strcmp0(snapshot->status, "ok") == 0;
}

/*
 * The runtime keeps two files: that of the last snapshot of those with most handles and
 * globals, and that of a later one with fewer.
 */
static void keep(struct v8scope_model_isolate *isolate, struct v8scope_model_snapshot *added)
{
	struct v8scope_model_snapshot *last = isolate->snapshot;

	if (is_ok(last) && !is_ok(added)) {
		v8scope_model_snapshot_destroy(added);
		return;
	}
	isolate->snapshot = added;
	if (!isolate->earlier_snapshot && is_ok(last)) {
		isolate->earlier_snapshot = last;
	} else {
		v8scope_model_snapshot_destroy(last);
	}
	if (isolate->earlier_snapshot && isolate->earlier_snapshot->ids_told <= added->ids_told) {
		g_clear_pointer(&isolate->earlier_snapshot, v8scope_model_snapshot_destroy);
	}
}

static void finish(struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	const struct v8scope_heap_snapshot *end = &event->u.heap_snapshot;
	struct v8scope_model_snapshot *snapshot = coming(isolate, end->snapshot_id);

	isolate->coming_snapshot = NULL;
	snapshot->ts_ns = event->ts_ns;
	snapshot->path = g_strdup(end->path);
	snapshot->bytes = end->bytes;
	snapshot->handles = end->handles;
	snapshot->duration = end->duration;
	snapshot->status = g_strdup(end->status);
	if (isolate->last_census) {
		snapshot->census = v8scope_model_census_ref(isolate->last_census);
	}
	if (g_strcmp0(snapshot->status, "ok") == 0 && snapshot->handles_told != end->handles) {
		g_free(snapshot->status);
		snapshot->status =
			g_strdup_printf("only %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
					" handles are told in the trace",
				(guint64)snapshot->handles_told, (guint64)end->handles);
	}
	keep(isolate, snapshot);
}

void v8scope_model_snapshot_event(
	struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	switch (event->type) {
	case V8SCOPE_EVENT_HEAP_SNAPSHOT_HANDLES:
		add_handles(isolate, &event->u.heap_snapshot_handles);
		break;
	case V8SCOPE_EVENT_HEAP_SNAPSHOT_GLOBALS:
		add_globals(isolate, &event->u.heap_snapshot_globals);
		break;
	default:
		finish(isolate, event);
		break;
	}
}
