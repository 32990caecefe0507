/* SPDX-License-Identifier: MIT */
#include "robust.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>

#include "regress.h"

/*
 * Huber's and Tukey's limits, in standard deviations, for 95 % of the efficiency where there
 * are no outliers; and the median of a normal distribution's sizes.
 */
#define HUBER_LIMIT 1.345
#define TUKEY_LIMIT 4.685
#define MEDIAN_OF_NORMAL 0.6745

/* With so many more rows than columns, which of them are outliers can be told. */
#define MIN_ROWS_MORE 6
#define ROUNDS 16

/* So many more rows than columns must be left, or nothing is said of an interval. */
#define MIN_FREEDOM 2

static int compare_doubles(const void *a, const void *b)
{
	double left = *(const double *)a;
	double right = *(const double *)b;

	return (left > right) - (left < right);
}

static double median(const double *values, size_t count)
{
	g_autofree double *sorted = g_memdup2(values, count * sizeof(double));

	qsort(sorted, count, sizeof(double), compare_doubles);
	return count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
}

/* What x leaves of y, sizes only. The caller frees. */
static double *residuals(
	const struct v8scope_robust_fit *fit, const double *columns, const double *y)
{
	double *left = g_memdup2(y, fit->rows * sizeof(double));

	for (size_t i = 0; i < fit->rows; i++) {
		for (size_t j = 0; j < fit->count; j++) {
			left[i] -= columns[j * fit->rows + i] * fit->x[j];
		}
		left[i] = fabs(left[i]);
	}
	return left;
}

static double weight(double off, bool is_near)
{
	if (is_near) {
		double part = off / TUKEY_LIMIT;

		return part < 1 ? (1 - part * part) * (1 - part * part) : 0;
	}
	return off > HUBER_LIMIT ? HUBER_LIMIT / off : 1;
}

/* Each row by what the solution leaves of it. */
static void weigh(struct v8scope_robust_fit *fit, const double *columns, const double *y,
	const double *left, bool is_near)
{
	fit->rows_left = 0;
	fit->left_out = 0;
	for (size_t i = 0; i < fit->rows; i++) {
		double part = weight(left[i] / fit->deviation, is_near);
		double root = sqrt(part);

		fit->rows_left += part;
		fit->left_out += part <= 0;
		fit->y[i] = y[i] * root;
		for (size_t j = 0; j < fit->count; j++) {
			fit->columns[j * fit->rows + i] = columns[j * fit->rows + i] * root;
		}
	}
}

static void solve(
	struct v8scope_robust_fit *fit, const double *columns, const double *y, double noise)
{
	g_autofree double *left = NULL;

	v8scope_regress_nnls(fit->columns, fit->rows, fit->count, fit->y, fit->x);
	left = residuals(fit, columns, y);
	fit->deviation = MAX(median(left, fit->rows) / MEDIAN_OF_NORMAL, noise);
}

void v8scope_robust_fit_init(struct v8scope_robust_fit *fit, const double *columns, size_t rows,
	size_t count, const double *y, double noise, bool leave_out)
{
	int rounds = !leave_out || rows < count + MIN_ROWS_MORE ? 0 : ROUNDS;

	fit->rows = rows;
	fit->count = count;
	fit->x = g_new0(double, count);
	fit->columns = g_memdup2(columns, rows * count * sizeof(double));
	fit->y = g_memdup2(y, rows * sizeof(double));
	fit->rows_left = (double)rows;
	fit->left_out = 0;
	solve(fit, columns, y, noise);
	for (int round = 0; round < rounds; round++) {
		g_autofree double *left = residuals(fit, columns, y);

		weigh(fit, columns, y, left, round >= ROUNDS / 2);
		solve(fit, columns, y, noise);
	}
}

void v8scope_robust_fit_fini(struct v8scope_robust_fit *fit)
{
	g_free(fit->x);
	g_free(fit->columns);
	g_free(fit->y);
}

double v8scope_robust_fit_error(const struct v8scope_robust_fit *fit, size_t index)
{
	double freedom = (double)(fit->rows - fit->count);
	double left = fit->rows_left - (double)fit->count;

	if (left < MIN_FREEDOM) {
		return INFINITY;
	}
	/* Rows that are left out leave nothing unexplained, and tell nothing. */
	return v8scope_regress_error(fit->columns, fit->rows, fit->count, fit->y, fit->x, index) *
	       sqrt(freedom / left);
}

double v8scope_robust_fit_explained(const struct v8scope_robust_fit *fit)
{
	double all = 0;
	double left = v8scope_regress_residual(fit->columns, fit->rows, fit->count, fit->y, fit->x);

	for (size_t i = 0; i < fit->rows; i++) {
		all += fit->y[i] * fit->y[i];
	}
	return all > 0 ? MAX(1 - left / all, 0) : 0;
}
