/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "retention.h"
#include "snapshot_text.h"

enum { GROUPS = 2, NOBODY = -1 };

/* A snapshot whose two roots are divided among holders. */
struct heap {
	struct text *text;
	struct v8scope_snapshot *snapshot;
	GArray *holders[GROUPS]; /* of uint32_t: of each edge of the root */
	uint32_t holder_count;
	struct v8scope_retention *retention;
};

static const uint32_t roots[GROUPS] = {TEXT_HANDLES, TEXT_GLOBALS};

static void heap_init(struct heap *heap, uint32_t holder_count)
{
	*heap = (struct heap){.text = text_create(), .holder_count = holder_count};
	for (int g = 0; g < GROUPS; g++) {
		heap->holders[g] = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	}
}

static void hold(struct heap *heap, int group, int holder, uint32_t to)
{
	uint32_t number = holder == NOBODY ? V8SCOPE_NO_HOLDER : (uint32_t)holder;

	text_edge(heap->text, roots[group], to, EDGE_ELEMENT);
	g_array_append_val(heap->holders[group], number);
}

static void analyse(struct heap *heap)
{
	struct v8scope_holder_group groups[GROUPS];

	heap->snapshot = text_read(heap->text);
	for (int g = 0; g < GROUPS; g++) {
		groups[g].root = roots[g];
		groups[g].holder_of_edge = (const uint32_t *)(void *)heap->holders[g]->data;
	}
	heap->retention = v8scope_retention_create(
		heap->snapshot, groups, GROUPS, heap->holder_count, NULL, NULL, NULL);
	assert_non_null(heap->retention);
}

static void heap_fini(struct heap *heap)
{
	v8scope_retention_destroy(heap->retention);
	v8scope_snapshot_destroy(heap->snapshot);
	text_destroy(heap->text);
	for (int g = 0; g < GROUPS; g++) {
		g_array_unref(heap->holders[g]);
	}
}

static void assert_tally(struct v8scope_tally tally, uint64_t objects, uint64_t bytes)
{
	assert_int_equal(tally.bytes, bytes);
	assert_int_equal(tally.objects, objects);
}

/* --- brute force: follow every reference except those that are cut --- */

#define CUT_NOTHING -2
#define CUT_GROUP(g) (-10 - (g))
#define CUT_ALL -20

static bool is_cut(const struct heap *heap, int cut, int group, uint32_t edge)
{
	uint32_t holder = g_array_index(heap->holders[group], uint32_t, edge);

	return cut == CUT_ALL || cut == CUT_GROUP(group) || (cut >= 0 && (uint32_t)cut == holder);
}

static void reach(const struct heap *heap, uint32_t node, int cut, uint8_t *reached)
{
	const struct v8scope_snapshot *s = heap->snapshot;
	int group = node == roots[0] ? 0 : node == roots[1] ? 1 : NOBODY;

	if (reached[node]) {
		return;
	}
	reached[node] = 1;
	for (uint32_t e = s->first_edge[node]; e < s->first_edge[node + 1]; e++) {
		if (s->edge_retains[e] &&
			(group == NOBODY || !is_cut(heap, cut, group, e - s->first_edge[node]))) {
			reach(heap, s->edge_to[e], cut, reached);
		}
	}
}

/* What is reached from V8's roots; owned by the caller. */
static uint8_t *reach_with_cut(const struct heap *heap, int cut)
{
	uint8_t *reached = g_new0(uint8_t, heap->snapshot->node_count);

	reach(heap, 0, cut, reached);
	return reached;
}

static uint8_t *reach_from_holder(const struct heap *heap, uint32_t holder)
{
	const struct v8scope_snapshot *s = heap->snapshot;
	uint8_t *reached = g_new0(uint8_t, s->node_count);

	for (int g = 0; g < GROUPS; g++) {
		for (guint i = 0; i < heap->holders[g]->len; i++) {
			if (g_array_index(heap->holders[g], uint32_t, i) == holder) {
				reach(heap, s->edge_to[s->first_edge[roots[g]] + i], CUT_NOTHING,
					reached);
			}
		}
	}
	return reached;
}

static void add(struct v8scope_tally *tally, const struct heap *heap, uint32_t node)
{
	tally->bytes += heap->snapshot->self_size[node];
	tally->objects += strcmp(v8scope_snapshot_type(heap->snapshot, node), "synthetic") != 0;
}

static struct v8scope_tally sum_without(
	const struct heap *heap, const uint8_t *in, const uint8_t *out)
{
	struct v8scope_tally tally = {0, 0};

	for (uint32_t v = 0; v < heap->snapshot->node_count; v++) {
		if (in[v] && (out == NULL || !out[v])) {
			add(&tally, heap, v);
		}
	}
	return tally;
}

