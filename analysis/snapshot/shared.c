/* SPDX-License-Identifier: MIT */
#include "shared.h"

#include "tally.h"

enum {
	BATCH = 64 /* holders that are followed at once: bits of a mask */
};

struct spread {
	const struct v8scope_graph *graph; /* borrowed */
	uint64_t *reached_by; /* owned; by node: the holders of the batch that reach it */
	GQueue waiting;	      /* of nodes whose mask grew since their edges were followed */
	uint8_t *is_waiting;  /* owned; by node */
};

static void reach(struct spread *spread, uint32_t node, uint64_t holders)
{
	if ((spread->reached_by[node] | holders) == spread->reached_by[node]) {
		return;
	}
	spread->reached_by[node] |= holders;
	if (!spread->is_waiting[node]) {
		spread->is_waiting[node] = 1;
		g_queue_push_tail(&spread->waiting, GUINT_TO_POINTER(node));
	}
}

/* First in, first out: what several holders reach is mostly followed for all at once. */
static void follow(struct spread *spread)
{
	while (!g_queue_is_empty(&spread->waiting)) {
		uint32_t node = GPOINTER_TO_UINT(g_queue_pop_head(&spread->waiting));

		spread->is_waiting[node] = 0;
		for (uint32_t e = spread->graph->first[node]; e < spread->graph->first[node + 1];
			e++) {
			reach(spread, spread->graph->to[e], spread->reached_by[node]);
		}
	}
}

/* --- the sets: each node's grows batch by batch, equal ones are one --- */

#define NO_SET UINT32_MAX

/* What a set is made of: another, and members among the holders of one batch. */
struct set_key {
	uint32_t rest; /* index, or NO_SET */
	uint32_t batch;
	uint64_t members;
};

struct sets {
	GHashTable *indexes; /* owned; struct set_key to index + 1 */
	GPtrArray *keys;     /* of struct set_key, borrowed from indexes */
	uint32_t *of_node;   /* owned; index, or NO_SET */
};

static guint hash_key(gconstpointer data)
{
	const struct set_key *key = data;
	uint64_t members = key->members * UINT64_C(0x9e3779b97f4a7c15);

	return key->rest * 31 + key->batch * 2654435761u + (guint)(members >> 32);
}

static gboolean equal_keys(gconstpointer a, gconstpointer b)
{
	const struct set_key *x = a;
	const struct set_key *y = b;

	return x->rest == y->rest && x->batch == y->batch && x->members == y->members;
}

static void sets_init(struct sets *sets, uint32_t nodes)
{
	sets->indexes = g_hash_table_new_full(hash_key, equal_keys, g_free, NULL);
	sets->keys = g_ptr_array_new();
	sets->of_node = g_new(uint32_t, nodes);
	for (uint32_t node = 0; node < nodes; node++) {
		sets->of_node[node] = NO_SET;
	}
}

static void sets_fini(struct sets *sets)
{
	g_hash_table_unref(sets->indexes);
	g_ptr_array_unref(sets->keys);
	g_free(sets->of_node);
}

/* The set of `node` with these members of a batch as well. */
static void sets_add(struct sets *sets, uint32_t node, uint32_t batch, uint64_t members)
{
	struct set_key key = {sets->of_node[node], batch, members};
	guint index = GPOINTER_TO_UINT(g_hash_table_lookup(sets->indexes, &key));

	if (index == 0) {
		struct set_key *added = g_memdup2(&key, sizeof(key));

		g_ptr_array_add(sets->keys, added);
		index = sets->keys->len;
		g_hash_table_insert(sets->indexes, added, GUINT_TO_POINTER(index));
	}
	sets->of_node[node] = index - 1;
}

static void set_members(const struct sets *sets, uint32_t index, struct v8scope_shared_set *set)
{
	GArray *holders = g_array_new(FALSE, FALSE, sizeof(uint32_t));

	while (index != NO_SET) {
		const struct set_key *key = g_ptr_array_index(sets->keys, index);

		for (uint64_t members = key->members; members != 0;) {
			uint32_t bit = 63 - (uint32_t)__builtin_clzll(members);
			uint32_t holder = key->batch + bit;

			members ^= UINT64_C(1) << bit;
			g_array_prepend_val(holders, holder);
		}
		index = key->rest;
	}
	set->holder_count = holders->len;
	set->holders = (uint32_t *)(void *)g_array_free(holders, FALSE);
}

