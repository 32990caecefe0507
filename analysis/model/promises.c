/* SPDX-License-Identifier: MIT */
/*
 * Counts promises by the scope they were created under. Promise ids are 21-bit
 * hashes: several pending promises may share one, so each id has a list. Only
 * pending promises are kept. A collected promise is not looked for among them: a
 * pending one with the same id would be taken for it.
 */
#include "isolate.h"

/* Pending promises with one id, oldest first. */
struct pending_promise {
	uint64_t scope_id;
	struct pending_promise *next; /* owned */
};

static void pending_destroy(void *data)
{
	struct pending_promise *pending = data;

	while (pending) {
		struct pending_promise *next = pending->next;

		g_free(pending);
		pending = next;
	}
}

static void *pending_key(uint64_t promise_id)
{
	return GSIZE_TO_POINTER((gsize)promise_id);
}

GHashTable *v8scope_model_pending_promises_create(void)
{
	return g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, pending_destroy);
}

/* NULL if the scope has no counts and `add` is false. */
static struct v8scope_model_promise_count *count_of(
	struct v8scope_model_isolate *isolate, uint64_t scope_id, bool add)
{
	struct v8scope_model_promise_count *count =
		g_hash_table_lookup(isolate->promise_counts, &scope_id);

	if (!count && add) {
		count = g_new0(struct v8scope_model_promise_count, 1);
		g_hash_table_insert(
			isolate->promise_counts, g_memdup2(&scope_id, sizeof(scope_id)), count);
	}
	return count;
}

void v8scope_model_promise_create(
	struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	void *key = pending_key(event->u.promise.promise_id);
	struct pending_promise *first = g_hash_table_lookup(isolate->pending_promises, key);
	struct pending_promise *added = g_new0(struct pending_promise, 1);

	isolate->promises_seen = true;
	added->scope_id = event->u.promise.scope_id;
	count_of(isolate, added->scope_id, true)->created++;
	if (!first) {
		g_hash_table_insert(isolate->pending_promises, key, added);
		return;
	}
	while (first->next) {
		first = first->next;
	}
	first->next = added;
}

/* The one made under the scope that is innermost now is the likeliest; else the oldest. */
static struct pending_promise **choose(struct pending_promise **list, uint64_t scope_id)
{
	for (struct pending_promise **at = list; *at; at = &(*at)->next) {
		if ((*at)->scope_id == scope_id) {
			return at;
		}
	}
	return list;
}

void v8scope_model_promise_settle(
	struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	void *key = pending_key(event->u.promise.promise_id);
	struct pending_promise *list = NULL;
	struct pending_promise **at;
	struct pending_promise *settled;
	struct v8scope_model_promise_count *count;

	isolate->promises_seen = true;
	if (!g_hash_table_steal_extended(isolate->pending_promises, key, NULL, (void **)&list)) {
		return;
	}
	at = choose(&list, event->u.promise.scope_id);
	settled = *at;
	*at = settled->next;
	count = count_of(isolate, settled->scope_id, false);
	if (count) {
		count->settled++;
	}
	g_free(settled);
	if (list) {
		g_hash_table_insert(isolate->pending_promises, key, list);
	}
}

void v8scope_model_promises_scope_closed(struct v8scope_model_isolate *isolate, uint64_t scope_id)
{
	g_hash_table_remove(isolate->promise_counts, &scope_id);
}
