/* SPDX-License-Identifier: MIT */
/* Text that is no heap snapshot, or no longer: an error that says why, and never a crash. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "retention.h"
#include "snapshot_text.h"

static struct text *make_text(void)
{
	struct text *text = text_create();
	uint32_t last = TEXT_HANDLES;

	for (int i = 0; i < 12; i++) {
		uint32_t node = text_node(text, i % 2 ? NODE_OBJECT : NODE_STRING,
			i % 3 ? "Promise" : "\\uD800 \\\"x\\\" \\n", (uint64_t)i * 8);

		text_edge(text, last, node, EDGE_ELEMENT);
		text_edge(text, node, TEXT_OWN, i % 4 ? EDGE_INTERNAL : EDGE_WEAK);
		last = node;
	}
	return text;
}

static void assert_refused(
	const char *text, size_t length, enum v8scope_snapshot_error code, const char *says)
{
	GError *error = NULL;

	assert_null(read_text(text, length, 0, &error));
	assert_non_null(error);
	if (!g_error_matches(error, V8SCOPE_SNAPSHOT_ERROR, (gint)code) ||
		strstr(error->message, says) == NULL) {
		fail_msg("expected code %d, \"%s\", got %d, \"%s\"", (int)code, says, error->code,
			error->message);
	}
	g_error_free(error);
}

/* Replaces the first `from` of a sound snapshot and expects a refusal. */
static void assert_change_refused(
	const char *from, const char *to, enum v8scope_snapshot_error code, const char *says)
{
	struct text *text = make_text();
	char *printed = text_print(text);
	char *found = strstr(printed, from);
	char *changed;

	assert_non_null(found);
	changed = g_strdup_printf(
		"%.*s%s%s", (int)(found - printed), printed, to, found + strlen(from));
	assert_refused(changed, strlen(changed), code, says);
	g_free(changed);
	g_free(printed);
	text_destroy(text);
}

static void test_other_files_are_refused(void **state)
{
	static const char elf[] = "\x7f"
				  "ELF\x02\x01\x01\0\0\0\0";
	static const char nul[] = "{}\0{}";

	(void)state;
	assert_refused("", 0, V8SCOPE_SNAPSHOT_ERROR_JSON, "cut off at byte 0");
	assert_refused(elf, sizeof(elf), V8SCOPE_SNAPSHOT_ERROR_JSON, "byte 0");
	assert_refused(nul, sizeof(nul) - 1, V8SCOPE_SNAPSHOT_ERROR_JSON, "byte 2");
	assert_refused("[]", 2, V8SCOPE_SNAPSHOT_ERROR_FORMAT, "not a heap snapshot");
	assert_refused("{}", 2, V8SCOPE_SNAPSHOT_ERROR_FORMAT, "not a heap snapshot");
	assert_refused("17", 2, V8SCOPE_SNAPSHOT_ERROR_FORMAT, "not a heap snapshot");
	assert_refused("\"a\"", 3, V8SCOPE_SNAPSHOT_ERROR_FORMAT, "not a heap snapshot");
	assert_refused("null", 4, V8SCOPE_SNAPSHOT_ERROR_FORMAT, "not a heap snapshot");
	assert_refused("{\"nodes\":[1]}", 13, V8SCOPE_SNAPSHOT_ERROR_FORMAT, "in this order");
	/* A CPU profile. */
	assert_refused("{\"nodes\":[{\"id\":1}],\"samples\":[1]}", 34,
		V8SCOPE_SNAPSHOT_ERROR_FORMAT, "in this order");
}

/* In pieces of any size, so that no place in the text is special. */
static void assert_not_json(const char *text, const char *says)
{
	for (size_t step = 0; step <= strlen(text); step++) {
		GError *error = NULL;

		assert_null(read_text(text, strlen(text), step, &error));
		assert_non_null(error);
		assert_true(g_error_matches(
			error, V8SCOPE_SNAPSHOT_ERROR, V8SCOPE_SNAPSHOT_ERROR_JSON));
		if (strstr(error->message, says) == NULL) {
			fail_msg("\"%s\" by %zu: \"%s\" is not in \"%s\"", text, step, says,
				error->message);
		}
		g_error_free(error);
	}
}

static void test_the_place_of_a_syntax_error_is_told(void **state)
{
	(void)state;
	assert_not_json("{\"a\":1,}", "not JSON at byte 7: ");
	assert_not_json("{\"a\":x}", "not JSON at byte 5: ");
	assert_not_json("{\"a\" 1}", "not JSON at byte 5: ");
	assert_not_json("{\"a\":[1}", "not JSON at byte 7: ");
	assert_not_json("{\"a\":\"\xff\"}", "not JSON at byte 6: ");
}

