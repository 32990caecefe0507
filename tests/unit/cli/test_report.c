/* SPDX-License-Identifier: MIT */
/* The parts of `v8scope report` that need no trace. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include <glib.h>

#include "exit_status.h"
#include "report/bt_error.h"
#include "report/input.h"
#include "report/options.h"
#include "report/packets.h"
#include "report/parts.h"
#include "report/terminal.h"

enum {
	INDEX_HEADER_SIZE = 16,
	INDEX_ENTRY_SIZE = 24,
	METADATA_PACKET_SIZE = 64,
};

static void put_u32_be(uint8_t *at, uint32_t value)
{
	value = GUINT32_TO_BE(value);
	memcpy(at, &value, sizeof(value));
}

static void put_u64_be(uint8_t *at, uint64_t value)
{
	value = GUINT64_TO_BE(value);
	memcpy(at, &value, sizeof(value));
}

/* An index of `count` packets of 1,000 bytes; returns its size. */
static size_t make_index(uint8_t *index, int count)
{
	put_u32_be(index, 0xC1F1DCC1);
	put_u32_be(index + 4, 1);
	put_u32_be(index + 8, 1);
	put_u32_be(index + 12, INDEX_ENTRY_SIZE);
	for (int i = 0; i < count; i++) {
		uint8_t *entry = index + INDEX_HEADER_SIZE + i * INDEX_ENTRY_SIZE;

		put_u64_be(entry, (uint64_t)i * 1000);
		put_u64_be(entry + 8, 8000);
		put_u64_be(entry + 16, 8000);
	}
	return INDEX_HEADER_SIZE + (size_t)count * INDEX_ENTRY_SIZE;
}

static void whole_stream_file_is_not_cut(void **state)
{
	uint8_t index[256];
	uint64_t whole = 0;
	size_t size = make_index(index, 3);

	(void)state;
	assert_false(v8scope_packets_are_cut(index, size, 3000, &whole));
	assert_false(v8scope_packets_are_cut(index, size, 4000, &whole));
	assert_false(v8scope_packets_are_cut(index, size - 5, 3000, &whole));
	assert_false(v8scope_packets_are_cut(index, make_index(index, 0), 0, &whole));
}

static void cut_stream_file_keeps_its_whole_packets(void **state)
{
	uint8_t index[256];
	uint64_t whole = 0;
	size_t size = make_index(index, 3);

	(void)state;
	assert_true(v8scope_packets_are_cut(index, size, 2999, &whole));
	assert_int_equal(whole, 2000);
	assert_true(v8scope_packets_are_cut(index, size, 0, &whole));
	assert_int_equal(whole, 0);
}

static void packet_that_was_never_written_is_a_cut(void **state)
{
	uint8_t index[256];
	uint64_t whole = 0;
	size_t size = make_index(index, 2);

	(void)state;
	/* Its index entry has offset 0, as LTTng leaves it on a full disk. */
	put_u64_be(index + INDEX_HEADER_SIZE + INDEX_ENTRY_SIZE, 0);
	assert_true(v8scope_packets_are_cut(index, size, 1500, &whole));
	assert_int_equal(whole, 1000);
}

static void what_is_no_index_says_nothing(void **state)
{
	uint8_t index[256] = {0};
	uint64_t whole = 0;

	(void)state;
	assert_false(v8scope_packets_are_cut(index, sizeof(index), 10, &whole));
	assert_false(v8scope_packets_are_cut(index, 3, 10, &whole));
	make_index(index, 1);
	put_u32_be(index + 12, 0);
	assert_false(v8scope_packets_are_cut(index, sizeof(index), 10, &whole));
}

static void make_metadata(uint8_t *metadata, int count)
{
	const uint32_t magic = 0x75D11D57;
	const uint32_t bits = METADATA_PACKET_SIZE * 8;

	memset(metadata, 0, (size_t)count * METADATA_PACKET_SIZE);
	for (int i = 0; i < count; i++) {
		memcpy(metadata + i * METADATA_PACKET_SIZE, &magic, sizeof(magic));
		memcpy(metadata + i * METADATA_PACKET_SIZE + 28, &bits, sizeof(bits));
	}
}

static void cut_metadata_keeps_its_whole_packets(void **state)
{
	uint8_t metadata[2 * METADATA_PACKET_SIZE];
	uint64_t whole = 0;

	(void)state;
	make_metadata(metadata, 2);
	assert_false(v8scope_packets_metadata_is_cut(metadata, sizeof(metadata), &whole));
	assert_true(v8scope_packets_metadata_is_cut(metadata, sizeof(metadata) - 1, &whole));
	assert_int_equal(whole, METADATA_PACKET_SIZE);
}

