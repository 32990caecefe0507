/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "leak.h"
#include "rig.h"

struct fixture {
	struct script script;
	struct rig rig;
	char *folder; /* owned; removed at the end */
	char *output; /* owned; a file in it */
};

static void begin(struct fixture *fixture)
{
	script_init(&fixture->script);
	fixture->folder = g_dir_make_tmp("v8scope-test-XXXXXX", NULL);
	fixture->output = g_build_filename(fixture->folder, "report", NULL);
	leak_add(&fixture->script);
	rig_init(&fixture->rig, &fixture->script);
}

static void remove_tree(const char *path)
{
	GDir *dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		char *child = g_build_filename(path, name, NULL);

		remove_tree(child);
		g_free(child);
	}
	if (dir) {
		g_dir_close(dir);
	}
	g_remove(path);
}

static void end(struct fixture *fixture)
{
	rig_fini(&fixture->rig);
	script_fini(&fixture->script);
	remove_tree(fixture->folder);
	g_free(fixture->folder);
	g_free(fixture->output);
}

static bt_value *output_params(const char *format, const char *path)
{
	bt_value *params = rig_params("output", bt_value_string_create_init(path));

	bt_value_map_insert_string_entry(params, "format", format);
	return params;
}

static char *read_file(const char *path)
{
	char *content = NULL;

	assert_true(g_file_get_contents(path, &content, NULL, NULL));
	return content;
}

static guint count_files(const char *path)
{
	GDir *dir = g_dir_open(path, 0, NULL);
	guint count = 0;

	while (g_dir_read_name(dir)) {
		count++;
	}
	g_dir_close(dir);
	return count;
}

/* The script's report as JSON; owned by the caller. */
static char *direct_json(void)
{
	struct fixture fixture;
	char *json;

	begin(&fixture);
	rig_add_attribute(&fixture.rig);
	assert_true(rig_add_report(&fixture.rig, output_params("json", fixture.output)));
	assert_int_equal(bt_graph_run(fixture.rig.graph), BT_GRAPH_RUN_STATUS_OK);
	json = read_file(fixture.output);
	end(&fixture);
	return json;
}

static void a_report_is_written_as_json(void **state)
{
	char *json = direct_json();

	(void)state;
	assert_non_null(strstr(json, "\"verdict\": \"leak\""));
	g_free(json);
}

/* sink.ctf.fs writes the metadata when its graph goes. */
static void store_attribution(struct script *script, const char *path)
{
	struct rig rig;

	rig_init(&rig, script);
	rig_add_attribute(&rig);
	rig_add_ctf_sink(&rig, path);
	assert_int_equal(bt_graph_run(rig.graph), BT_GRAPH_RUN_STATUS_OK);
	rig_fini(&rig);
}

static void a_stored_attribution_gives_the_same_report(void **state)
{
	struct fixture fixture;
	struct rig reader;
	char *expected = direct_json();
	char *actual;
	char *trace;

	(void)state;
	begin(&fixture);
	store_attribution(&fixture.script, fixture.folder);
	trace = g_build_filename(fixture.folder, "v8scope", NULL);
	rig_init_ctf_source(&reader, trace);
	assert_true(rig_add_report(&reader, output_params("json", fixture.output)));
	assert_int_equal(bt_graph_run(reader.graph), BT_GRAPH_RUN_STATUS_OK);
	actual = read_file(fixture.output);
	assert_string_equal(actual, expected);
	rig_fini(&reader);
	g_free(trace);
	g_free(actual);
	g_free(expected);
	end(&fixture);
}

/* Adds the sink with one parameter that it must refuse with this text. */
static void assert_refused(const char *key, bt_value *value, const char *text)
{
	struct fixture fixture;
	char *error;

	begin(&fixture);
	assert_false(rig_add_report(&fixture.rig, rig_params(key, value)));
	error = rig_take_error();
	if (!strstr(error, text)) {
		fail_msg("expected \"%s\" in: %s", text, error);
	}
	g_free(error);
	end(&fixture);
}

static void an_unknown_parameter_is_refused(void **state)
{
	(void)state;
	assert_refused("formt", bt_value_string_create_init("json"),
		"unknown parameter `formt`; expected one of: format, output, color, ascii, width");
}

static void an_unknown_format_is_refused_with_those_known(void **state)
{
	(void)state;
	assert_refused("format", bt_value_string_create_init("pdf"),
		"parameter `format`: no format \"pdf\"; expected one of: text, json");
}