static void test_text_after_the_end_is_refused(void **state)
{
	(void)state;
	assert_not_json("{}}", "goes on after its end at byte 2");
	assert_not_json("{} \n{}", "goes on after its end at byte 4");
	assert_not_json("{} 1", "goes on after its end at byte 3");
	assert_not_json("{} \"abc", "goes on after its end at byte 3");
	assert_not_json("{}\v", "goes on after its end at byte 2");
	assert_refused("{} \t\r\n", 6, V8SCOPE_SNAPSHOT_ERROR_FORMAT, "not a heap snapshot");
}

static void test_every_truncation_is_refused(void **state)
{
	struct text *text = make_text();
	char *printed = text_print(text);

	(void)state;
	for (size_t length = 1; length < strlen(printed); length++) {
		assert_refused(printed, length, V8SCOPE_SNAPSHOT_ERROR_JSON, "cut off");
	}
	g_free(printed);
	text_destroy(text);
}

static void test_what_meta_lacks_is_named(void **state)
{
	(void)state;
	assert_change_refused("\"edge_count\",", "\"edges\",", V8SCOPE_SNAPSHOT_ERROR_FORMAT,
		"node_fields have no \"edge_count\"");
	assert_change_refused("\"to_node\"]", "\"to\"]", V8SCOPE_SNAPSHOT_ERROR_FORMAT,
		"edge_fields have no \"to_node\"");
	assert_change_refused("\"node_types\":[[", "\"node_types\":[\"number\",[",
		V8SCOPE_SNAPSHOT_ERROR_FORMAT, "node_types do not fit");
	assert_change_refused("\"node_fields\":[", "\"node_fields\":[1,",
		V8SCOPE_SNAPSHOT_ERROR_FORMAT, "other values than expected");
	assert_change_refused(
		"\"meta\":", "\"mete\":", V8SCOPE_SNAPSHOT_ERROR_FORMAT, "in this order");
	assert_change_refused("\"strings\":", "\"string\":", V8SCOPE_SNAPSHOT_ERROR_FORMAT,
		"expected \"snapshot\"");
	assert_change_refused("\"samples\":", "\"nodes\":", V8SCOPE_SNAPSHOT_ERROR_FORMAT, "twice");
}

static void test_numbers_out_of_range_are_refused(void **state)
{
	(void)state;
	assert_change_refused("\"nodes\":[0,", "\"nodes\":[4,", V8SCOPE_SNAPSHOT_ERROR_CORRUPT,
		"node 0 has type 4");
	assert_change_refused("\"nodes\":[0,1,", "\"nodes\":[0,100,",
		V8SCOPE_SNAPSHOT_ERROR_CORRUPT, "node 0 has name 100");
	assert_change_refused("\"nodes\":[0,1,1,0,1,", "\"nodes\":[0,1,1,0,2,",
		V8SCOPE_SNAPSHOT_ERROR_CORRUPT, "edges, but its nodes declare");
	assert_change_refused("\"nodes\":[0,1,1,0,1,", "\"nodes\":[0,1,1,0,0,",
		V8SCOPE_SNAPSHOT_ERROR_CORRUPT, "more edges than");
	assert_change_refused("\"nodes\":[0,1,1,0,1,", "\"nodes\":[0,1,1,0,18446744073709551615,",
		V8SCOPE_SNAPSHOT_ERROR_CORRUPT, "edge_count");
	assert_change_refused("\"nodes\":[0,1,1,0,", "\"nodes\":[0,1,1,18446744073709551615,",
		V8SCOPE_SNAPSHOT_ERROR_CORRUPT, "self_size");
	assert_change_refused(
		"\"nodes\":[0,", "\"nodes\":[-1,", V8SCOPE_SNAPSHOT_ERROR_FORMAT, "other values");
	assert_change_refused("\"nodes\":[0,", "\"nodes\":[18446744073709551616,",
		V8SCOPE_SNAPSHOT_ERROR_FORMAT, "other values");
	assert_change_refused("\"nodes\":[0,", "\"nodes\":[99999999999999999999999999,",
		V8SCOPE_SNAPSHOT_ERROR_FORMAT, "other values");
	assert_change_refused(
		"\"nodes\":[0,", "\"nodes\":[0.0,", V8SCOPE_SNAPSHOT_ERROR_FORMAT, "other values");
	assert_change_refused(
		"\"nodes\":[0,", "\"nodes\":[0e0,", V8SCOPE_SNAPSHOT_ERROR_FORMAT, "other values");
	assert_change_refused("\"edges\":[0,1,7", "\"edges\":[0,1,8",
		V8SCOPE_SNAPSHOT_ERROR_CORRUPT, "edge 0 has to_node 8");
	assert_change_refused("\"edges\":[0,1,7", "\"edges\":[0,1,7000",
		V8SCOPE_SNAPSHOT_ERROR_CORRUPT, "edge 0 has to_node 7000");
	assert_change_refused("\"edges\":[0,1,7", "\"edges\":[9,1,7",
		V8SCOPE_SNAPSHOT_ERROR_CORRUPT, "edge 0 has type 9");
	assert_change_refused("\"edges\":[0,1,7", "\"edges\":[1,9999,7",
		V8SCOPE_SNAPSHOT_ERROR_CORRUPT, "edge 0 has name_or_index 9999");
	assert_change_refused(
		"\"nodes\":[0,", "\"nodes\":[", V8SCOPE_SNAPSHOT_ERROR_CORRUPT, "is damaged");
}

