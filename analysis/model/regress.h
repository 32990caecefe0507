/* SPDX-License-Identifier: MIT */
/*
 * The little linear algebra that attribution needs. Matrices are stored column
 * after column; nothing is kept between calls.
 */
#ifndef V8SCOPE_MODEL_REGRESS_H
#define V8SCOPE_MODEL_REGRESS_H

#include <stdbool.h>
#include <stddef.h>

/* Least squares slope of y against x with a free intercept; 0 if x does not vary. */
double v8scope_regress_slope(const double *x, const double *y, size_t count);

/* The share of y's variance that x explains linearly, 0 to 1; 0 if one of them is constant. */
double v8scope_regress_determination(const double *x, const double *y, size_t count);

/* Cosine of the angle between two vectors; 0 if one of them is 0. */
double v8scope_regress_cosine(const double *a, const double *b, size_t count);

/*
 * Is the last column far from everything that the others can add up to? The sine
 * of its angle to them must exceed `min_sine`.
 */
bool v8scope_regress_is_independent(
	const double *columns, size_t rows, size_t count, double min_sine);

/* Likewise of column `index`. */
bool v8scope_regress_is_apart(
	const double *columns, size_t rows, size_t count, size_t index, double min_sine);

/*
 * Non-negative least squares (Lawson and Hanson's active set): x >= 0 that
 * minimises |columns * x - y|. x has room for `count`.
 */
void v8scope_regress_nnls(
	const double *columns, size_t rows, size_t count, const double *y, double *x);

/* The sum of the squares of what x leaves of y. */
double v8scope_regress_residual(
	const double *columns, size_t rows, size_t count, const double *y, const double *x);

/*
 * Half the width of the 95 % interval around x[index] of a least squares solution,
 * by Student's t; INFINITY where there are too few rows to tell, or `index` moves
 * with the other columns.
 */
double v8scope_regress_error(const double *columns, size_t rows, size_t count, const double *y,
	const double *x, size_t index);

#endif