static void take(struct v8scope_tally *from, struct v8scope_tally part)
{
	from->bytes -= part.bytes;
	from->objects -= part.objects;
}

static void assert_same(struct v8scope_tally actual, struct v8scope_tally expected)
{
	assert_tally(actual, expected.objects, expected.bytes);
}

static void assert_holder(
	const struct heap *heap, uint32_t holder, const uint8_t *all, const uint8_t *anyway)
{
	const struct v8scope_holder_retention *found = &heap->retention->holders[holder];
	uint8_t *without = reach_with_cut(heap, (int)holder);
	uint8_t *from = reach_from_holder(heap, holder);
	struct v8scope_tally exclusive = sum_without(heap, all, without);
	struct v8scope_tally shared = sum_without(heap, from, NULL);
	struct v8scope_tally with_holders = sum_without(heap, from, anyway);

	take(&shared, exclusive);
	take(&with_holders, exclusive);
	assert_same(found->exclusive.total, exclusive);
	assert_same(found->shared, shared);
	assert_same(found->shared_with_holders, with_holders);
	g_free(without);
	g_free(from);
}

/* Cuts one thing after another and compares what becomes unreachable. */
static void assert_brute_force(const struct heap *heap)
{
	uint8_t *all = reach_with_cut(heap, CUT_NOTHING);
	uint8_t *anyway = reach_with_cut(heap, CUT_ALL);
	struct v8scope_tally together = sum_without(heap, all, anyway);

	assert_same(heap->retention->javascript.total, sum_without(heap, anyway, NULL));
	for (uint32_t h = 0; h < heap->holder_count; h++) {
		assert_holder(heap, h, all, anyway);
		take(&together, heap->retention->holders[h].exclusive.total);
	}
	for (int g = 0; g < GROUPS; g++) {
		uint8_t *without = reach_with_cut(heap, CUT_GROUP(g));
		struct v8scope_tally group = sum_without(heap, all, without);

		/* In these heaps, holder h belongs to group h % GROUPS. */
		for (uint32_t h = (uint32_t)g; h < heap->holder_count; h += GROUPS) {
			take(&group, heap->retention->holders[h].exclusive.total);
		}
		assert_same(heap->retention->groups[g].total, group);
		take(&together, group);
		g_free(without);
	}
	assert_same(heap->retention->several_groups.total, together);
	g_free(all);
	g_free(anyway);
}

/* Each holder is in the sets of all that it shares with other holders. */
static void assert_sets(const struct heap *heap)
{
	const GArray *sets = heap->retention->sets;

	for (uint32_t h = 0; h < heap->holder_count; h++) {
		struct v8scope_tally sum = {0, 0};

		for (guint i = 0; i < sets->len; i++) {
			const struct v8scope_shared_set *set =
				&g_array_index(sets, struct v8scope_shared_set, i);

			for (uint32_t k = 0; k < set->holder_count; k++) {
				sum.bytes += set->holders[k] == h ? set->tally.bytes : 0;
				sum.objects += set->holders[k] == h ? set->tally.objects : 0;
				assert_true(k == 0 || set->holders[k - 1] < set->holders[k]);
			}
		}
		assert_same(sum, heap->retention->holders[h].shared_with_holders);
	}
}

/* Every object is counted once. */
static void assert_partition(const struct heap *heap)
{
	const struct v8scope_retention *r = heap->retention;
	uint64_t bytes = r->javascript.total.bytes + r->several_groups.total.bytes +
			 r->groups[0].total.bytes + r->groups[1].total.bytes + r->garbage.bytes;
	uint64_t sum = 0;

	for (uint32_t h = 0; h < heap->holder_count; h++) {
		bytes += r->holders[h].exclusive.total.bytes;
	}
	for (uint32_t v = 0; v < heap->snapshot->node_count; v++) {
		sum += heap->snapshot->self_size[v];
	}
	assert_int_equal(bytes, sum);
}

