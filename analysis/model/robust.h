/* SPDX-License-Identifier: MIT */
/*
 * Least squares that a few outliers do not spoil: iteratively reweighted, with Huber's
 * weights, which find a solution from anywhere, and then Tukey's, which leave outliers out.
 */
#ifndef V8SCOPE_MODEL_ROBUST_H
#define V8SCOPE_MODEL_ROBUST_H

#include <stdbool.h>
#include <stddef.h>

struct v8scope_robust_fit {
	size_t rows;
	size_t count;
	double *x;	  /* owned; >= 0 */
	double *columns;  /* owned; each row by the root of its weight */
	double *y;	  /* owned; likewise */
	double rows_left; /* the sum of the weights */
	size_t left_out;  /* rows that have none */
	double deviation; /* of what x leaves of y, by the median; at least `noise` */
};

/*
 * Fits `count` columns (regress.h) to y. `noise` is what y's figures differ by anyway.
 * With few rows more than columns no outlier can be told, and all weights are 1; without
 * `leave_out` they are, too.
 */
void v8scope_robust_fit_init(struct v8scope_robust_fit *fit, const double *columns, size_t rows,
	size_t count, const double *y, double noise, bool leave_out);
void v8scope_robust_fit_fini(struct v8scope_robust_fit *fit);

/* The share of y, as a sum of squares of the rows left, that x explains: 0 to 1. */
double v8scope_robust_fit_explained(const struct v8scope_robust_fit *fit);

/* Half the 95 % interval of x[index]; INFINITY: not known. */
double v8scope_robust_fit_error(const struct v8scope_robust_fit *fit, size_t index);

#endif
