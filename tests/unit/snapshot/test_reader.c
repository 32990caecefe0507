/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "snapshot_text.h"

/* root -> ... (Handle scope) -> Promise -> string; and the promise weakly refers to a closure. */
static struct text *make_text(void)
{
	struct text *text = text_create();
	uint32_t promise = text_node(text, NODE_OBJECT, "Promise", 48);
	uint32_t string = text_node(text, NODE_STRING, "hello \\\"you\\\"", UINT64_C(5) << 32);
	uint32_t closure = text_node(text, NODE_CLOSURE, "", 64);

	text_edge(text, TEXT_HANDLES, promise, EDGE_ELEMENT);
	text_edge(text, promise, string, EDGE_INTERNAL);
	text_edge(text, promise, closure, EDGE_WEAK);
	text_edge(text, TEXT_ROOT, closure, EDGE_SHORTCUT);
	return text;
}

static void assert_made(const struct v8scope_snapshot *snapshot)
{
	uint32_t promise = TEXT_OWN;
	uint32_t first = snapshot->first_edge[promise];

	assert_int_equal(snapshot->node_count, TEXT_OWN + 3);
	assert_int_equal(snapshot->edge_count, 7);
	assert_string_equal(v8scope_snapshot_name(snapshot, promise), "Promise");
	assert_string_equal(v8scope_snapshot_type(snapshot, promise), "object");
	assert_string_equal(v8scope_snapshot_type(snapshot, promise + 2), "closure");
	assert_string_equal(v8scope_snapshot_name(snapshot, promise + 1), "hello \"you\"");
	assert_true(snapshot->self_size[promise] == 48);
	assert_true(snapshot->self_size[promise + 1] == UINT64_C(5) << 32);
	assert_int_equal(snapshot->first_edge[promise + 1] - first, 2);
	assert_int_equal(snapshot->edge_to[first], promise + 1);
	assert_int_equal(snapshot->edge_to[first + 1], promise + 2);
}

static void test_reads_what_was_written(void **state)
{
	struct text *text = make_text();
	struct v8scope_snapshot *snapshot = text_read(text);

	(void)state;
	assert_made(snapshot);
	v8scope_snapshot_destroy(snapshot);
	text_destroy(text);
}

static void test_goes_by_the_fields_that_the_file_declares(void **state)
{
	struct text *text = make_text();
	char *printed = text_print_reordered(text);
	struct v8scope_snapshot *snapshot = read_text(printed, strlen(printed), 0, NULL);

	(void)state;
	assert_non_null(snapshot);
	assert_made(snapshot);
	v8scope_snapshot_destroy(snapshot);
	g_free(printed);
	text_destroy(text);
}

static void test_pieces_of_any_size_read_the_same(void **state)
{
	struct text *text = make_text();
	char *printed = text_print(text);

	(void)state;
	for (size_t step = 1; step < 40; step++) {
		struct v8scope_snapshot *snapshot = read_text(printed, strlen(printed), step, NULL);

		assert_non_null(snapshot);
		assert_made(snapshot);
		v8scope_snapshot_destroy(snapshot);
	}
	g_free(printed);
	text_destroy(text);
}

static void test_weak_edges_and_shortcuts_retain_nothing(void **state)
{
	struct text *text = make_text();
	struct v8scope_snapshot *snapshot = text_read(text);
	uint32_t first = snapshot->first_edge[TEXT_OWN];

	(void)state;
	assert_int_equal(snapshot->edge_retains[first], 1);
	assert_int_equal(snapshot->edge_retains[first + 1], 0);
	assert_int_equal(snapshot->edge_to[snapshot->first_edge[TEXT_ROOT] + 1], TEXT_OWN + 2);
	assert_int_equal(snapshot->edge_retains[snapshot->first_edge[TEXT_ROOT] + 1], 0);
	v8scope_snapshot_destroy(snapshot);
	text_destroy(text);
}

/* V8 lists them among the roots. */
static void test_a_table_of_strings_retains_none(void **state)
{
	struct text *text = make_text();
	uint32_t table = text_node(text, NODE_SYNTHETIC, "(External strings)", 0);
	uint32_t string = text_node(text, NODE_STRING, "external", 32);
	struct v8scope_snapshot *snapshot;

	(void)state;
	text_edge(text, TEXT_GC_ROOTS, table, EDGE_ELEMENT);
	text_edge(text, table, string, EDGE_INTERNAL);
	snapshot = text_read(text);
	assert_int_equal(snapshot->edge_to[snapshot->first_edge[table]], string);
	assert_int_equal(snapshot->edge_retains[snapshot->first_edge[table]], 0);
	v8scope_snapshot_destroy(snapshot);
	text_destroy(text);
}