static void test_declared_counts_are_not_believed(void **state)
{
	struct text *text = text_create();
	struct v8scope_snapshot *snapshot;
	char *printed = text_print(text);
	char *at = strstr(printed, "\"node_count\":");
	char *changed = g_strdup_printf("%.*s\"node_count\":99999999999,\"x\":%s",
		(int)(at - printed), printed, at + strlen("\"node_count\":"));

	(void)state;
	snapshot = read_text(changed, strlen(changed), 0, NULL);
	assert_non_null(snapshot);
	assert_int_equal(snapshot->node_count, TEXT_OWN);
	v8scope_snapshot_destroy(snapshot);
	g_free(changed);
	g_free(printed);
	text_destroy(text);
}

static void test_depth_is_limited(void **state)
{
	GString *deep = g_string_new("{\"x\":");

	(void)state;
	for (int i = 0; i < 1000000; i++) {
		g_string_append_c(deep, '[');
	}
	assert_refused(deep->str, deep->len, V8SCOPE_SNAPSHOT_ERROR_FORMAT, "nest too deeply");
	g_string_free(deep, TRUE);
}

static ptrdiff_t fail_to_read(void *data, char *buffer, size_t size)
{
	(void)data;
	(void)buffer;
	(void)size;
	errno = EIO;
	return -1;
}

static void test_a_read_error_is_not_taken_for_the_end(void **state)
{
	GError *error = NULL;

	(void)state;
	assert_null(v8scope_snapshot_read(fail_to_read, NULL, &error));
	assert_true(g_error_matches(error, V8SCOPE_SNAPSHOT_ERROR, V8SCOPE_SNAPSHOT_ERROR_READ));
	assert_non_null(strstr(error->message, g_strerror(EIO)));
	g_error_free(error);
}

/* What a fuzzer would call: whatever is read must be safe to analyse. Returns if it was read. */
static bool analyse_bytes(const char *text, size_t length)
{
	GError *error = NULL;
	struct v8scope_snapshot *snapshot = read_text(text, length, 0, &error);
	struct v8scope_holder_group group;
	uint32_t *holders;

	assert_true((snapshot == NULL) == (error != NULL));
	if (snapshot == NULL) {
		g_error_free(error);
		return false;
	}
	group.root = v8scope_snapshot_root_named(snapshot, "(Handle scope)");
	if (group.root != V8SCOPE_NO_NODE) {
		holders = g_new0(uint32_t, snapshot->edge_count + 1);
		group.holder_of_edge = holders;
		v8scope_retention_destroy(
			v8scope_retention_create(snapshot, &group, 1, 1, NULL, NULL, NULL));
		g_free(holders);
	}
	v8scope_snapshot_destroy(snapshot);
	return true;
}

/* What reading says, for comparing: the caller owns it. */
static char *outcome(const char *text, size_t length, size_t step)
{
	GError *error = NULL;
	struct v8scope_snapshot *snapshot = read_text(text, length, step, &error);
	char *said;

	if (snapshot == NULL) {
		/* Where yajl sees that it is no JSON depends on where pieces end. */
		said = error->code == V8SCOPE_SNAPSHOT_ERROR_JSON
			       ? g_strdup("refused: not JSON")
			       : g_strdup_printf("refused: %s", error->message);
		g_error_free(error);
		return said;
	}
	GString *numbers = g_string_new(NULL);
	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		g_string_append_printf(numbers, "%u %u %u %" G_GUINT64_FORMAT " %u\n",
			snapshot->node_type[i], snapshot->node_name[i], snapshot->node_id[i],
			snapshot->self_size[i], snapshot->first_edge[i]);
	}
	for (uint32_t i = 0; i < snapshot->edge_count; i++) {
		g_string_append_printf(
			numbers, "%u %u\n", snapshot->edge_to[i], snapshot->edge_retains[i]);
	}
	v8scope_snapshot_destroy(snapshot);
	return g_string_free(numbers, FALSE);
}

