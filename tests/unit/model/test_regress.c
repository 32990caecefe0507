/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <math.h>

#include <glib.h>
#include <math.h>

#include "regress.h"

static void assert_near(double value, double expected)
{
	assert_true(fabs(value - expected) < 1e-6 * (fabs(expected) + 1));
}

static void slope_ignores_the_intercept(void **state)
{
	const double x[] = {0, 10, 20, 40};
	const double y[] = {1000, 1480, 1960, 2920};

	(void)state;
	assert_near(v8scope_regress_slope(x, y, 4), 48);
}

static void slope_of_what_does_not_vary_is_0(void **state)
{
	const double x[] = {3, 3, 3};
	const double y[] = {1, 2, 3};

	(void)state;
	assert_near(v8scope_regress_slope(x, y, 3), 0);
}

static void cosine_tells_what_moves_in_step(void **state)
{
	const double a[] = {1, 2, 3};
	const double b[] = {10, 20, 30};
	const double c[] = {3, 0, -1};

	(void)state;
	assert_near(v8scope_regress_cosine(a, b, 3), 1);
	assert_near(v8scope_regress_cosine(a, c, 3), 0);
}

static void column_that_others_add_up_to_is_not_independent(void **state)
{
	const double columns[] = {1, 0, 2, 1, 0, 1, 1, 3, 1, 1, 3, 4};
	const double others[] = {1, 0, 2, 1, 0, 1, 1, 3, 1, -1, 3, 4};

	(void)state;
	assert_false(v8scope_regress_is_independent(columns, 4, 3, 0.14));
	assert_true(v8scope_regress_is_independent(others, 4, 3, 0.14));
}

static void exact_solution_is_found(void **state)
{
	const double columns[] = {1, 4, 0.5, 3, 3, 0.2, 2.5, 1, 1, 1, 1, 1};
	const double weights[] = {100, 400, 20};
	double y[4] = {0};
	double x[3];

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		for (size_t j = 0; j < 3; j++) {
			y[i] += weights[j] * columns[j * 4 + i];
		}
	}
	v8scope_regress_nnls(columns, 4, 3, y, x);
	for (size_t j = 0; j < 3; j++) {
		assert_near(x[j], weights[j]);
	}
}

static void no_weight_is_negative(void **state)
{
	const double columns[] = {1, 0, 1, 1, 1, 1};
	const double y[] = {5, 2, 5};
	double x[2];

	(void)state;
	v8scope_regress_nnls(columns, 3, 2, y, x);
	assert_near(x[0], 3);
	assert_near(x[1], 2);
	v8scope_regress_nnls(columns, 3, 2, (const double[]){-1, 2, -1}, x);
	assert_near(x[0], 0);
	assert_true(x[1] >= 0);
}

static void same_column_twice_does_not_break_the_solver(void **state)
{
	const double columns[] = {1, 2, 3, 1, 2, 3, 0, 0, 0};
	const double y[] = {2, 4, 6};
	double x[3];

	(void)state;
	v8scope_regress_nnls(columns, 3, 3, y, x);
	assert_near(x[0] + x[1], 2);
	assert_near(x[2], 0);
}

/* y = 2 x + noise of standard deviation 1, x = 0 .. 19: truth is inside, and it is narrow. */
static void error_of_a_slope_is_students(void **state)
{
	static const double noise[] = {0.3, -1.2, 0.9, 0.4, -0.6, 1.7, -0.1, -0.8, 0.2, 1.1, -1.5,
		0.6, -0.3, 0.8, -0.9, 0.1, -1.0, 1.3, 0.5, -0.7};
	double columns[2 * G_N_ELEMENTS(noise)];
	double y[G_N_ELEMENTS(noise)];
	double x[2];
	double error;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(noise); i++) {
		columns[i] = (double)i;
		columns[G_N_ELEMENTS(noise) + i] = 1;
		y[i] = 2 * (double)i + 30 + noise[i];
	}
	v8scope_regress_nnls(columns, G_N_ELEMENTS(noise), 2, y, x);
	error = v8scope_regress_error(columns, G_N_ELEMENTS(noise), 2, y, x, 0);
	assert_true(fabs(x[0] - 2) < error);
	/* t(18) * s / sqrt(sum (x - mean)^2) = 2.1 * 0.93 / 25.8 */
	assert_true(error > 0.06 && error < 0.09);
}

static void error_is_unknown_with_too_few_rows(void **state)
{
	const double columns[] = {1, 2, 3, 4, 1, 1, 1, 1};
	const double y[] = {2, 4, 6, 8};
	const double x[] = {2, 0};

	(void)state;
	assert_true(isinf(v8scope_regress_error(columns, 4, 2, y, x, 0)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slope_ignores_the_intercept),
		cmocka_unit_test(slope_of_what_does_not_vary_is_0),
		cmocka_unit_test(cosine_tells_what_moves_in_step),
		cmocka_unit_test(column_that_others_add_up_to_is_not_independent),
		cmocka_unit_test(exact_solution_is_found),
		cmocka_unit_test(no_weight_is_negative),
		cmocka_unit_test(same_column_twice_does_not_break_the_solver),
		cmocka_unit_test(error_of_a_slope_is_students),
		cmocka_unit_test(error_is_unknown_with_too_few_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
