/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "layout.h"

#define WIDTH 40

static void item(struct v8scope_layout *layout, const char *text)
{
	v8scope_layout_item(layout, V8SCOPE_STYLE_PLAIN, V8SCOPE_ELIDE_END, text);
}

static void assert_output(GString *out, const char *expected)
{
	assert_string_equal(out->str, expected);
	g_string_free(out, TRUE);
}

static void items_wrap_under_the_first(void **state)
{
	GString *out = g_string_new(NULL);
	struct v8scope_layout layout;

	(void)state;
	v8scope_layout_init(&layout, out, WIDTH, false, false);
	v8scope_layout_begin(&layout, 1, "label", 8);
	item(&layout, "0123456789");
	item(&layout, "0123456789");
	item(&layout, "0123456789");
	v8scope_layout_end(&layout);
	assert_output(out, " label  0123456789   0123456789\n"
			   "        0123456789\n");
}

static void an_item_wider_than_a_line_loses_its_end_or_start(void **state)
{
	GString *out = g_string_new(NULL);
	struct v8scope_layout layout;

	(void)state;
	v8scope_layout_init(&layout, out, WIDTH, false, true);
	v8scope_layout_begin(&layout, 0, NULL, 30);
	item(&layout, "0123456789abcdef");
	v8scope_layout_item(&layout, V8SCOPE_STYLE_PLAIN, V8SCOPE_ELIDE_START, "0123456789abcdef");
	v8scope_layout_end(&layout);
	assert_output(out, "                              0123456...\n"
			   "                              ...9abcdef\n");
}

static void wide_characters_take_two_columns(void **state)
{
	GString *out = g_string_new(NULL);
	struct v8scope_layout layout;

	(void)state;
	v8scope_layout_init(&layout, out, WIDTH, false, false);
	v8scope_layout_begin(&layout, 0, NULL, 34);
	item(&layout, "漢字漢字");
	v8scope_layout_end(&layout);
	assert_output(out, "                                  漢字…\n");
}

static void words_wrap_and_long_ones_are_broken(void **state)
{
	GString *out = g_string_new(NULL);
	struct v8scope_layout layout;

	(void)state;
	v8scope_layout_init(&layout, out, WIDTH, false, false);
	v8scope_layout_paragraph(&layout, 0, NULL, 30, "one  two\nthree 0123456789abcdef");
	assert_output(out, "                              one two\n"
			   "                              three\n"
			   "                              0123456789\n"
			   "                              abcdef\n");
}

static void control_and_format_characters_show_as_numbers(void **state)
{
	GString *out = g_string_new(NULL);
	struct v8scope_layout layout;

	(void)state;
	v8scope_layout_init(&layout, out, WIDTH, true, false);
	v8scope_layout_begin(&layout, 0, NULL, 0);
	item(&layout, "\x1b[2J\n\x7f\xc2\x9b\xe2\x80\xae");
	v8scope_layout_end(&layout);
	assert_output(out, "\\x1b[2J\\x0a\\x7f\\x9b\\u{202e}\n");
}

static void ascii_output_is_ascii(void **state)
{
	GString *out = g_string_new(NULL);
	struct v8scope_layout layout;

	(void)state;
	v8scope_layout_init(&layout, out, WIDTH, false, true);
	v8scope_layout_begin(&layout, 0, NULL, 0);
	item(&layout, "h\xc3\xb6her \xff");
	v8scope_layout_end(&layout);
	assert_output(out, "h?her ?\n");
}

static void styles_do_not_count_as_width(void **state)
{
	GString *out = g_string_new(NULL);
	struct v8scope_layout layout;

	(void)state;
	v8scope_layout_init(&layout, out, WIDTH, true, false);
	v8scope_layout_begin(&layout, 0, NULL, 0);
	v8scope_layout_item(&layout, V8SCOPE_STYLE_BAD, V8SCOPE_ELIDE_END,
		"0123456789012345678901234567890123456789");
	v8scope_layout_end(&layout);
	assert_output(out, "\x1b[1;31m0123456789012345678901234567890123456789\x1b[0m\n");
}

static void bars_are_clamped(void **state)
{
	struct v8scope_layout layout;
	char *bar;

	(void)state;
	v8scope_layout_init(&layout, NULL, WIDTH, false, true);
	bar = v8scope_layout_bar(&layout, 7.5, 4);
	assert_string_equal(bar, "####");
	g_free(bar);
	bar = v8scope_layout_bar(&layout, -1, 4);
	assert_string_equal(bar, "....");
	g_free(bar);
	bar = v8scope_layout_bar(&layout, 0.5, 4);
	assert_string_equal(bar, "##..");
	g_free(bar);
}

static void assert_fits(
	const char *text, int width, enum v8scope_elide elide, bool ascii, const char *expected)
{
	char *fitted = v8scope_fit_text(text, width, elide, ascii);

	assert_string_equal(fitted, expected);
	assert_true(v8scope_text_width(fitted) <= width);
	g_free(fitted);
}

static void text_is_fitted_into_any_width(void **state)
{
	(void)state;
	assert_fits("name", 4, V8SCOPE_ELIDE_END, false, "name");
	assert_fits("a longer name", 8, V8SCOPE_ELIDE_END, false, "a longe…");
	assert_fits("/a/long/path", 8, V8SCOPE_ELIDE_START, true, ".../path");
	assert_fits("/a/long/path", 7, V8SCOPE_ELIDE_START, true, "...path");
	assert_fits("\x1b[2J", 10, V8SCOPE_ELIDE_END, false, "\\x1b[2J");
	/* Two columns each. */
	assert_fits("字字字", 5, V8SCOPE_ELIDE_END, false, "字字…");
	assert_fits("name", 2, V8SCOPE_ELIDE_END, true, "..");
	assert_fits("name", 0, V8SCOPE_ELIDE_END, false, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_wrap_under_the_first),
		cmocka_unit_test(an_item_wider_than_a_line_loses_its_end_or_start),
		cmocka_unit_test(wide_characters_take_two_columns),
		cmocka_unit_test(words_wrap_and_long_ones_are_broken),
		cmocka_unit_test(control_and_format_characters_show_as_numbers),
		cmocka_unit_test(ascii_output_is_ascii),
		cmocka_unit_test(styles_do_not_count_as_width),
		cmocka_unit_test(bars_are_clamped),
		cmocka_unit_test(text_is_fitted_into_any_width),
	};

	return cmocka_run_group_tests_name("layout", tests, NULL, NULL);
}
