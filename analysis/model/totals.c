/* SPDX-License-Identifier: MIT */
#include "totals.h"

#include <glib.h>

#include "series.h"

/* When so many are kept, every other one goes, and of new ones every other is kept. */
#define MAX_TOTALS 1024

struct total {
	int64_t ts_ns;
	uint64_t handles;
};

struct v8scope_model_totals {
	GArray *kept;	  /* of struct total */
	uint64_t stride;  /* one in so many is kept */
	uint64_t skipped; /* since the last that was */
};

struct v8scope_model_totals *v8scope_model_totals_create(void)
{
	struct v8scope_model_totals *totals = g_new0(struct v8scope_model_totals, 1);

	totals->kept = g_array_new(FALSE, FALSE, sizeof(struct total));
	totals->stride = 1;
	return totals;
}

void v8scope_model_totals_destroy(struct v8scope_model_totals *totals)
{
	if (totals) {
		g_array_unref(totals->kept);
		g_free(totals);
	}
}

static void thin(struct v8scope_model_totals *totals)
{
	guint kept = 0;

	for (guint i = 0; i < totals->kept->len; i += 2) {
		g_array_index(totals->kept, struct total, kept++) =
			g_array_index(totals->kept, struct total, i);
	}
	g_array_set_size(totals->kept, kept);
	totals->stride *= 2;
}

void v8scope_model_totals_add(struct v8scope_model_totals *totals, int64_t ts_ns, uint64_t handles)
{
	const struct total total = {.ts_ns = ts_ns, .handles = handles};

	if (++totals->skipped < totals->stride) {
		return;
	}
	totals->skipped = 0;
	g_array_append_val(totals->kept, total);
	if (totals->kept->len == MAX_TOTALS) {
		thin(totals);
	}
}

bool v8scope_model_totals_is_plateau(
	const struct v8scope_model_totals *totals, int64_t begin_ns, int64_t end_ns)
{
	g_autofree double *handles = g_new0(double, totals->kept->len);
	g_autofree double *times = g_new0(double, totals->kept->len);
	size_t count = 0;

	for (guint i = 0; i < totals->kept->len; i++) {
		const struct total *total = &g_array_index(totals->kept, struct total, i);

		if (total->ts_ns >= begin_ns && total->ts_ns <= end_ns) {
			handles[count] = (double)total->handles;
			times[count++] = (double)(total->ts_ns - begin_ns);
		}
	}
	return v8scope_series_is_plateau(handles, times, count);
}