static void a_parameter_of_another_type_is_refused(void **state)
{
	(void)state;
	assert_refused("format", bt_value_bool_create_init(BT_TRUE), "`format`: expected a string");
	assert_refused("output", bt_value_integer_signed_create_init(1), "`output`: expected");
	assert_refused("output", bt_value_string_create_init(""), "`output`: expected");
	assert_refused("color", bt_value_string_create_init("yes"), "`color`: expected a boolean");
	assert_refused("ascii", bt_value_integer_signed_create_init(1), "`ascii`: expected");
	assert_refused("width", bt_value_string_create_init("80"), "`width`: expected");
	assert_refused("width", bt_value_integer_signed_create_init(-1), "`width`: expected");
	assert_refused(
		"width", bt_value_integer_unsigned_create_init(UINT64_MAX), "`width`: expected");
}

static void a_width_may_be_signed_or_unsigned(void **state)
{
	(void)state;
	for (int is_signed = 0; is_signed < 2; is_signed++) {
		struct fixture fixture;
		bt_value *width = is_signed ? bt_value_integer_signed_create_init(100)
					    : bt_value_integer_unsigned_create_init(100);

		begin(&fixture);
		assert_true(rig_add_report(&fixture.rig, rig_params("width", width)));
		end(&fixture);
	}
}

/* Runs to a failure whose causes have this text. */
static void assert_fails(struct fixture *fixture, const char *text)
{
	char *error;

	assert_int_equal(bt_graph_run(fixture->rig.graph), BT_GRAPH_RUN_STATUS_ERROR);
	error = rig_take_error();
	if (!strstr(error, text)) {
		fail_msg("expected \"%s\" in: %s", text, error);
	}
	g_free(error);
}

static void without_the_filter_the_error_says_to_connect_it(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	assert_true(rig_add_report(&fixture.rig, output_params("text", fixture.output)));
	assert_fails(&fixture, "connect filter.v8scope.attribute");
	assert_int_equal(count_files(fixture.folder), 0);
	end(&fixture);
}

static void a_file_is_replaced_with_nothing_left_beside_it(void **state)
{
	struct fixture fixture;
	char *content;

	(void)state;
	begin(&fixture);
	assert_true(g_file_set_contents(fixture.output, "old", -1, NULL));
	rig_add_attribute(&fixture.rig);
	assert_true(rig_add_report(&fixture.rig, output_params("text", fixture.output)));
	assert_int_equal(bt_graph_run(fixture.rig.graph), BT_GRAPH_RUN_STATUS_OK);
	content = read_file(fixture.output);
	assert_non_null(strstr(content, "verdict: leak"));
	assert_int_equal(count_files(fixture.folder), 1);
	g_free(content);
	end(&fixture);
}

static void a_failed_run_keeps_the_file_that_was_there(void **state)
{
	struct fixture fixture;
	char *content;

	(void)state;
	begin(&fixture);
	assert_true(g_file_set_contents(fixture.output, "old", -1, NULL));
	assert_true(rig_add_report(&fixture.rig, output_params("text", fixture.output)));
	assert_fails(&fixture, "v8scope");
	content = read_file(fixture.output);
	assert_string_equal(content, "old");
	g_free(content);
	end(&fixture);
}

static void a_full_disk_is_an_error(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	rig_add_attribute(&fixture.rig);
	assert_true(rig_add_report(&fixture.rig, output_params("json", "/dev/full")));
	assert_fails(&fixture, "cannot write the report to /dev/full: No space left on device");
	end(&fixture);
}

static void a_folder_that_does_not_exist_is_an_error(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	rig_add_attribute(&fixture.rig);
	assert_true(rig_add_report(&fixture.rig, output_params("json", "/nonexistent/report")));
	assert_fails(&fixture, "cannot write the report to /nonexistent/report: No such file");
	end(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_report_is_written_as_json),
		cmocka_unit_test(a_stored_attribution_gives_the_same_report),
		cmocka_unit_test(an_unknown_parameter_is_refused),
		cmocka_unit_test(an_unknown_format_is_refused_with_those_known),
		cmocka_unit_test(a_parameter_of_another_type_is_refused),
		cmocka_unit_test(a_width_may_be_signed_or_unsigned),
		cmocka_unit_test(without_the_filter_the_error_says_to_connect_it),
		cmocka_unit_test(a_file_is_replaced_with_nothing_left_beside_it),
		cmocka_unit_test(a_failed_run_keeps_the_file_that_was_there),
		cmocka_unit_test(a_full_disk_is_an_error),
		cmocka_unit_test(a_folder_that_does_not_exist_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