/*
 * Text that comes at once goes through yajl as a whole, since it cannot be known before where
 * rows begin; in pieces, its numbers do not. Returns whether it could be read.
 */
static bool read_the_same_in_pieces(const char *text, size_t length)
{
	static const size_t steps[] = {1, 7, 40, 150};
	char *expected = outcome(text, length, 0);
	bool was_read = strchr(expected, ':') == NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
		char *said = outcome(text, length, steps[i]);

		if (strcmp(said, expected) != 0) {
			fail_msg("in pieces of %zu: \"%s\", at once: \"%s\": %.*s", steps[i], said,
				expected, (int)length, text);
		}
		g_free(said);
	}
	g_free(expected);
	return was_read;
}

/* At each byte of the rows, from the first comma on: what JSON allows there and what not. */
static void test_rows_are_read_the_same_in_pieces_of_any_size(void **state)
{
	static const char *const changes[] = {",", ",,", ", ,", "\n,\t", ",\v", "0", ",0", ",00,",
		",-1,", ",1.5,", ",1e3,", ",18446744073709551615,", ",18446744073709551616,",
		",00000000000000000000001,", ",12345678901234567890123,", ",\"1,2,3,4\",", ",\"",
		"]", ",]", "[", ",null,", "9", " 9", ",[1,2],", ",{},", "/**/,"};
	struct text *text = make_text();
	char *printed = text_print(text);
	char *rows = strstr(printed, "\"nodes\":[");
	char *end = strstr(printed, "\"trace_function_infos\"");
	unsigned read = 0;

	(void)state;
	assert_true(rows && end && rows < end);
	for (char *comma = strchr(rows, ','); comma < end; comma = strchr(comma + 1, ',')) {
		for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
			char *changed = g_strdup_printf(
				"%.*s%s%s", (int)(comma - printed), printed, changes[i], comma + 1);

			read += read_the_same_in_pieces(changed, strlen(changed));
			g_free(changed);
		}
	}
	/* Those that change white space only. */
	assert_true(read > 0);
	g_free(printed);
	text_destroy(text);
}

static void test_changed_bytes_never_crash(void **state)
{
	static const char likely[] = "0123456789,,[]{}\"\\u-.e \n";
	GRand *rand = g_rand_new_with_seed(1);
	struct text *text = make_text();
	char *printed = text_print(text);
	size_t length = strlen(printed);
	unsigned read = 0;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char *changed = g_memdup2(printed, length);

		for (gint32 i = g_rand_int_range(rand, 1, 4); i > 0; i--) {
			gint32 at = g_rand_int_range(rand, 0, (gint32)length);

			changed[at] =
				g_rand_boolean(rand)
					? likely[g_rand_int_range(rand, 0, sizeof(likely) - 1)]
					: (char)(changed[at] ^ 1 << g_rand_int_range(rand, 0, 8));
		}
		read += analyse_bytes(changed, length);
		if (round % 8 == 0) {
			read_the_same_in_pieces(changed, length);
		}
		g_free(changed);
	}
	/* Neither all nor none, or the changes would test nothing. */
	assert_in_range(read, 200, 19000);
	g_free(printed);
	text_destroy(text);
	g_rand_free(rand);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_other_files_are_refused),
		cmocka_unit_test(test_the_place_of_a_syntax_error_is_told),
		cmocka_unit_test(test_text_after_the_end_is_refused),
		cmocka_unit_test(test_every_truncation_is_refused),
		cmocka_unit_test(test_what_meta_lacks_is_named),
		cmocka_unit_test(test_numbers_out_of_range_are_refused),
		cmocka_unit_test(test_declared_counts_are_not_believed),
		cmocka_unit_test(test_depth_is_limited),
		cmocka_unit_test(test_a_read_error_is_not_taken_for_the_end),
		cmocka_unit_test(test_rows_are_read_the_same_in_pieces_of_any_size),
		cmocka_unit_test(test_changed_bytes_never_crash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
