/* SPDX-License-Identifier: MIT */
/* A curve of characters: bars side by side, in parts of a cell where the charset allows. */
#ifndef V8SCOPE_REPLAY_PLOT_H
#define V8SCOPE_REPLAY_PLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* From this value of y at this x on, until the next point. */
struct v8scope_plot_point {
	int64_t x;
	double y; /* not below 0 */
};

struct v8scope_plot {
	int64_t x_first; /* what the left edge stands for, and the right one */
	int64_t x_last;
	int64_t x_now; /* nothing is drawn right of it */
	double y_max;  /* what the upper edge stands for; 0 and below: nothing is drawn */
	int columns;
	int rows;
	bool ascii;
};

/* The column that x is drawn in, from 0 to columns - 1. */
int v8scope_plot_column(const struct v8scope_plot *curve, int64_t x);

/*
 * `rows` strings, the upper edge first, each of `columns` characters. Points come by x; of
 * several in a column the largest is drawn. For g_strfreev().
 */
char **v8scope_plot_draw(
	const struct v8scope_plot *curve, const struct v8scope_plot_point *points, size_t count);

#endif
