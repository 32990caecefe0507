/* SPDX-License-Identifier: MIT */
/*
 * Counts promises by the scope they were created under. Promise ids are 21-bit
 * hashes: several pending promises may share one, so each id has a list. Only
 * pending promises are kept, and sampled ones until they die: those have ids of their
 * own. A collected promise is not looked for among the pending: one with the same id
 * would be taken for it.
 */
#include "isolate.h"

/* Pending promises with one id, oldest first. */
struct pending_promise {
	uint64_t scope_id;
	int64_t created_ns;
	uint64_t checkpoint_ends;     /* until then */
	bool ambiguous;		      /* one with the same id was settled: maybe this one */
	struct pending_promise *next; /* owned */
};

/* A sampled promise that is alive. */
struct watched_promise {
	uint64_t scope_id;
	double weight;
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

void v8scope_model_promise_count_destroy(void *data)
{
	struct v8scope_model_promise_count *count = data;

	if (count) {
		v8scope_model_curve_fini(&count->curve);
		g_free(count);
	}
}

/* NULL if the scope has no counts and `add` is false. */
static struct v8scope_model_promise_count *count_of(
	struct v8scope_model_isolate *isolate, uint64_t scope_id, bool add)
{
	struct v8scope_model_promise_count *count;

	if (isolate->recent_count.count && isolate->recent_count.scope_id == scope_id) {
		return isolate->recent_count.count;
	}
	count = g_hash_table_lookup(isolate->promise_counts, &scope_id);
	if (!count && add) {
		count = g_new0(struct v8scope_model_promise_count, 1);
		g_hash_table_insert(
			isolate->promise_counts, g_memdup2(&scope_id, sizeof(scope_id)), count);
	}
	isolate->recent_count.scope_id = scope_id;
	isolate->recent_count.count = count;
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
	added->created_ns = event->ts_ns;
	added->checkpoint_ends = isolate->checkpoint_ends;
	isolate->promises.created++;
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

/* As long as two with one id are pending, nobody knows which of them was settled. */
static void mark_ambiguous(struct pending_promise *list)
{
	if (list->next) {
		for (; list; list = list->next) {
			list->ambiguous = true;
		}
	}
}

static void add_settled(struct v8scope_model_promise_count *count,
	const struct v8scope_model_isolate *isolate, const struct pending_promise *settled,
	int64_t settled_ns)
{
	int64_t latency = settled_ns - settled->created_ns;

	count->settled++;
	count->outlasting += isolate->checkpoint_ends > settled->checkpoint_ends;
	if (settled->ambiguous) {
		count->ambiguous++;
	} else {
		count->latency[latency > 1 ? g_bit_storage((gulong)latency) - 1 : 0]++;
	}
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
	mark_ambiguous(list);
	at = choose(&list, event->u.promise.scope_id);
	settled = *at;
	*at = settled->next; /* NOLINT(clang-analyzer-core.NullDereference): no list is empty */
	add_settled(&isolate->promises, isolate, settled, event->ts_ns);
	count = count_of(isolate, settled->scope_id, false);
	if (count) {
		add_settled(count, isolate, settled, event->ts_ns);
	}
	g_free(settled);
	if (list) {
		g_hash_table_insert(isolate->pending_promises, key, list);
	}
}

static void add_drawn(struct v8scope_model_survivors *survivors, double weight)
{
	survivors->drawn++;
	survivors->weights += weight;
	survivors->squares += weight * weight;
	survivors->alive += weight;
}

void v8scope_model_promise_sample(
	struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	uint64_t sample_id = event->u.promise.sample_id;
	struct watched_promise *watched;

	/* No real sample has either: a damaged trace's. */
	if (sample_id == 0 || event->u.promise.one_in == 0) {
		return;
	}
	watched = g_new0(struct watched_promise, 1);
	watched->scope_id = event->u.promise.scope_id;
	watched->weight = event->u.promise.one_in;
	add_drawn(&isolate->promises.now, watched->weight);
	add_drawn(&count_of(isolate, watched->scope_id, true)->now, watched->weight);
	g_hash_table_replace(
		isolate->watched_promises, g_memdup2(&sample_id, sizeof(sample_id)), watched);
}

void v8scope_model_promise_collect(
	struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	const uint64_t *sample_id = &event->u.promise.sample_id;
	const struct watched_promise *watched =
		g_hash_table_lookup(isolate->watched_promises, sample_id);
	struct v8scope_model_promise_count *count;

	if (!watched) {
		return;
	}
	isolate->promises.now.alive -= watched->weight;
	count = count_of(isolate, watched->scope_id, false);
	if (count) {
		count->now.alive -= watched->weight;
	}
	g_hash_table_remove(isolate->watched_promises, sample_id);
}

/*
 * A full collection has ended: what is alive now is held by something. What a scope
 * that has closed held says nothing of the time when it was open.
 */
void v8scope_model_promises_collected(struct v8scope_model_isolate *isolate)
{
	GHashTableIter iter;
	void *scope_id;
	void *value;

	isolate->promises.seen = isolate->promises.now;
	g_hash_table_iter_init(&iter, isolate->promise_counts);
	while (g_hash_table_iter_next(&iter, &scope_id, &value)) {
		const struct v8scope_model_scope *scope =
			g_hash_table_lookup(isolate->scopes, scope_id);
		struct v8scope_model_promise_count *count = value;

		if (!scope || !scope->closed) {
			count->seen = count->now;
		}
	}
}

/* Dead promises are only known to be dead when a full collection has found them. */
static void note(struct v8scope_model_promise_count *count, int64_t ts_ns, bool full_gc)
{
	struct v8scope_model_point point = {
		.ns = (uint64_t)ts_ns,
		.values = {count->created, count->settled, UINT64_MAX},
	};

	if (full_gc && count->now.drawn > 0) {
		point.values[2] = (uint64_t)(MAX(count->now.alive, 0) + 0.5);
	}
	v8scope_model_curve_add(&count->curve, &point);
}

void v8scope_model_promises_note(struct v8scope_model_isolate *isolate, int64_t ts_ns, bool full_gc)
{
	GHashTableIter iter;
	void *value;

	if (!isolate->promises_seen) {
		return;
	}
	note(&isolate->promises, ts_ns, full_gc);
	g_hash_table_iter_init(&iter, isolate->promise_counts);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		note(value, ts_ns, full_gc);
	}
}

void v8scope_model_promises_scope_closed(struct v8scope_model_isolate *isolate, uint64_t scope_id)
{
	isolate->recent_count.count = NULL;
	g_hash_table_remove(isolate->promise_counts, &scope_id);
}
