/* SPDX-License-Identifier: MIT */
/* Three counts over time, as a report has them: struct v8scope_curve. */
#ifndef V8SCOPE_MODEL_CURVE_H
#define V8SCOPE_MODEL_CURVE_H

#include <glib.h>
#include <stdint.h>

#include "report.h"
#include "thinned.h"

/* One row of a curve. */
struct v8scope_model_point {
	uint64_t ns; /* from the clock's origin */
	uint64_t values[V8SCOPE_CURVE_COLUMNS - 1];
};

/* In time order; the last row comes in any case. All zero: no rows yet. */
struct v8scope_model_curve {
	struct v8scope_model_thinned rows; /* of struct v8scope_model_point */
	struct v8scope_model_point last;
};

void v8scope_model_curve_fini(struct v8scope_model_curve *curve);
void v8scope_model_curve_add(
	struct v8scope_model_curve *curve, const struct v8scope_model_point *point);

/* `curve` may be all zero; what `to` had is freed. */
void v8scope_model_curve_copy(struct v8scope_curve *to, const struct v8scope_model_curve *curve);

#endif