static void metadata_packet_without_length_is_a_cut(void **state)
{
	uint8_t metadata[2 * METADATA_PACKET_SIZE];
	uint64_t whole = 1;

	(void)state;
	make_metadata(metadata, 2);
	memset(metadata + 28, 0, 4);
	assert_true(v8scope_packets_metadata_is_cut(metadata, sizeof(metadata), &whole));
	assert_int_equal(whole, 0);
}

static void plain_text_metadata_is_never_cut(void **state)
{
	static const char text[] = "/* CTF 1.8 */ trace {";
	uint64_t whole;

	(void)state;
	assert_false(v8scope_packets_metadata_is_cut((const uint8_t *)text, strlen(text), &whole));
	assert_false(v8scope_packets_metadata_is_cut((const uint8_t *)text, 0, &whole));
}

static void cut_packet_is_made_to_end_where_its_bytes_do(void **state)
{
	const uint32_t magic = 0xC1FC1FC1;
	uint64_t content_bits = 9000;
	uint64_t packet_bits = 32768;
	uint8_t head[V8SCOPE_PACKETS_HEAD_SIZE] = {0};

	(void)state;
	assert_false(v8scope_packets_shorten(head, 1000));
	memcpy(head, &magic, sizeof(magic));
	memcpy(head + 48, &content_bits, sizeof(content_bits));
	memcpy(head + 56, &packet_bits, sizeof(packet_bits));
	assert_false(v8scope_packets_shorten(head, 5000));
	assert_true(v8scope_packets_shorten(head, 1000));
	memcpy(&content_bits, head + 48, sizeof(content_bits));
	memcpy(&packet_bits, head + 56, sizeof(packet_bits));
	assert_int_equal(content_bits, 8000);
	assert_int_equal(packet_bits, 8000);
}

static void assert_input_status(const char *path, enum v8scope_exit_status expected)
{
	GError *error = NULL;

	assert_null(v8scope_input_find_traces(path, &error));
	assert_int_equal(v8scope_exit_status_of(error), expected);
	g_error_free(error);
}

static void directories_without_a_trace_are_told_apart(void **state)
{
	char *dir = g_dir_make_tmp("v8scope-cli-XXXXXX", NULL);
	char *metadata = g_build_filename(dir, "metadata", NULL);

	(void)state;
	assert_input_status("/no/such/directory", V8SCOPE_EXIT_STATUS_TRACE_MISSING);
	assert_input_status("/etc/passwd", V8SCOPE_EXIT_STATUS_TRACE_MISSING);
	assert_input_status(dir, V8SCOPE_EXIT_STATUS_TRACE_EMPTY);
	assert_true(g_file_set_contents(metadata, "", 0, NULL));
	assert_input_status(dir, V8SCOPE_EXIT_STATUS_TRACE_EMPTY);
	assert_true(g_file_set_contents(metadata, "x", 1, NULL));
	GPtrArray *traces = v8scope_input_find_traces(dir, NULL);
	assert_int_equal(traces->len, 1);
	assert_string_equal(g_ptr_array_index(traces, 0), dir);
	g_ptr_array_unref(traces);
	unlink(metadata);
	rmdir(dir);
	g_free(metadata);
	g_free(dir);
}

static bool lacks_parts(const char *const *paths)
{
	GPtrArray *traces = g_ptr_array_new();

	for (; *paths; paths++) {
		g_ptr_array_add(traces, (char *)*paths);
	}
	bool missing = v8scope_parts_are_missing(traces);
	g_ptr_array_unref(traces);
	return missing;
}

static void a_part_between_others_is_missed(void **state)
{
	const char *const none[] = {"/t/ust/uid/0/64-bit", NULL};
	const char *const later[] = {
		"/t/archives/a-b-9/ust", "/t/archives/b-c-10/ust", "/t/ust", NULL};
	const char *const hole[] = {"/t/archives/a-b-9/ust", "/t/archives/c-d-11/ust", NULL};
	const char *const two_traces[] = {"/t/archives/a-b-0/ust/32-bit",
		"/t/archives/a-b-0/ust/64-bit", "/t/archives/c-d-2/ust/64-bit", NULL};
	const char *const two_recordings[] = {
		"/t/archives/a-b-0/ust", "/u/archives/c-d-2/ust", NULL};
	const char *const foreign[] = {"/archives/x-/ust", "/archives/9/ust", "/archives/-",
		"/archives/a-99999999999999999999/ust", NULL};

	(void)state;
	assert_false(lacks_parts(none));
	assert_false(lacks_parts(later));
	assert_true(lacks_parts(hole));
	assert_true(lacks_parts(two_traces));
	assert_false(lacks_parts(two_recordings));
	assert_false(lacks_parts(foreign));
}

static void options_may_follow_the_directory(void **state)
{
	char *argv[] = {(char *)"report", (char *)"dir", (char *)"--format=json", (char *)"-o",
		(char *)"out", NULL};
	struct v8scope_report_options options;

	(void)state;
	assert_true(v8scope_report_options_init(&options, 5, argv, NULL));
	assert_string_equal(options.directory, "dir");
	assert_string_equal(options.output, "out");
	assert_non_null(options.format);
	v8scope_report_options_fini(&options);
}

