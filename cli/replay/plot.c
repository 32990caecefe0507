/* SPDX-License-Identifier: MIT */
#include "plot.h"

#include <glib.h>
#include <math.h>

/* A cell filled from below, by parts. */
static const char *const eighths[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
static const char *const ascii_parts[] = {" ", ".", ":", "#"};

int v8scope_plot_column(const struct v8scope_plot *curve, int64_t x)
{
	double width = (double)(curve->x_last - curve->x_first);
	double part = width > 0 ? (double)(x - curve->x_first) / width : 0;

	return CLAMP((int)floor(part * curve->columns), 0, MAX(curve->columns - 1, 0));
}

/* Of each column the value to draw; -1: nothing. The caller frees. */
static double *column_values(
	const struct v8scope_plot *curve, const struct v8scope_plot_point *points, size_t count)
{
	double *values = g_new(double, MAX(curve->columns, 1));
	int last = -1;
	double previous = -1;
	int now = v8scope_plot_column(curve, curve->x_now);

	for (int i = 0; i < curve->columns; i++) {
		values[i] = -1;
	}
	for (size_t i = 0; i < count && points[i].x <= curve->x_now; i++) {
		int column = v8scope_plot_column(curve, points[i].x);

		for (int gap = last + 1; gap < column; gap++) {
			values[gap] = previous;
		}
		values[column] = MAX(values[column], points[i].y);
		previous = points[i].y;
		last = column;
	}
	for (int gap = last + 1; gap <= now && gap < curve->columns; gap++) {
		values[gap] = previous;
	}
	return values;
}

/* The cell's part of a value, in `row` rows above the lower edge. */
static const char *cell(const struct v8scope_plot *curve, double value, int row)
{
	const char *const *parts = curve->ascii ? ascii_parts : eighths;
	int levels =
		curve->ascii ? (int)G_N_ELEMENTS(ascii_parts) - 1 : (int)G_N_ELEMENTS(eighths) - 1;
	double height = value / curve->y_max * curve->rows * levels;
	int level = (int)lround(MIN(height, (double)curve->rows * levels));

	/* What there is can be seen. */
	level = value > 0 ? MAX(level, 1) : level;
	return parts[CLAMP(level - row * levels, 0, levels)];
}

char **v8scope_plot_draw(
	const struct v8scope_plot *curve, const struct v8scope_plot_point *points, size_t count)
{
	double *values = column_values(curve, points, count);
	char **rows = g_new0(char *, MAX(curve->rows, 0) + 1);

	for (int row = 0; row < curve->rows; row++) {
		GString *text = g_string_new(NULL);

		for (int column = 0; column < curve->columns; column++) {
			bool drawn = values[column] >= 0 && curve->y_max > 0;

			g_string_append(text,
				drawn ? cell(curve, values[column], curve->rows - 1 - row) : " ");
		}
		rows[row] = g_string_free(text, FALSE);
	}
	g_free(values);
	return rows;
}
