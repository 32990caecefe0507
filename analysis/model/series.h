/* SPDX-License-Identifier: MIT */
/* The shape of a quantity over the epochs: does it keep rising? */
#ifndef V8SCOPE_MODEL_SERIES_H
#define V8SCOPE_MODEL_SERIES_H

#include <stdbool.h>
#include <stddef.h>

/* The last value has lost most of what was ever gained since the first. */
bool v8scope_series_fell_back(const double *values, size_t count);

/* At some point most of what had been gained was gone again. */
bool v8scope_series_is_sawtooth(const double *values, size_t count);

/*
 * It rose, and then stayed: in the later part of `positions` (time, or another
 * measure of progress) it gained next to nothing. False if it cannot be told.
 */
bool v8scope_series_is_plateau(const double *values, const double *positions, size_t count);

/* Does any value come near the middle, so that it can be told whether it stayed? */
bool v8scope_series_has_middle(const double *positions, size_t count);

/* Did nearly all of the gain come in one short step, and little after it? */
bool v8scope_series_came_at_once(const double *values, const double *positions, size_t count);

/* In how many steps it rose. */
size_t v8scope_series_rises(const double *values, size_t count);

#endif