static void set_clear(void *data)
{
	g_free(((struct v8scope_shared_set *)data)->holders);
}

static gint compare_sets(gconstpointer a, gconstpointer b)
{
	const struct v8scope_shared_set *x = a;
	const struct v8scope_shared_set *y = b;

	if (x->tally.bytes != y->tally.bytes) {
		return x->tally.bytes > y->tally.bytes ? -1 : 1;
	}
	return x->holders[0] < y->holders[0] ? -1 : x->holders[0] > y->holders[0];
}

static GArray *take_sets(const struct sets *sets, const struct v8scope_snapshot *snapshot)
{
	GArray *result = g_array_new(FALSE, FALSE, sizeof(struct v8scope_shared_set));
	struct v8scope_tally *sums = g_new0(struct v8scope_tally, MAX(sets->keys->len, 1));

	g_array_set_clear_func(result, set_clear);
	for (uint32_t node = 0; node < snapshot->node_count; node++) {
		if (sets->of_node[node] != NO_SET) {
			v8scope_tally_add(&sums[sets->of_node[node]], snapshot, node);
		}
	}
	for (uint32_t i = 0; i < sets->keys->len; i++) {
		struct v8scope_shared_set set = {.tally = sums[i]};

		if (sums[i].objects > 0) {
			set_members(sets, i, &set);
			g_array_append_val(result, set);
		}
	}
	g_array_sort(result, compare_sets);
	g_free(sums);
	return result;
}

static void count_node(const struct v8scope_retention_graph *graph,
	const struct v8scope_snapshot *snapshot, uint32_t node, uint32_t owner, uint64_t reached_by,
	struct v8scope_holder_retention *batch, uint32_t batch_node)
{
	for (; reached_by != 0; reached_by &= reached_by - 1) {
		uint32_t holder = (uint32_t)__builtin_ctzll(reached_by);

		if (owner == batch_node + holder) {
			continue;
		}
		v8scope_tally_add(&batch[holder].shared, snapshot, node);
		if (owner >= graph->all) {
			v8scope_tally_add(&batch[holder].shared_with_holders, snapshot, node);
		}
	}
}

static void count_batch(struct spread *spread, const struct v8scope_retention_graph *graph,
	const struct v8scope_snapshot *snapshot, const uint32_t *owner,
	struct v8scope_holder_retention *batch, uint32_t batch_node, uint32_t size,
	struct sets *sets)
{
	for (uint32_t node = 0; node < graph->graph.node_count; node++) {
		spread->reached_by[node] = 0;
	}
	for (uint32_t h = 0; h < size; h++) {
		reach(spread, batch_node + h, UINT64_C(1) << h);
	}
	follow(spread);
	for (uint32_t node = 0; node < snapshot->node_count; node++) {
		count_node(graph, snapshot, node, owner[node], spread->reached_by[node], batch,
			batch_node);
		/* No holder's alone, and still not JavaScript's. */
		if (spread->reached_by[node] != 0 && owner[node] >= graph->all &&
			owner[node] < graph->holders) {
			sets_add(sets, node, batch_node - graph->holders, spread->reached_by[node]);
		}
	}
}

GArray *v8scope_shared_count(const struct v8scope_retention_graph *graph,
	const struct v8scope_snapshot *snapshot, const uint32_t *owner,
	struct v8scope_holder_retention *holders, uint32_t holder_count)
{
	struct spread spread = {
		.graph = &graph->graph,
		.reached_by = g_new(uint64_t, graph->graph.node_count),
		.waiting = G_QUEUE_INIT,
		.is_waiting = g_new0(uint8_t, graph->graph.node_count),
	};
	struct sets sets;
	GArray *result;

	sets_init(&sets, snapshot->node_count);
	for (uint32_t h = 0; h < holder_count; h += BATCH) {
		count_batch(&spread, graph, snapshot, owner, holders + h, graph->holders + h,
			MIN(BATCH, holder_count - h), &sets);
	}
	result = take_sets(&sets, snapshot);
	sets_fini(&sets);
	g_free(spread.reached_by);
	g_free(spread.is_waiting);
	return result;
}
