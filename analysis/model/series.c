/* SPDX-License-Identifier: MIT */
#include "series.h"

#include <glib.h>
#include <math.h>

/* What is left of the largest gain when most of it is gone. */
#define FALLEN_BACK 0.5

/* A sawtooth's valleys: lower, for it to be told from noise on a rise. */
#define VALLEY 0.25

/* A plateau rises at less than this part of the rate before it. */
#define PLATEAU_RATE 0.05

/* A step with this part of the gain, in this part of the way, and as much left after. */
#define AT_ONCE_GAIN 0.9
#define AT_ONCE_WAY 0.1

/* Where "the later part" may begin. */
#define LATER_MIN 0.25
#define LATER_MAX 0.75

static double largest_gain(const double *values, size_t count)
{
	double largest = 0;

	for (size_t i = 0; i < count; i++) {
		largest = MAX(largest, values[i] - values[0]);
	}
	return largest;
}

bool v8scope_series_fell_back(const double *values, size_t count)
{
	return count > 0 &&
	       values[count - 1] - values[0] < FALLEN_BACK * largest_gain(values, count);
}

bool v8scope_series_is_sawtooth(const double *values, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		if (values[i] - values[0] < VALLEY * largest_gain(values, i)) {
			return true;
		}
	}
	return false;
}

/* The epoch nearest to the middle of `positions`, or 0: none is near enough. */
static size_t find_middle(const double *positions, size_t count)
{
	double whole = positions[count - 1] - positions[0];
	double nearest = 1;
	size_t middle = 0;

	for (size_t i = 1; i + 1 < count && whole > 0; i++) {
		double part = (positions[i] - positions[0]) / whole;

		if (part >= LATER_MIN && part <= LATER_MAX && fabs(part - 0.5) < nearest) {
			nearest = fabs(part - 0.5);
			middle = i;
		}
	}
	return middle;
}

bool v8scope_series_has_middle(const double *positions, size_t count)
{
	return count > 2 && find_middle(positions, count) > 0;
}

bool v8scope_series_is_plateau(const double *values, const double *positions, size_t count)
{
	size_t middle = count > 2 ? find_middle(positions, count) : 0;
	double gain;
	double later_gain;
	double later_part;

	if (middle == 0) {
		return false;
	}
	gain = values[count - 1] - values[0];
	later_gain = values[count - 1] - values[middle];
	later_part =
		(positions[count - 1] - positions[middle]) / (positions[count - 1] - positions[0]);
	return gain > 0 &&
	       later_gain * (1 - later_part) < PLATEAU_RATE * (gain - later_gain) * later_part;
}

bool v8scope_series_came_at_once(const double *values, const double *positions, size_t count)
{
	double gain = count > 0 ? values[count - 1] - values[0] : 0;
	double way = count > 0 ? (positions[count - 1] - positions[0]) * AT_ONCE_WAY : 0;

	for (size_t i = 1; i < count; i++) {
		if (gain > 0 && values[i] - values[i - 1] >= AT_ONCE_GAIN * gain &&
			positions[i] - positions[i - 1] <= way &&
			positions[count - 1] - positions[i] >= way) {
			return true;
		}
	}
	return false;
}

size_t v8scope_series_rises(const double *values, size_t count)
{
	size_t rises = 0;

	for (size_t i = 1; i < count; i++) {
		rises += values[i] > values[i - 1];
	}
	return rises;
}
