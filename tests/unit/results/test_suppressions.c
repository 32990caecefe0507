/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "suppressions.h"

static struct v8scope_optional some(int64_t value)
{
	return (struct v8scope_optional){.known = true, .value = value};
}

static struct v8scope_holder *add_holder(struct v8scope_report_isolate *isolate,
	enum v8scope_holder_kind kind, const char *function, const char *file, const char *module)
{
	struct v8scope_holder *holder = v8scope_report_isolate_add_holder(isolate, kind);

	holder->opened.function = g_strdup(function);
	holder->opened.file = g_strdup(file);
	holder->opened.module = g_strdup(module);
	holder->growth_bytes = some(1000);
	holder->handles = some(50);
	return holder;
}

static struct v8scope_report_isolate *add_isolate(struct v8scope_report *report)
{
	return v8scope_report_process_add_isolate(v8scope_report_add_process(report, 1), 0x10);
}

/* Does `leak:PATTERN` match a scope that open_all opened, called by render() of app.js? */
static bool pattern_matches(const char *pattern)
{
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_holder *holder =
		add_holder(add_isolate(report), V8SCOPE_HOLDER_KIND_HANDLE_SCOPE, "open_all",
			"/src/cache.cc", "/usr/lib/addon.node");
	struct v8scope_js_frame *frame = v8scope_holder_add_js_frame(holder);
	char *text = g_strconcat("leak:", pattern, "\n", NULL);
	GString *error = g_string_new(NULL);
	struct v8scope_suppressions *suppressions = v8scope_suppressions_parse(text, error);
	bool result;

	frame->function = g_strdup("render");
	frame->file = g_strdup("/srv/app.js");
	assert_non_null(suppressions);
	result = v8scope_suppressions_match(suppressions, holder);
	v8scope_suppressions_destroy(suppressions);
	g_string_free(error, TRUE);
	g_free(text);
	v8scope_report_destroy(report);
	return result;
}

static void pattern_is_looked_for_in_function_file_and_module(void **state)
{
	(void)state;
	assert_true(pattern_matches("open_all"));
	assert_true(pattern_matches("pen_a"));
	assert_true(pattern_matches("cache.cc"));
	assert_true(pattern_matches("addon.node"));
	assert_false(pattern_matches("open_none"));
}

static void pattern_is_looked_for_in_the_javascript_that_called(void **state)
{
	(void)state;
	assert_true(pattern_matches("render"));
	assert_true(pattern_matches("app.js"));
}

static void star_stands_for_anything(void **state)
{
	(void)state;
	assert_true(pattern_matches("/src/*.cc"));
	assert_true(pattern_matches("*open*all*"));
	assert_true(pattern_matches("open_all*"));
	assert_false(pattern_matches("all*open"));
}

static void anchors_are_for_the_ends_of_a_name(void **state)
{
	(void)state;
	assert_true(pattern_matches("^open"));
	assert_true(pattern_matches("all$"));
	assert_true(pattern_matches("^open_all$"));
	assert_true(pattern_matches("^open*all$"));
	assert_true(pattern_matches("^*.node$"));
	assert_false(pattern_matches("^pen_all"));
	assert_false(pattern_matches("open_al$"));
	assert_false(pattern_matches("^open$"));
	assert_false(pattern_matches("^all$"));
}

static void assert_refused(const char *text, const char *message)
{
	GString *error = g_string_new(NULL);

	assert_null(v8scope_suppressions_parse(text, error));
	assert_ptr_equal(strstr(error->str, message), error->str);
	g_string_free(error, TRUE);
}

static void bad_line_is_named(void **state)
{
	(void)state;
	assert_refused("# fine\n\nrace:thing\n", "3: \"race:thing\"");
	assert_refused("leak:\n", "1: ");
	assert_refused("leak:^*$\n", "1: ");
	assert_refused("open_all", "1: \"open_all\"");
}

static void empty_file_suppresses_nothing(void **state)
{
	GString *error = g_string_new(NULL);
	struct v8scope_suppressions *suppressions =
		v8scope_suppressions_parse("\n  # nothing\r\n", error);
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_report_isolate *isolate = add_isolate(report);

	(void)state;
	assert_non_null(suppressions);
	add_holder(isolate, V8SCOPE_HOLDER_KIND_GLOBAL, "make", NULL, NULL);
	v8scope_suppressions_apply(suppressions, report);
	assert_int_equal(isolate->holders->len, 1);
	assert_int_equal(isolate->suppressed.holders, 0);
	v8scope_report_destroy(report);
	v8scope_suppressions_destroy(suppressions);
	g_string_free(error, TRUE);
}

static void what_is_suppressed_is_counted_and_gone(void **state)
{
	GString *error = g_string_new(NULL);
	struct v8scope_suppressions *suppressions =
		v8scope_suppressions_parse("leak:^known\nleak:legacy.cc$\n", error);
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_report_isolate *isolate = add_isolate(report);
	struct v8scope_shared_share *shared = v8scope_report_isolate_add_shared(isolate);
	const struct v8scope_holder *left;

	(void)state;
	add_holder(isolate, V8SCOPE_HOLDER_KIND_HANDLE_SCOPE, "known_scope", "a.cc", NULL);
	add_holder(isolate, V8SCOPE_HOLDER_KIND_GLOBAL, "unknown", "b.cc", NULL);
	add_holder(isolate, V8SCOPE_HOLDER_KIND_GLOBAL, "other", "/legacy.cc", NULL);
	v8scope_report_isolate_add_holder(isolate, V8SCOPE_HOLDER_KIND_JAVASCRIPT);
	shared->all_holders = 3;
	shared->holder_count = 3;
	shared->holders = g_new0(uint32_t, 3);
	shared->holders[1] = 1;
	shared->holders[2] = 3;
	v8scope_suppressions_apply(suppressions, report);

	assert_int_equal(isolate->holders->len, 2);
	left = g_ptr_array_index(isolate->holders, 0);
	assert_string_equal(left->opened.function, "unknown");
	assert_int_equal(isolate->suppressed.holders, 2);
	assert_int_equal(isolate->suppressed.growth_bytes, 2000);
	assert_int_equal(isolate->suppressed.handles, 100);
	assert_int_equal(isolate->suppressed.scope_handles, 50);
	assert_int_equal(shared->all_holders, 3);
	assert_int_equal(shared->holder_count, 2);
	assert_int_equal(shared->holders[0], 0);
	assert_int_equal(shared->holders[1], 1);
	v8scope_report_destroy(report);
	v8scope_suppressions_destroy(suppressions);
	g_string_free(error, TRUE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pattern_is_looked_for_in_function_file_and_module),
		cmocka_unit_test(pattern_is_looked_for_in_the_javascript_that_called),
		cmocka_unit_test(star_stands_for_anything),
		cmocka_unit_test(anchors_are_for_the_ends_of_a_name),
		cmocka_unit_test(bad_line_is_named),
		cmocka_unit_test(empty_file_suppresses_nothing),
		cmocka_unit_test(what_is_suppressed_is_counted_and_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
