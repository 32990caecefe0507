/* SPDX-License-Identifier: MIT */
#include "regress.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* Below this, relative to the size of y, a gradient is rounding error. */
#define TOLERANCE 1e-10

/* With fewer rows more than columns, what the residuals say of the error is luck. */
#define MIN_FREEDOM 3

struct nnls {
	size_t rows;
	size_t count;
	double *columns; /* owned, of unit length */
	double *lengths; /* owned, of the columns before */
	const double *y;
	double *x;	 /* owned */
	double *trial;	 /* owned: the solution without the bound */
	double *normal;	 /* owned: room for the normal equations */
	size_t *passive; /* owned: the columns that are in use */
	size_t passive_count;
};

static double dot(const double *a, const double *b, size_t count)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++) {
		sum += a[i] * b[i];
	}
	return sum;
}

static double mean(const double *values, size_t count)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++) {
		sum += values[i];
	}
	return count ? sum / (double)count : 0;
}

double v8scope_regress_slope(const double *x, const double *y, size_t count)
{
	double mean_x = mean(x, count);
	double mean_y = mean(y, count);
	double covariance = 0;
	double variance = 0;

	for (size_t i = 0; i < count; i++) {
		covariance += (x[i] - mean_x) * (y[i] - mean_y);
		variance += (x[i] - mean_x) * (x[i] - mean_x);
	}
	return variance > 0 ? covariance / variance : 0;
}

/* The caller frees. */
static double *centred(const double *values, size_t count)
{
	double *result = g_memdup2(values, count * sizeof(double));
	double mean = 0;

	for (size_t i = 0; i < count; i++) {
		mean += values[i] / (double)count;
	}
	for (size_t i = 0; i < count; i++) {
		result[i] -= mean;
	}
	return result;
}

double v8scope_regress_determination(const double *x, const double *y, size_t count)
{
	g_autofree double *left = centred(x, count);
	g_autofree double *right = centred(y, count);
	double cosine = v8scope_regress_cosine(left, right, count);

	return cosine * cosine;
}

double v8scope_regress_cosine(const double *a, const double *b, size_t count)
{
	double lengths = sqrt(dot(a, a, count)) * sqrt(dot(b, b, count));

	return lengths > 0 ? dot(a, b, count) / lengths : 0;
}

/* Takes from `target` its part along the unit vector `along`. */
static void remove_part(double *target, const double *along, size_t count)
{
	double part = dot(target, along, count);

	for (size_t i = 0; i < count; i++) {
		target[i] -= part * along[i];
	}
}

/*
 * The length of the last column, and of what is left of it when its part along the
 * others is taken away.
 */
static void measure_last(
	const double *columns, size_t rows, size_t count, double *before, double *after)
{
	g_autofree double *basis = g_memdup2(columns, rows * count * sizeof(double));

	*before = 0;
	*after = 0;
	for (size_t j = 0; j < count; j++) {
		double *column = basis + j * rows;

		*before = sqrt(dot(column, column, rows));
		for (size_t i = 0; i < j; i++) {
			remove_part(column, basis + i * rows, rows);
		}
		*after = sqrt(dot(column, column, rows));
		for (size_t i = 0; i < rows; i++) {
			column[i] = *after > *before * TOLERANCE ? column[i] / *after : 0;
		}
	}
}

bool v8scope_regress_is_independent(
	const double *columns, size_t rows, size_t count, double min_sine)
{
	double before;
	double after;

	measure_last(columns, rows, count, &before, &after);
	return after > before * min_sine;
}

/* The 97.5 % quantile of Student's t, to within 2 % from 3 degrees of freedom on. */
static double student_t(size_t freedom)
{
	double n = (double)freedom;

	return 1.96 + 2.4 / n + 3.6 / (n * n);
}

double v8scope_regress_residual(
	const double *columns, size_t rows, size_t count, const double *y, const double *x)
{
	double sum = 0;

	for (size_t i = 0; i < rows; i++) {
		double residual = y[i];

		for (size_t j = 0; j < count; j++) {
			residual -= columns[j * rows + i] * x[j];
		}
		sum += residual * residual;
	}
	return sum;
}

/* The columns with `index` moved to the end. The caller frees. */
static double *with_last(const double *columns, size_t rows, size_t count, size_t index)
{
	double *moved = g_memdup2(columns, rows * count * sizeof(double));
	size_t size = rows * sizeof(double);

	memcpy(moved + index * rows, columns + (count - 1) * rows, size);
	memcpy(moved + (count - 1) * rows, columns + index * rows, size);
	return moved;
}

bool v8scope_regress_is_apart(
	const double *columns, size_t rows, size_t count, size_t index, double min_sine)
{
	g_autofree double *moved = with_last(columns, rows, count, index);

	return v8scope_regress_is_independent(moved, rows, count, min_sine);
}

double v8scope_regress_error(const double *columns, size_t rows, size_t count, const double *y,
	const double *x, size_t index)
{
	g_autofree double *moved = with_last(columns, rows, count, index);
	double before;
	double after;

	if (rows < count + MIN_FREEDOM) {
		return INFINITY;
	}
	measure_last(moved, rows, count, &before, &after);
	if (after <= before * TOLERANCE) {
		return INFINITY;
	}
	return student_t(rows - count) *
	       sqrt(v8scope_regress_residual(columns, rows, count, y, x) / (double)(rows - count)) /
	       after;
}

