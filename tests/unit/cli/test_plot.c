/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glib.h>

#include "replay/plot.h"

/* The rows of a curve from x 0 to 100, y 0 to 80, all of it played; "|" between rows. */
static void assert_curve(const struct v8scope_plot *curve, const struct v8scope_plot_point *points,
	size_t count, const char *expected)
{
	char **rows = v8scope_plot_draw(curve, points, count);
	char *text = g_strjoinv("|", rows);

	assert_string_equal(text, expected);
	g_free(text);
	g_strfreev(rows);
}

static struct v8scope_plot whole(int columns, int rows, bool ascii)
{
	return (struct v8scope_plot){.x_last = 100,
		.x_now = 100,
		.y_max = 80,
		.columns = columns,
		.rows = rows,
		.ascii = ascii};
}

static void value_lasts_until_the_next_point(void **state)
{
	const struct v8scope_plot curve = whole(10, 1, false);
	const struct v8scope_plot_point points[] = {{0, 10}, {35, 40}, {70, 80}};

	(void)state;
	assert_curve(&curve, points, 3, "▁▁▁▄▄▄▄███");
}

static void rows_stand_on_each_other(void **state)
{
	const struct v8scope_plot curve = whole(4, 2, false);
	const struct v8scope_plot_point points[] = {{0, 5}, {25, 40}, {50, 45}, {75, 80}};

	(void)state;
	assert_curve(&curve, points, 4, "  ▁█|▁███");
}

static void ascii_has_parts_of_a_cell_too(void **state)
{
	const struct v8scope_plot curve = whole(4, 2, true);
	const struct v8scope_plot_point points[] = {{0, 5}, {25, 27}, {50, 60}, {75, 80}};

	(void)state;
	assert_curve(&curve, points, 4, "  :#|.:##");
}

static void largest_of_a_column_is_drawn_and_the_last_goes_on(void **state)
{
	const struct v8scope_plot curve = whole(2, 1, false);
	const struct v8scope_plot_point points[] = {{0, 10}, {20, 80}, {40, 20}};

	(void)state;
	assert_curve(&curve, points, 3, "█▂");
}

static void nothing_is_drawn_of_the_future_nor_before_the_first_point(void **state)
{
	struct v8scope_plot curve = whole(10, 1, false);
	const struct v8scope_plot_point points[] = {{20, 40}, {60, 80}};

	(void)state;
	curve.x_now = 50;
	assert_curve(&curve, points, 2, "  ▄▄▄▄    ");
	curve.x_now = 10;
	assert_curve(&curve, points, 2, "          ");
}

static void little_is_seen_and_too_much_is_cut(void **state)
{
	const struct v8scope_plot curve = whole(3, 1, false);
	const struct v8scope_plot_point points[] = {{0, 0.001}, {34, 1000}, {67, 0}};

	(void)state;
	assert_curve(&curve, points, 3, "▁█ ");
}

static void curve_of_nothing_is_blank(void **state)
{
	struct v8scope_plot curve = whole(3, 1, false);
	const struct v8scope_plot_point point = {0, 0};

	(void)state;
	assert_curve(&curve, NULL, 0, "   ");
	curve.y_max = 0;
	assert_curve(&curve, &point, 1, "   ");
	/* All at one moment. */
	curve = whole(3, 1, false);
	curve.x_last = curve.x_now = 0;
	assert_curve(&curve, &point, 1, "   ");
	curve.columns = 0;
	curve.rows = 0;
	assert_curve(&curve, &point, 1, "");
}

static void columns_divide_the_time(void **state)
{
	const struct v8scope_plot curve = whole(10, 1, false);

	(void)state;
	assert_int_equal(v8scope_plot_column(&curve, 0), 0);
	assert_int_equal(v8scope_plot_column(&curve, 49), 4);
	assert_int_equal(v8scope_plot_column(&curve, 50), 5);
	assert_int_equal(v8scope_plot_column(&curve, 100), 9);
	assert_int_equal(v8scope_plot_column(&curve, 1000), 9);
	assert_int_equal(v8scope_plot_column(&curve, -1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(value_lasts_until_the_next_point),
		cmocka_unit_test(rows_stand_on_each_other),
		cmocka_unit_test(ascii_has_parts_of_a_cell_too),
		cmocka_unit_test(largest_of_a_column_is_drawn_and_the_last_goes_on),
		cmocka_unit_test(nothing_is_drawn_of_the_future_nor_before_the_first_point),
		cmocka_unit_test(little_is_seen_and_too_much_is_cut),
		cmocka_unit_test(curve_of_nothing_is_blank),
		cmocka_unit_test(columns_divide_the_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
