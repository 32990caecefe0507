/* SPDX-License-Identifier: MIT */
#include "curve.h"

/* One row less, because the last comes in any case. */
#define MAX_KEPT (V8SCOPE_MAX_CURVE_ROWS - 1)

void v8scope_model_curve_fini(struct v8scope_model_curve *curve)
{
	v8scope_model_thinned_fini(&curve->rows);
}

void v8scope_model_curve_add(
	struct v8scope_model_curve *curve, const struct v8scope_model_point *point)
{
	if (!curve->rows.kept) {
		v8scope_model_thinned_init(&curve->rows, sizeof(*point), MAX_KEPT);
	}
	v8scope_model_thinned_add(&curve->rows, point);
	curve->last = *point;
}

static void append(struct v8scope_curve *curve, const struct v8scope_model_point *point)
{
	curve->cells[curve->cell_count++] = point->ns;
	for (guint i = 0; i < G_N_ELEMENTS(point->values); i++) {
		curve->cells[curve->cell_count++] = point->values[i];
	}
}

void v8scope_model_curve_copy(struct v8scope_curve *to, const struct v8scope_model_curve *curve)
{
	const GArray *rows = curve->rows.kept;

	g_clear_pointer(&to->cells, g_free);
	to->cell_count = 0;
	if (!rows || rows->len == 0) {
		return;
	}
	to->cells = g_new(uint64_t, (rows->len + 1) * V8SCOPE_CURVE_COLUMNS);
	for (guint i = 0; i < rows->len; i++) {
		append(to, &g_array_index(rows, struct v8scope_model_point, i));
	}
	if (g_array_index(rows, struct v8scope_model_point, rows->len - 1).ns < curve->last.ns) {
		append(to, &curve->last);
	}
}