static void make_random(struct heap *heap, GRand *rand)
{
	gint32 objects = g_rand_int_range(rand, 1, 40);
	gint32 edges = g_rand_int_range(rand, 0, 3 * objects);
	gint32 handles = g_rand_int_range(rand, 0, 30);

	heap_init(heap, (uint32_t)g_rand_int_range(rand, 1, 6));
	for (gint32 i = 0; i < objects; i++) {
		text_node(heap->text, NODE_OBJECT, "Thing", g_rand_int(rand) % 1000);
	}
	for (gint32 i = 0; i < edges; i++) {
		text_edge(heap->text, TEXT_OWN + (uint32_t)g_rand_int_range(rand, 0, objects),
			TEXT_OWN + (uint32_t)g_rand_int_range(rand, 0, objects),
			g_rand_int_range(rand, 0, 4) == 0 ? EDGE_WEAK : EDGE_ELEMENT);
	}
	for (gint32 i = 0; i < handles; i++) {
		gint32 holder = g_rand_int_range(rand, 0, (gint32)heap->holder_count);

		hold(heap, holder % GROUPS, g_rand_int_range(rand, 0, 8) == 0 ? NOBODY : holder,
			TEXT_OWN + (uint32_t)g_rand_int_range(rand, 0, objects));
	}
	if (g_rand_boolean(rand)) {
		text_edge(heap->text, TEXT_GC_ROOTS, TEXT_OWN, EDGE_ELEMENT);
	}
}

static void test_random_heaps_agree_with_cutting_and_following(void **state)
{
	GRand *rand = g_rand_new_with_seed(4);

	(void)state;
	for (int round = 0; round < 1500; round++) {
		struct heap heap;

		make_random(&heap, rand);
		analyse(&heap);
		assert_brute_force(&heap);
		assert_partition(&heap);
		assert_sets(&heap);
		heap_fini(&heap);
	}
	g_rand_free(rand);
}

/* Holders 0 and 1 hold one object each, and a third together; a fourth JavaScript has too. */
static void test_what_two_scopes_hold_is_exclusive_to_neither(void **state)
{
	struct heap heap;
	uint32_t own[2], both, script;

	(void)state;
	heap_init(&heap, 2);
	for (int h = 0; h < 2; h++) {
		own[h] = text_node(heap.text, NODE_OBJECT, "Own", 10);
	}
	both = text_node(heap.text, NODE_OBJECT, "Both", 100);
	script = text_node(heap.text, NODE_OBJECT, "Script", 1000);
	text_edge(heap.text, TEXT_GC_ROOTS, script, EDGE_ELEMENT);
	for (int h = 0; h < 2; h++) {
		hold(&heap, 0, h, own[h]);
		hold(&heap, 0, h, both);
		hold(&heap, 0, h, script);
	}
	analyse(&heap);
	for (int h = 0; h < 2; h++) {
		assert_tally(heap.retention->holders[h].exclusive.total, 1, 10);
		assert_tally(heap.retention->holders[h].shared, 2, 1100);
		assert_tally(heap.retention->holders[h].shared_with_holders, 1, 100);
	}
	assert_tally(heap.retention->groups[0].total, 1, 100);
	assert_tally(heap.retention->groups[1].total, 0, 0);
	assert_tally(heap.retention->several_groups.total, 0, 0);
	assert_tally(heap.retention->javascript.total, 1, 1000);
	heap_fini(&heap);
}

static void test_many_handles_of_one_scope_to_one_object_are_exclusive(void **state)
{
	struct heap heap;
	uint32_t object;

	(void)state;
	heap_init(&heap, 1);
	object = text_node(heap.text, NODE_OBJECT, "Promise", 48);
	for (int i = 0; i < 3; i++) {
		hold(&heap, 0, 0, object);
	}
	analyse(&heap);
	assert_tally(heap.retention->holders[0].exclusive.total, 1, 48);
	assert_tally(heap.retention->holders[0].shared, 0, 0);
	heap_fini(&heap);
}

static void test_what_a_scope_and_a_global_hold_belongs_to_several_groups(void **state)
{
	struct heap heap;
	uint32_t object, tail;

	(void)state;
	heap_init(&heap, 2);
	object = text_node(heap.text, NODE_OBJECT, "Buffer", 48);
	tail = text_node(heap.text, NODE_STRING, "bytes", 1000);
	text_edge(heap.text, object, tail, EDGE_INTERNAL);
	hold(&heap, 0, 0, object);
	hold(&heap, 1, 1, object);
	analyse(&heap);
	assert_tally(heap.retention->several_groups.total, 2, 1048);
	assert_tally(heap.retention->holders[0].exclusive.total, 0, 0);
	assert_tally(heap.retention->holders[0].shared_with_holders, 2, 1048);
	heap_fini(&heap);
}

/* An addon's place may keep one object by a handle and by a global: it is one holder. */
static void test_a_holder_may_have_edges_of_several_groups(void **state)
{
	struct heap heap;
	uint32_t object;

	(void)state;
	heap_init(&heap, 1);
	object = text_node(heap.text, NODE_OBJECT, "Buffer", 48);
	hold(&heap, 0, 0, object);
	hold(&heap, 1, 0, object);
	analyse(&heap);
	assert_tally(heap.retention->holders[0].exclusive.total, 1, 48);
	heap_fini(&heap);
}