static void nnls_init(
	struct nnls *nnls, const double *columns, size_t rows, size_t count, const double *y)
{
	nnls->rows = rows;
	nnls->count = count;
	nnls->columns = g_memdup2(columns, rows * count * sizeof(double));
	nnls->lengths = g_new0(double, count);
	nnls->y = y;
	nnls->x = g_new0(double, count);
	nnls->trial = g_new0(double, count);
	nnls->normal = g_new0(double, count *count);
	nnls->passive = g_new0(size_t, count);
	nnls->passive_count = 0;
	for (size_t j = 0; j < count; j++) {
		double *column = nnls->columns + j * rows;

		nnls->lengths[j] = sqrt(dot(column, column, rows));
		for (size_t i = 0; i < rows && nnls->lengths[j] > 0; i++) {
			column[i] /= nnls->lengths[j];
		}
	}
}

static void nnls_fini(struct nnls *nnls)
{
	g_free(nnls->columns);
	g_free(nnls->lengths);
	g_free(nnls->x);
	g_free(nnls->trial);
	g_free(nnls->normal);
	g_free(nnls->passive);
}

static const double *passive_column(const struct nnls *nnls, size_t index)
{
	return nnls->columns + nnls->passive[index] * nnls->rows;
}

/* Cholesky's factor of the passive columns' normal matrix, in place; false: singular. */
static bool factorize(struct nnls *nnls)
{
	size_t n = nnls->passive_count;
	double *a = nnls->normal;

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j <= i; j++) {
			double sum =
				dot(passive_column(nnls, i), passive_column(nnls, j), nnls->rows);

			for (size_t k = 0; k < j; k++) {
				sum -= a[i * n + k] * a[j * n + k];
			}
			if (i == j && sum <= TOLERANCE) {
				return false;
			}
			a[i * n + j] = i == j ? sqrt(sum) : sum / a[j * n + j];
		}
	}
	return true;
}

/* Least squares over the passive columns alone, into `trial`; false: singular. */
static bool solve_passive(struct nnls *nnls)
{
	size_t n = nnls->passive_count;
	const double *a = nnls->normal;
	double *z = nnls->trial;

	if (!factorize(nnls)) {
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		z[i] = dot(passive_column(nnls, i), nnls->y, nnls->rows);
		for (size_t k = 0; k < i; k++) {
			z[i] -= a[i * n + k] * z[k];
		}
		z[i] /= a[i * n + i];
	}
	for (size_t i = n; i-- > 0;) {
		for (size_t k = i + 1; k < n; k++) {
			z[i] -= a[k * n + i] * z[k];
		}
		z[i] /= a[i * n + i];
	}
	return true;
}

static bool is_passive(const struct nnls *nnls, size_t column)
{
	for (size_t i = 0; i < nnls->passive_count; i++) {
		if (nnls->passive[i] == column) {
			return true;
		}
	}
	return false;
}

/* The unused column that would help most, or `count`: none would. */
static size_t steepest_column(const struct nnls *nnls)
{
	g_autofree double *residual = g_memdup2(nnls->y, nnls->rows * sizeof(double));
	double best = TOLERANCE * sqrt(dot(nnls->y, nnls->y, nnls->rows));
	size_t column = nnls->count;

	for (size_t j = 0; j < nnls->count; j++) {
		for (size_t i = 0; i < nnls->rows; i++) {
			residual[i] -= nnls->x[j] * nnls->columns[j * nnls->rows + i];
		}
	}
	for (size_t j = 0; j < nnls->count; j++) {
		double gradient = dot(nnls->columns + j * nnls->rows, residual, nnls->rows);

		if (gradient > best && !is_passive(nnls, j)) {
			best = gradient;
			column = j;
		}
	}
	return column;
}

/* How far x can go towards `trial` before one of its members turns negative. */
static double step_length(const struct nnls *nnls)
{
	double step = 1;

	for (size_t i = 0; i < nnls->passive_count; i++) {
		double x = nnls->x[nnls->passive[i]];

		if (nnls->trial[i] <= 0) {
			step = MIN(step, x / (x - nnls->trial[i]));
		}
	}
	return step;
}

/* Moves x towards `trial`; columns that reach 0 are no longer used. */
static void move(struct nnls *nnls, double step)
{
	size_t kept = 0;

	for (size_t i = 0; i < nnls->passive_count; i++) {
		double *x = &nnls->x[nnls->passive[i]];

		*x += step * (nnls->trial[i] - *x);
		if (nnls->trial[i] <= 0 && *x <= TOLERANCE) {
			*x = 0;
		} else {
			nnls->passive[kept++] = nnls->passive[i];
		}
	}
	nnls->passive_count = kept;
}

/* Moves x to the best solution that the passive columns allow. */
static void settle(struct nnls *nnls)
{
	for (size_t tries = 0; tries <= nnls->count; tries++) {
		double step;

		if (!solve_passive(nnls)) {
			/* The last column adds nothing that the others cannot. */
			nnls->passive_count--;
			return;
		}
		step = step_length(nnls);
		move(nnls, step);
		if (step >= 1) {
			return;
		}
	}
}

void v8scope_regress_nnls(
	const double *columns, size_t rows, size_t count, const double *y, double *x)
{
	struct nnls nnls;

	nnls_init(&nnls, columns, rows, count, y);
	for (size_t tries = 0; tries < 3 * count; tries++) {
		size_t column = steepest_column(&nnls);

		if (column == count) {
			break;
		}
		nnls.passive[nnls.passive_count++] = column;
		settle(&nnls);
	}
	for (size_t j = 0; j < count; j++) {
		x[j] = nnls.lengths[j] > 0 ? nnls.x[j] / nnls.lengths[j] : 0;
	}
	nnls_fini(&nnls);
}
