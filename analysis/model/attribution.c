/* SPDX-License-Identifier: MIT */
#include "attribution.h"

static void begin(struct v8scope_attribution *attribution,
	const struct v8scope_model_isolate *isolate, const struct v8scope_model_snapshot *until)
{
	*attribution = (struct v8scope_attribution){.isolate = isolate};
	attribution->epochs = g_ptr_array_new();
	v8scope_attribution_choose_epochs(attribution, until);
	v8scope_attribution_find_candidates(attribution);
	v8scope_attribution_find_releases(attribution);
	v8scope_attribution_leave_out_sawteeth(attribution);
	v8scope_attribution_divide(attribution);
}

static bool is_readable(
	const struct v8scope_model_snapshot *snapshot, const struct v8scope_exact_reader *reader)
{
	return snapshot && reader && reader->read && snapshot->census &&
	       g_strcmp0(snapshot->status, "ok") == 0;
}

/*
 * The last one, unless the moment to assess is the end of a scope that only the one before
 * shows: that scope has piled up what grew.
 */
static const struct v8scope_model_snapshot *choose_snapshot(
	const struct v8scope_model_isolate *isolate, const struct v8scope_exact_reader *reader)
{
	const struct v8scope_model_snapshot *earlier = isolate->earlier_snapshot;
	struct v8scope_attribution without;
	bool shows_it;

	if (!is_readable(earlier, reader)) {
		return isolate->snapshot;
	}
	begin(&without, isolate, NULL);
	shows_it = without.closing &&
		   v8scope_model_census_find_scope(earlier->census, without.closing->scope_id);
	v8scope_attribution_fini(&without);
	return shows_it || !is_readable(isolate->snapshot, reader) ? earlier : isolate->snapshot;
}

void v8scope_attribution_init(struct v8scope_attribution *attribution,
	const struct v8scope_model_isolate *isolate, const struct v8scope_exact_reader *reader)
{
	const struct v8scope_model_snapshot *snapshot = choose_snapshot(isolate, reader);
	char *problem = NULL;

	if (is_readable(snapshot, reader)) {
		begin(attribution, isolate, snapshot);
		attribution->exact_growth = attribution->bytes_known;
		if (!attribution->bytes_known) {
			/* Nothing to compare it with before it, maybe after. */
			v8scope_attribution_fini(attribution);
			begin(attribution, isolate, NULL);
		}
		attribution->snapshot = snapshot;
		if (v8scope_attribution_read_exact(attribution, reader)) {
			v8scope_attribution_apply_exact(attribution);
			return;
		}
		problem = g_steal_pointer(&attribution->exact_problem);
		v8scope_attribution_fini(attribution);
	}
	begin(attribution, isolate, NULL);
	attribution->snapshot = snapshot;
	attribution->exact_problem = problem;
}

void v8scope_attribution_fini(struct v8scope_attribution *attribution)
{
	g_ptr_array_unref(attribution->epochs);
	g_ptr_array_unref(attribution->candidates);
	g_hash_table_destroy(attribution->weighed_places);
	g_array_unref(attribution->group_bytes);
	v8scope_exact_destroy(attribution->exact);
	g_free(attribution->exact_problem);
	g_free(attribution->used);
	g_free(attribution->apart);
	g_free(attribution->positions);
}
