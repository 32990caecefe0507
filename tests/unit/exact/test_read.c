/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "report.h"
#include "snapshot_source.h"
#include "snapshot_text.h"

enum { HOLDERS = 2, CLAIMS_MAX = 8 };

struct fixture {
	struct text *text;
	struct v8scope_exact_claim claims[CLAIMS_MAX];
	uint32_t ids[CLAIMS_MAX];
	uint32_t claim_count;
	struct v8scope_exact *exact;
	char *problem;
};

static int setup(void **state)
{
	struct fixture *fixture = g_new0(struct fixture, 1);

	fixture->text = text_create();
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	v8scope_exact_destroy(fixture->exact);
	text_destroy(fixture->text);
	g_free(fixture->problem);
	g_free(fixture);
	return 0;
}

static uint32_t object(struct fixture *fixture, const char *name, uint64_t size)
{
	return text_node(fixture->text, NODE_OBJECT, name, size);
}

/* V8's root refers to the node, and the holder claims one handle to it. */
static void hold(struct fixture *fixture, uint32_t holder, bool global, uint32_t node)
{
	uint32_t number = fixture->claim_count++;

	text_edge(fixture->text, global ? TEXT_GLOBALS : TEXT_HANDLES, node, EDGE_ELEMENT);
	fixture->ids[number] = 2 * node + 1;
	fixture->claims[number] = (struct v8scope_exact_claim){
		.holder = holder, .global = global, .ids = &fixture->ids[number], .count = 1};
}

static void read_contents(struct fixture *fixture, const char *contents)
{
	static const uint32_t before[HOLDERS] = {1, 0};
	struct v8scope_exact_request request = {
		.path = "/x/one",
		.bytes = strlen(contents),
		.holder_count = HOLDERS,
		.claims = fixture->claims,
		.claim_count = fixture->claim_count,
		.handles_before = before,
	};
	char *folder = g_dir_make_tmp("v8scope-read-XXXXXX", NULL);
	struct v8scope_snapshot_source source = {.file = g_build_filename(folder, "one", NULL)};

	assert_true(g_file_set_contents(source.file, contents, -1, NULL));
	fixture->exact = v8scope_snapshot_read_exact(&source, &request, &fixture->problem);
	g_remove(source.file);
	g_rmdir(folder);
	v8scope_snapshot_source_fini(&source);
	g_free(folder);
}

static void read_text_file(struct fixture *fixture)
{
	char *contents = text_print(fixture->text);

	read_contents(fixture, contents);
	assert_non_null(fixture->exact);
	g_free(contents);
}

static void each_holder_gets_what_it_alone_keeps(void **state)
{
	struct fixture *fixture = *state;
	const struct v8scope_class_share *share;

	for (int i = 0; i < 2; i++) {
		hold(fixture, 0, false, object(fixture, "Promise", 48));
	}
	hold(fixture, 1, true, object(fixture, "Buffer", 1000));
	read_text_file(fixture);
	assert_int_equal(fixture->exact->holdings[0].alone.bytes, 96);
	assert_int_equal(fixture->exact->holdings[0].alone.objects, 2);
	assert_int_equal(fixture->exact->holdings[0].before_bytes, 48);
	share = g_ptr_array_index(fixture->exact->holdings[0].alone.classes, 0);
	assert_string_equal(share->type, "object");
	assert_string_equal(share->constructor, "Promise");
	assert_int_equal(share->objects, 2);
	assert_int_equal(fixture->exact->holdings[1].alone.bytes, 1000);
	assert_int_equal(fixture->exact->holdings[HOLDERS].alone.bytes, 0);
}

static void a_handle_that_nobody_claims_is_the_unknown_holder_s(void **state)
{
	struct fixture *fixture = *state;

	hold(fixture, 0, false, object(fixture, "Promise", 48));
	text_edge(fixture->text, TEXT_HANDLES, object(fixture, "Lost", 7), EDGE_ELEMENT);
	text_edge(fixture->text, TEXT_GLOBALS, object(fixture, "Lost", 9), EDGE_ELEMENT);
	read_text_file(fixture);
	assert_int_equal(fixture->exact->holdings[0].alone.bytes, 48);
	assert_int_equal(fixture->exact->holdings[HOLDERS].alone.bytes, 16);
}

