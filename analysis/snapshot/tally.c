/* SPDX-License-Identifier: MIT */
#include "tally.h"

#include <string.h>

#define NO_NAME UINT32_MAX

struct class_key {
	uint32_t owner;
	uint32_t type;
	uint32_t name; /* the constructor's string, or NO_NAME */
};

struct class_sum {
	struct class_key key; /* first, so that it is its own key in the table */
	struct v8scope_tally tally;
};

struct v8scope_tally_sums {
	const struct v8scope_snapshot *snapshot; /* borrowed */
	uint32_t owners;
	GHashTable *sums;	/* owned; set of struct class_sum */
	GPtrArray *sorted;	/* owned; its elements borrowed from sums; NULL until taken from */
	struct class_sum *last; /* borrowed from sums; neighbours are often of one class */
};

static bool is_type(const struct v8scope_snapshot *snapshot, uint32_t node, const char *type)
{
	return strcmp(v8scope_snapshot_type(snapshot, node), type) == 0;
}

bool v8scope_tally_counts(const struct v8scope_snapshot *snapshot, uint32_t node)
{
	return !is_type(snapshot, node, "synthetic");
}

void v8scope_tally_add(
	struct v8scope_tally *tally, const struct v8scope_snapshot *snapshot, uint32_t node)
{
	tally->objects += v8scope_tally_counts(snapshot, node);
	tally->bytes += snapshot->self_size[node];
}

static guint hash_key(gconstpointer key)
{
	const struct class_key *k = key;

	return (k->owner * 31 + k->type) * 2654435761u ^ k->name * 40503u;
}

static gboolean equal_keys(gconstpointer a, gconstpointer b)
{
	return memcmp(a, b, sizeof(struct class_key)) == 0;
}

struct v8scope_tally_sums *v8scope_tally_sums_create(
	const struct v8scope_snapshot *snapshot, uint32_t owners)
{
	struct v8scope_tally_sums *sums = g_new0(struct v8scope_tally_sums, 1);

	sums->snapshot = snapshot;
	sums->owners = owners;
	sums->sums = g_hash_table_new_full(hash_key, equal_keys, g_free, NULL);
	return sums;
}

void v8scope_tally_sums_destroy(struct v8scope_tally_sums *sums)
{
	g_clear_pointer(&sums->sorted, g_ptr_array_unref);
	g_hash_table_unref(sums->sums);
	g_free(sums);
}

static struct class_sum *find_sum(struct v8scope_tally_sums *sums, const struct class_key *key)
{
	struct class_sum *sum = sums->last;

	if (sum != NULL && equal_keys(&sum->key, key)) {
		return sum;
	}
	sum = g_hash_table_lookup(sums->sums, key);
	if (sum == NULL) {
		sum = g_new0(struct class_sum, 1);
		sum->key = *key;
		g_hash_table_add(sums->sums, sum);
	}
	sums->last = sum;
	return sum;
}

/* Of other types, the name is a function's or a string's own, and tells no class. */
static bool has_constructor(const struct v8scope_snapshot *snapshot, uint32_t node)
{
	return is_type(snapshot, node, "object") || is_type(snapshot, node, "native");
}

void v8scope_tally_sums_add(struct v8scope_tally_sums *sums, uint32_t owner, uint32_t node)
{
	const struct v8scope_snapshot *snapshot = sums->snapshot;
	struct class_key key = {owner, snapshot->node_type[node], NO_NAME};

	if (!v8scope_tally_counts(snapshot, node) && snapshot->self_size[node] == 0) {
		return;
	}
	if (has_constructor(snapshot, node)) {
		key.name = snapshot->node_name[node];
	}
	v8scope_tally_add(&find_sum(sums, &key)->tally, snapshot, node);
}

/* By owner, then most bytes first; the names make it the same each time. */
static gint compare_sums(gconstpointer a, gconstpointer b)
{
	const struct class_sum *x = *(const struct class_sum *const *)a;
	const struct class_sum *y = *(const struct class_sum *const *)b;

	if (x->key.owner != y->key.owner) {
		return x->key.owner < y->key.owner ? -1 : 1;
	}
	if (x->tally.bytes != y->tally.bytes) {
		return x->tally.bytes > y->tally.bytes ? -1 : 1;
	}
	if (x->key.type != y->key.type) {
		return x->key.type < y->key.type ? -1 : 1;
	}
	return x->key.name < y->key.name ? -1 : x->key.name > y->key.name;
}

static void sort_sums(struct v8scope_tally_sums *sums)
{
	GHashTableIter iter;
	gpointer sum;

	sums->sorted = g_ptr_array_sized_new(g_hash_table_size(sums->sums));
	g_hash_table_iter_init(&iter, sums->sums);
	while (g_hash_table_iter_next(&iter, &sum, NULL)) {
		g_ptr_array_add(sums->sorted, sum);
	}
	g_ptr_array_sort(sums->sorted, compare_sums);
}

/* The first of the sorted sums that is of this owner or a later one. */
static guint find_owner(const struct v8scope_tally_sums *sums, uint32_t owner)
{
	guint low = 0;
	guint high = sums->sorted->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;
		const struct class_sum *sum = sums->sorted->pdata[middle];

		if (sum->key.owner < owner) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

void v8scope_tally_sums_take(
	struct v8scope_tally_sums *sums, uint32_t owner, struct v8scope_retained *retained)
{
	const struct v8scope_snapshot *snapshot = sums->snapshot;

	if (sums->sorted == NULL) {
		sort_sums(sums);
	}
	retained->classes = g_array_new(FALSE, FALSE, sizeof(struct v8scope_class_tally));
	for (guint i = find_owner(sums, owner); i < sums->sorted->len; i++) {
		const struct class_sum *sum = sums->sorted->pdata[i];
		struct v8scope_class_tally entry = {
			.type = snapshot->type_names[sum->key.type],
			.constructor = sum->key.name == NO_NAME
					       ? NULL
					       : v8scope_snapshot_string(snapshot, sum->key.name),
			.tally = sum->tally,
		};

		if (sum->key.owner != owner) {
			break;
		}
		g_array_append_val(retained->classes, entry);
		retained->total.objects += sum->tally.objects;
		retained->total.bytes += sum->tally.bytes;
	}
}