static void test_the_key_of_a_weak_map_retains_the_value_and_the_table_does_not(void **state)
{
	struct text *text = text_create();
	uint32_t table = text_node(text, NODE_OBJECT, "WeakMap", 8);
	uint32_t key = text_node(text, NODE_OBJECT, "Key", 8);
	uint32_t value = text_node(text, NODE_OBJECT, "Value", 8);
	char *name = g_strdup_printf("1 / part of key (Key @%u) -> value (Value @%u) pair in "
				     "WeakMap (table @%u)",
		2 * key + 1, 2 * value + 1, 2 * table + 1);
	struct v8scope_snapshot *snapshot;

	(void)state;
	text_edge(text, TEXT_HANDLES, table, EDGE_ELEMENT);
	text_edge(text, TEXT_HANDLES, key, EDGE_ELEMENT);
	text_named_edge(text, table, value, EDGE_INTERNAL, name);
	text_named_edge(text, key, value, EDGE_INTERNAL, name);
	snapshot = text_read(text);
	assert_int_equal(snapshot->edge_retains[snapshot->first_edge[table]], 0);
	assert_int_equal(snapshot->edge_retains[snapshot->first_edge[key]], 1);
	v8scope_snapshot_destroy(snapshot);
	g_free(name);
	text_destroy(text);
}

static void test_halves_of_surrogate_pairs_are_read(void **state)
{
	static const struct {
		const char *json;
		const char *read;
	} cases[] = {
		{"a\\uD800b", "a\xef\xbf\xbd"
			      "b"},
		{"\\uDC00", "\xef\xbf\xbd"},
		{"\\uF600", "\xef\x98\x80"},
		{"\\uD83D\\uDE00!", "\xf0\x9f\x98\x80!"},
		{"\\uD83D\\uD83D\\uDE00", "\xef\xbf\xbd\xf0\x9f\x98\x80"},
		{"\\\\uD800", "\\uD800"},
		{"\\uD800\\u0041", "\xef\xbf\xbd"
				   "A"},
		{"\\uD800\\\\", "\xef\xbf\xbd\\"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct text *text = text_create();
		uint32_t node = text_node(text, NODE_STRING, cases[i].json, 8);
		char *printed = text_print(text);

		for (size_t step = 1; step < 14; step++) {
			struct v8scope_snapshot *snapshot =
				read_text(printed, strlen(printed), step, NULL);

			assert_non_null(snapshot);
			assert_string_equal(v8scope_snapshot_name(snapshot, node), cases[i].read);
			v8scope_snapshot_destroy(snapshot);
		}
		g_free(printed);
		text_destroy(text);
	}
}

static void test_roots_are_found_by_name(void **state)
{
	struct text *text = text_create();
	struct v8scope_snapshot *snapshot;

	(void)state;
	/* An object may call itself what it likes. */
	text_edge(text, TEXT_GC_ROOTS, text_node(text, NODE_OBJECT, "(Eternal handles)", 8),
		EDGE_ELEMENT);
	snapshot = text_read(text);
	assert_int_equal(v8scope_snapshot_root_named(snapshot, "(Handle scope)"), TEXT_HANDLES);
	assert_int_equal(v8scope_snapshot_root_named(snapshot, "(Global handles)"), TEXT_GLOBALS);
	assert_int_equal(
		v8scope_snapshot_root_named(snapshot, "(Eternal handles)"), V8SCOPE_NO_NODE);
	v8scope_snapshot_destroy(snapshot);
	text_destroy(text);
}

static void test_a_missing_file_is_named(void **state)
{
	GError *error = NULL;

	(void)state;
	assert_null(v8scope_snapshot_read_file("/nonexistent/x.heapsnapshot", &error));
	assert_true(g_error_matches(error, V8SCOPE_SNAPSHOT_ERROR, V8SCOPE_SNAPSHOT_ERROR_READ));
	assert_non_null(strstr(error->message, "/nonexistent/x.heapsnapshot"));
	g_clear_error(&error);
	assert_null(v8scope_snapshot_read_file("/", &error));
	assert_true(g_error_matches(error, V8SCOPE_SNAPSHOT_ERROR, V8SCOPE_SNAPSHOT_ERROR_READ));
	g_error_free(error);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads_what_was_written),
		cmocka_unit_test(test_goes_by_the_fields_that_the_file_declares),
		cmocka_unit_test(test_pieces_of_any_size_read_the_same),
		cmocka_unit_test(test_weak_edges_and_shortcuts_retain_nothing),
		cmocka_unit_test(test_a_table_of_strings_retains_none),
		cmocka_unit_test(
			test_the_key_of_a_weak_map_retains_the_value_and_the_table_does_not),
		cmocka_unit_test(test_halves_of_surrogate_pairs_are_read),
		cmocka_unit_test(test_roots_are_found_by_name),
		cmocka_unit_test(test_a_missing_file_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