static void test_edges_of_no_holder_count_for_their_group(void **state)
{
	struct heap heap;

	(void)state;
	heap_init(&heap, 1);
	hold(&heap, 1, NOBODY, text_node(heap.text, NODE_OBJECT, "Lost", 32));
	analyse(&heap);
	assert_tally(heap.retention->groups[1].total, 1, 32);
	assert_tally(heap.retention->javascript.total, 0, 0);
	heap_fini(&heap);
}

static void assert_class(const struct v8scope_retained *retained, guint i, const char *type,
	const char *constructor, uint64_t objects, uint64_t bytes)
{
	const struct v8scope_class_tally *entry =
		&g_array_index(retained->classes, struct v8scope_class_tally, i);

	assert_true(i < retained->classes->len);
	assert_string_equal(entry->type, type);
	if (constructor == NULL) {
		assert_null(entry->constructor);
	} else {
		assert_string_equal(entry->constructor, constructor);
	}
	assert_tally(entry->tally, objects, bytes);
}

static void test_objects_are_summed_by_type_and_constructor(void **state)
{
	struct heap heap;

	(void)state;
	heap_init(&heap, 1);
	for (int i = 0; i < 3; i++) {
		uint32_t map = text_node(heap.text, NODE_OBJECT, "Map", 20);

		hold(&heap, 0, 0, map);
		text_edge(heap.text, map, text_node(heap.text, NODE_STRING, i ? "a" : "b", 5),
			EDGE_INTERNAL);
		text_edge(
			heap.text, map, text_node(heap.text, NODE_CLOSURE, "f", 10), EDGE_INTERNAL);
	}
	hold(&heap, 0, 0, text_node(heap.text, NODE_OBJECT, "Set", 100));
	analyse(&heap);
	assert_class(&heap.retention->holders[0].exclusive, 0, "object", "Set", 1, 100);
	assert_class(&heap.retention->holders[0].exclusive, 1, "object", "Map", 3, 60);
	assert_class(&heap.retention->holders[0].exclusive, 2, "closure", NULL, 3, 30);
	assert_class(&heap.retention->holders[0].exclusive, 3, "string", NULL, 3, 15);
	assert_int_equal(heap.retention->holders[0].exclusive.classes->len, 4);
	heap_fini(&heap);
}

static void test_weak_globals_hold_nothing(void **state)
{
	const uint32_t holders[] = {0, V8SCOPE_NO_HOLDER};
	struct heap heap;

	(void)state;
	heap_init(&heap, 1);
	for (int i = 0; i < 2; i++) {
		text_edge(heap.text, TEXT_GLOBALS, text_node(heap.text, NODE_OBJECT, "Buffer", 48),
			EDGE_WEAK);
	}
	g_array_append_vals(heap.holders[1], holders, 2);
	hold(&heap, 1, 0, text_node(heap.text, NODE_OBJECT, "Strong", 8));
	analyse(&heap);
	assert_tally(heap.retention->holders[0].exclusive.total, 1, 8);
	assert_tally(heap.retention->groups[1].total, 0, 0);
	assert_tally(heap.retention->garbage, 2, 96);
	heap_fini(&heap);
}

static void test_more_holders_than_are_followed_at_once(void **state)
{
	enum { MANY = 150 };
	struct heap heap;
	uint32_t common;

	(void)state;
	heap_init(&heap, MANY);
	common = text_node(heap.text, NODE_OBJECT, "Common", 1000);
	for (int h = 0; h < MANY; h++) {
		uint32_t own = text_node(heap.text, NODE_OBJECT, "Own", (uint64_t)h + 1);

		text_edge(heap.text, own, common, EDGE_INTERNAL);
		hold(&heap, 0, h, own);
	}
	analyse(&heap);
	for (int h = 0; h < MANY; h++) {
		assert_tally(heap.retention->holders[h].exclusive.total, 1, (uint64_t)h + 1);
		assert_tally(heap.retention->holders[h].shared, 1, 1000);
	}
	assert_tally(heap.retention->groups[0].total, 1, 1000);
	assert_sets(&heap);
	assert_int_equal(heap.retention->sets->len, 1);
	heap_fini(&heap);
}

static const struct v8scope_shared_set *set_at(const struct heap *heap, guint i)
{
	assert_true(i < heap->retention->sets->len);
	return &g_array_index(heap->retention->sets, struct v8scope_shared_set, i);
}