static void stacks_weigh_what_is_asked_for(void **state)
{
	char *argv[] = {(char *)"report", (char *)"dir", (char *)"--weight=handles", NULL};
	struct v8scope_report_options options;

	(void)state;
	assert_true(v8scope_report_options_init(&options, 3, argv, NULL));
	assert_int_equal(options.weight, V8SCOPE_WEIGHT_HANDLES);
	v8scope_report_options_fini(&options);
	assert_true(v8scope_report_options_init(&options, 2, argv, NULL));
	assert_int_equal(options.weight, V8SCOPE_WEIGHT_BYTES);
	v8scope_report_options_fini(&options);
}

static void assert_report_refused(int argc, char **argv)
{
	struct v8scope_report_options options;
	GError *error = NULL;

	assert_false(v8scope_report_options_init(&options, argc, argv, &error));
	assert_int_equal(v8scope_exit_status_of(error), V8SCOPE_EXIT_STATUS_USAGE);
	g_error_free(error);
}

static void bad_command_lines_are_refused(void **state)
{
	char *none[] = {(char *)"report", NULL};
	char *two[] = {(char *)"report", (char *)"a", (char *)"b", NULL};
	char *format[] = {(char *)"report", (char *)"a", (char *)"--format=xml", NULL};
	char *weight[] = {(char *)"report", (char *)"a", (char *)"--weight=objects", NULL};

	(void)state;
	assert_report_refused(1, none);
	assert_report_refused(3, two);
	assert_report_refused(3, format);
	assert_report_refused(3, weight);
}

static void colour_is_for_terminals_that_allow_it(void **state)
{
	struct v8scope_terminal terminal = {.is_terminal = true, .charset = "UTF-8"};

	(void)state;
	assert_true(v8scope_terminal_render_options(&terminal).color);
	terminal.no_color = "1";
	assert_false(v8scope_terminal_render_options(&terminal).color);
	terminal.no_color = "";
	assert_true(v8scope_terminal_render_options(&terminal).color);
	terminal.is_terminal = false;
	assert_false(v8scope_terminal_render_options(&terminal).color);
}

static void other_charsets_get_ascii(void **state)
{
	struct v8scope_terminal terminal = {.charset = "UTF-8"};

	(void)state;
	assert_false(v8scope_terminal_render_options(&terminal).ascii);
	terminal.charset = "ANSI_X3.4-1968";
	assert_true(v8scope_terminal_render_options(&terminal).ascii);
}

static void width_is_what_the_user_says_or_the_terminal(void **state)
{
	struct v8scope_terminal terminal = {.width = 132};

	(void)state;
	assert_int_equal(v8scope_terminal_render_options(&terminal).width, 132);
	terminal.columns = "100";
	assert_int_equal(v8scope_terminal_render_options(&terminal).width, 100);
	terminal.columns = "7";
	assert_int_equal(v8scope_terminal_render_options(&terminal).width, 40);
	terminal.columns = "wide";
	terminal.width = 0;
	assert_int_equal(v8scope_terminal_render_options(&terminal).width, 0);
}

static void library_details_are_left_out(void **state)
{
	char *text = v8scope_bt_error_strip_details("No such class: msg-it-addr=0x5, id=3");

	(void)state;
	assert_string_equal(text, "No such class");
	g_free(text);
	text = v8scope_bt_error_strip_details("Cannot read `/a: b/c`.");
	assert_string_equal(text, "Cannot read `/a: b/c`");
	g_free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_stream_file_is_not_cut),
		cmocka_unit_test(cut_stream_file_keeps_its_whole_packets),
		cmocka_unit_test(packet_that_was_never_written_is_a_cut),
		cmocka_unit_test(what_is_no_index_says_nothing),
		cmocka_unit_test(cut_metadata_keeps_its_whole_packets),
		cmocka_unit_test(metadata_packet_without_length_is_a_cut),
		cmocka_unit_test(plain_text_metadata_is_never_cut),
		cmocka_unit_test(cut_packet_is_made_to_end_where_its_bytes_do),
		cmocka_unit_test(directories_without_a_trace_are_told_apart),
		cmocka_unit_test(a_part_between_others_is_missed),
		cmocka_unit_test(options_may_follow_the_directory),
		cmocka_unit_test(stacks_weigh_what_is_asked_for),
		cmocka_unit_test(bad_command_lines_are_refused),
		cmocka_unit_test(colour_is_for_terminals_that_allow_it),
		cmocka_unit_test(other_charsets_get_ascii),
		cmocka_unit_test(width_is_what_the_user_says_or_the_terminal),
		cmocka_unit_test(library_details_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