static void what_a_map_keeps_as_well_is_javascript_s(void **state)
{
	struct fixture *fixture = *state;
	uint32_t map = object(fixture, "Map", 100);
	uint32_t entry = object(fixture, "Entry", 50);

	text_edge(fixture->text, TEXT_GC_ROOTS, map, EDGE_ELEMENT);
	text_edge(fixture->text, map, entry, EDGE_INTERNAL);
	hold(fixture, 0, false, entry);
	read_text_file(fixture);
	assert_int_equal(fixture->exact->holdings[0].alone.bytes, 0);
	assert_int_equal(fixture->exact->holdings[0].shared_bytes, 50);
	assert_int_equal(fixture->exact->holdings[0].shared_with_holders_bytes, 0);
	assert_int_equal(fixture->exact->javascript.bytes, 150);
}

static void what_two_holders_keep_is_told_with_both(void **state)
{
	struct fixture *fixture = *state;
	uint32_t both = object(fixture, "Both", 50);
	const struct v8scope_exact_set *set;

	hold(fixture, 0, false, both);
	hold(fixture, 1, true, both);
	read_text_file(fixture);
	assert_int_equal(fixture->exact->sets->len, 1);
	set = &g_array_index(fixture->exact->sets, struct v8scope_exact_set, 0);
	assert_int_equal(set->count, 2);
	assert_int_equal(set->bytes, 50);
	assert_int_equal(fixture->exact->holdings[1].shared_with_holders_bytes, 50);
}

/* Contexts with what a script keeps in each. */
static void hold_contexts(struct fixture *fixture, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t context = object(fixture, "system / NativeContext", 10);
		uint32_t map = object(fixture, "Map", 1000);

		text_edge(fixture->text, context, map, EDGE_INTERNAL);
		text_edge(fixture->text, TEXT_HANDLES, context, EDGE_ELEMENT);
		if (i == 0) {
			fixture->ids[0] = 2 * context + 1;
			fixture->claims[0] = (struct v8scope_exact_claim){
				.holder = 0, .ids = fixture->ids, .count = 1};
			fixture->claim_count = 1;
		}
	}
}

static void what_a_script_keeps_is_not_the_context_s_holder_s(void **state)
{
	struct fixture *fixture = *state;

	hold_contexts(fixture, 2);
	read_text_file(fixture);
	assert_int_equal(fixture->exact->holdings[0].alone.bytes, 0);
	assert_int_equal(fixture->exact->javascript.bytes, 2020);
}

static void many_contexts_are_what_piles_up(void **state)
{
	struct fixture *fixture = *state;

	hold_contexts(fixture, 17);
	read_text_file(fixture);
	assert_int_equal(fixture->exact->holdings[0].alone.bytes, 1010);
	assert_int_equal(fixture->exact->javascript.bytes, 0);
}

static void a_damaged_file_gives_a_problem(void **state)
{
	struct fixture *fixture = *state;
	char *contents = text_print(fixture->text);

	contents[strlen(contents) / 2] = '\0';
	read_contents(fixture, contents);
	assert_null(fixture->exact);
	assert_non_null(fixture->problem);
	g_free(contents);
}

#define read_test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		read_test(each_holder_gets_what_it_alone_keeps),
		read_test(a_handle_that_nobody_claims_is_the_unknown_holder_s),
		read_test(what_a_map_keeps_as_well_is_javascript_s),
		read_test(what_two_holders_keep_is_told_with_both),
		read_test(what_a_script_keeps_is_not_the_context_s_holder_s),
		read_test(many_contexts_are_what_piles_up),
		read_test(a_damaged_file_gives_a_problem),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