static void test_what_is_shared_is_told_by_who_shares_it(void **state)
{
	struct heap heap;
	uint32_t pair, three;

	(void)state;
	heap_init(&heap, 3);
	pair = text_node(heap.text, NODE_OBJECT, "Pair", 10);
	three = text_node(heap.text, NODE_OBJECT, "Three", 100);
	hold(&heap, 0, 0, pair);
	hold(&heap, 0, 2, pair);
	for (int h = 0; h < 3; h++) {
		hold(&heap, 0, h, three);
	}
	analyse(&heap);
	assert_int_equal(heap.retention->sets->len, 2);
	assert_tally(set_at(&heap, 0)->tally, 1, 100);
	assert_int_equal(set_at(&heap, 0)->holder_count, 3);
	assert_tally(set_at(&heap, 1)->tally, 1, 10);
	assert_int_equal(set_at(&heap, 1)->holder_count, 2);
	assert_int_equal(set_at(&heap, 1)->holders[0], 0);
	assert_int_equal(set_at(&heap, 1)->holders[1], 2);
	heap_fini(&heap);
}

/* A context that a scope refers to is where JavaScript lives, not what the scope leaks. */
static void test_what_a_pinned_node_reaches_is_javascript_s(void **state)
{
	struct v8scope_holder_group group = {.root = TEXT_HANDLES};
	struct v8scope_pinned pinned = {.count = 1};
	struct v8scope_retention *retention;
	struct heap heap;
	uint32_t context, script;

	(void)state;
	heap_init(&heap, 1);
	context = text_node(heap.text, NODE_OBJECT, "context", 10);
	script = text_node(heap.text, NODE_OBJECT, "Map", 1000);
	text_edge(heap.text, context, script, EDGE_INTERNAL);
	hold(&heap, 0, 0, context);
	hold(&heap, 0, 0, text_node(heap.text, NODE_OBJECT, "Promise", 48));
	analyse(&heap);
	group.holder_of_edge = (const uint32_t *)(void *)heap.holders[0]->data;
	pinned.nodes = &context;
	retention = v8scope_retention_create(heap.snapshot, &group, 1, 1, NULL, &pinned, NULL);
	assert_tally(retention->holders[0].exclusive.total, 1, 48);
	assert_tally(retention->javascript.total, 2, 1010);
	v8scope_retention_destroy(retention);
	heap_fini(&heap);
}

/* Two edges keep `common` together; each of three keeps an object of its own. */
static void test_few_edges_keep_the_largest_and_what_is_common_at_most(void **state)
{
	static const uint64_t sizes[] = {10, 100, 20};
	static const uint64_t expected[] = {0, 105, 125, 135, 135};
	struct heap heap;
	uint32_t common;

	(void)state;
	heap_init(&heap, 1);
	common = text_node(heap.text, NODE_OBJECT, "Common", 5);
	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		uint32_t own = text_node(heap.text, NODE_OBJECT, "Own", sizes[i]);

		hold(&heap, 0, 0, own);
		if (i < 2) {
			text_edge(heap.text, own, common, EDGE_INTERNAL);
		}
	}
	analyse(&heap);
	for (uint32_t some = 0; some < G_N_ELEMENTS(expected); some++) {
		struct v8scope_holder_group group = {.root = TEXT_HANDLES,
			.holder_of_edge = (const uint32_t *)(void *)heap.holders[0]->data};
		struct v8scope_retention *retention =
			v8scope_retention_create(heap.snapshot, &group, 1, 1, &some, NULL, NULL);

		assert_int_equal(retention->holders[0].most_of_some, expected[some]);
		v8scope_retention_destroy(retention);
	}
	heap_fini(&heap);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_heaps_agree_with_cutting_and_following),
		cmocka_unit_test(test_what_two_scopes_hold_is_exclusive_to_neither),
		cmocka_unit_test(test_many_handles_of_one_scope_to_one_object_are_exclusive),
		cmocka_unit_test(test_what_a_scope_and_a_global_hold_belongs_to_several_groups),
		cmocka_unit_test(test_a_holder_may_have_edges_of_several_groups),
		cmocka_unit_test(test_edges_of_no_holder_count_for_their_group),
		cmocka_unit_test(test_objects_are_summed_by_type_and_constructor),
		cmocka_unit_test(test_weak_globals_hold_nothing),
		cmocka_unit_test(test_more_holders_than_are_followed_at_once),
		cmocka_unit_test(test_what_is_shared_is_told_by_who_shares_it),
		cmocka_unit_test(test_what_a_pinned_node_reaches_is_javascript_s),
		cmocka_unit_test(test_few_edges_keep_the_largest_and_what_is_common_at_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
