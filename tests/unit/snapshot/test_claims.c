/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "claims.h"
#include "snapshot_text.h"

enum { NOBODY = 99 };

struct rig {
	struct text *text;
	struct v8scope_snapshot *snapshot;
	struct v8scope_claims *claims;
};

static int setup(void **state)
{
	struct rig *rig = g_new0(struct rig, 1);

	rig->text = text_create();
	*state = rig;
	return 0;
}

static int teardown(void **state)
{
	struct rig *rig = *state;

	v8scope_claims_destroy(rig->claims);
	v8scope_snapshot_destroy(rig->snapshot);
	text_destroy(rig->text);
	g_free(rig);
	return 0;
}

static void begin_claims(struct rig *rig)
{
	rig->snapshot = text_read(rig->text);
	rig->claims = v8scope_claims_create(rig->snapshot);
}

/* The id that a node of the text has. */
static uint32_t id_of(uint32_t node)
{
	return 2 * node + 1;
}

static void claim(struct rig *rig, uint32_t holder, uint32_t node)
{
	uint32_t id = id_of(node);

	v8scope_claims_add(rig->claims, holder, &id, 1);
}

/* How many edges of the root are of that holder. */
static uint32_t met(struct rig *rig, uint32_t root, uint32_t holder)
{
	uint32_t *holders = v8scope_claims_meet(rig->claims, root, NOBODY);
	uint32_t count = 0;

	for (uint32_t e = rig->snapshot->first_edge[root]; e < rig->snapshot->first_edge[root + 1];
		e++) {
		count += holders[e - rig->snapshot->first_edge[root]] == holder;
	}
	g_free(holders);
	return count;
}

static void test_nodes_are_found_by_their_ids(void **state)
{
	struct rig *rig = *state;

	for (int i = 0; i < 1000; i++) {
		text_node(rig->text, NODE_OBJECT, "Thing", 8);
	}
	begin_claims(rig);
	for (uint32_t node = 0; node < rig->snapshot->node_count; node++) {
		assert_int_equal(v8scope_claims_node(rig->claims, id_of(node)), node);
	}
	assert_int_equal(v8scope_claims_node(rig->claims, 4), V8SCOPE_NO_NODE);
	assert_int_equal(v8scope_claims_node(rig->claims, UINT32_MAX), V8SCOPE_NO_NODE);
}

static void test_an_edge_belongs_to_who_claims_its_object(void **state)
{
	struct rig *rig = *state;
	uint32_t a = text_node(rig->text, NODE_OBJECT, "A", 8);
	uint32_t b = text_node(rig->text, NODE_OBJECT, "B", 8);
	uint32_t *holders;

	text_edge(rig->text, TEXT_HANDLES, a, EDGE_ELEMENT);
	text_edge(rig->text, TEXT_HANDLES, b, EDGE_ELEMENT);
	begin_claims(rig);
	claim(rig, 5, b);
	holders = v8scope_claims_meet(rig->claims, TEXT_HANDLES, NOBODY);
	assert_int_equal(holders[0], NOBODY);
	assert_int_equal(holders[1], 5);
	g_free(holders);
}

static void test_each_claim_explains_one_edge(void **state)
{
	struct rig *rig = *state;
	uint32_t object = text_node(rig->text, NODE_OBJECT, "Shared", 8);

	for (int i = 0; i < 4; i++) {
		text_edge(rig->text, TEXT_HANDLES, object, EDGE_ELEMENT);
	}
	begin_claims(rig);
	claim(rig, 0, object);
	claim(rig, 1, object);
	claim(rig, 1, object);
	{
		uint32_t *holders = v8scope_claims_meet(rig->claims, TEXT_HANDLES, NOBODY);
		uint32_t of[2] = {0, 0};
		uint32_t nobody = 0;

		for (int i = 0; i < 4; i++) {
			nobody += holders[i] == NOBODY;
			of[0] += holders[i] == 0;
			of[1] += holders[i] == 1;
		}
		assert_int_equal(of[0], 1);
		assert_int_equal(of[1], 2);
		assert_int_equal(nobody, 1);
		g_free(holders);
	}
}

static void test_claims_that_one_root_leaves_are_met_by_the_next(void **state)
{
	struct rig *rig = *state;
	uint32_t object = text_node(rig->text, NODE_OBJECT, "Eternal", 8);

	text_edge(rig->text, TEXT_GLOBALS, object, EDGE_ELEMENT);
	text_edge(rig->text, TEXT_HANDLES, object, EDGE_ELEMENT);
	begin_claims(rig);
	claim(rig, 0, object);
	assert_int_equal(met(rig, TEXT_GLOBALS, 0), 1);
	assert_int_equal(met(rig, TEXT_HANDLES, 0), 0);
}

/* Taken for a weak edge, the claim would leave the strong one to nobody. */
static void test_a_weak_edge_meets_no_claim(void **state)
{
	struct rig *rig = *state;
	uint32_t object = text_node(rig->text, NODE_OBJECT, "Buffer", 8);
	uint32_t *holders;

	text_edge(rig->text, TEXT_GLOBALS, object, EDGE_WEAK);
	text_edge(rig->text, TEXT_GLOBALS, object, EDGE_ELEMENT);
	begin_claims(rig);
	claim(rig, 0, object);
	holders = v8scope_claims_meet(rig->claims, TEXT_GLOBALS, NOBODY);
	assert_int_equal(holders[0], NOBODY);
	assert_int_equal(holders[1], 0);
	g_free(holders);
}

/* 0 is a handle to no heap object; an object that is gone has no node. */
static void test_ids_without_a_node_claim_nothing(void **state)
{
	struct rig *rig = *state;
	const uint32_t ids[] = {0, 4, 4000000000u};

	text_edge(rig->text, TEXT_HANDLES, text_node(rig->text, NODE_OBJECT, "A", 8), EDGE_ELEMENT);
	begin_claims(rig);
	v8scope_claims_add(rig->claims, 0, ids, G_N_ELEMENTS(ids));
	assert_int_equal(met(rig, TEXT_HANDLES, 0), 0);
}

#define claims_test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claims_test(test_nodes_are_found_by_their_ids),
		claims_test(test_an_edge_belongs_to_who_claims_its_object),
		claims_test(test_each_claim_explains_one_edge),
		claims_test(test_claims_that_one_root_leaves_are_met_by_the_next),
		claims_test(test_a_weak_edge_meets_no_claim),
		claims_test(test_ids_without_a_node_claim_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
