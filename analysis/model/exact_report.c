/* SPDX-License-Identifier: MIT */
/* What a heap snapshot says, on its way into the report. */
#include "attribution.h"

/* More constructors of a holder than these nobody reads; the largest come first. */
#define MAX_CLASSES 20

/* Groups of holders that keep less than this together are not told. */
#define MIN_SHARED_BYTES 1024
#define MAX_SHARED 20

static struct v8scope_optional known(uint64_t value)
{
	return (struct v8scope_optional){.known = true, .value = (int64_t)value};
}

static void set_part(struct v8scope_holder *holder, const struct v8scope_exact_part *part)
{
	holder->exact.retained_bytes = known(part->bytes);
	holder->exact.objects = known(part->objects);
	for (guint i = 0; i < MIN(part->classes->len, MAX_CLASSES); i++) {
		const struct v8scope_class_share *from = g_ptr_array_index(part->classes, i);
		struct v8scope_class_share *share = v8scope_holder_add_class(holder);

		share->type = g_strdup(from->type);
		share->constructor = g_strdup(from->constructor);
		share->objects = from->objects;
		share->bytes = from->bytes;
	}
}

void v8scope_exact_set_holder(struct v8scope_holder *holder,
	const struct v8scope_attribution *attribution, const struct v8scope_candidate *candidate,
	guint number)
{
	const struct v8scope_exact *exact = attribution->exact;
	const struct v8scope_exact_holding *holding;

	if (!exact) {
		return;
	}
	/* Handles of no known holder are the unexplained one's. */
	holding = &exact->holdings[candidate->kind == V8SCOPE_HOLDER_KIND_UNEXPLAINED
					   ? exact->holder_count
					   : number];
	set_part(holder, &holding->alone);
	holder->exact.shared_bytes = known(holding->shared_bytes);
	holder->exact.shared_with_holders_bytes = known(holding->shared_with_holders_bytes);
	holder->exact.estimated_growth_bytes = candidate->estimated;
	holder->exact.released_bytes = candidate->released;
}

void v8scope_exact_set_javascript(
	struct v8scope_holder *holder, const struct v8scope_attribution *attribution)
{
	if (attribution->exact) {
		set_part(holder, &attribution->exact->javascript);
		holder->exact.shared_bytes = known(0);
		holder->exact.shared_with_holders_bytes = known(0);
	}
}

static bool has_place(const GArray *places, uint32_t number, guint *place)
{
	for (guint i = 0; i < places->len; i++) {
		if (g_array_index(places, uint32_t, i) == number) {
			*place = i;
			return true;
		}
	}
	return false;
}

/* Holders that are not listed are left out; that there are some, the count tells. */
static void add_shared(struct v8scope_report_isolate *report, const struct v8scope_exact_set *set,
	const GArray *places, uint32_t nobody)
{
	struct v8scope_shared_share *share = v8scope_report_isolate_add_shared(report);

	share->bytes = set->bytes;
	share->objects = set->objects;
	share->all_holders = set->count;
	share->holders = g_new0(uint32_t, set->count);
	for (uint32_t i = 0; i < set->count; i++) {
		uint32_t number = set->holders[i] == nobody ? nobody - 1 : set->holders[i];
		guint place;

		if (has_place(places, number, &place)) {
			share->holders[share->holder_count++] = place;
		}
	}
}

void v8scope_exact_set_isolate(struct v8scope_report_isolate *report,
	const struct v8scope_attribution *attribution, const GArray *places)
{
	const struct v8scope_model_snapshot *snapshot = attribution->snapshot;
	const struct v8scope_exact *exact = attribution->exact;

	if (!snapshot) {
		return;
	}
	report->snapshot.path = g_strdup(snapshot->path);
	report->snapshot.status = g_strdup(
		attribution->exact_problem ? attribution->exact_problem : snapshot->status);
	report->snapshot.bytes = known(snapshot->bytes);
	report->snapshot.handles = known(snapshot->handles);
	report->snapshot.duration_ns = known(snapshot->duration);
	if (!exact) {
		return;
	}
	report->snapshot.javascript_bytes = known(exact->javascript.bytes);
	report->snapshot.javascript_objects = known(exact->javascript.objects);
	for (guint i = 0; i < MIN(exact->sets->len, MAX_SHARED); i++) {
		const struct v8scope_exact_set *set =
			&g_array_index(exact->sets, struct v8scope_exact_set, i);

		if (set->bytes >= MIN_SHARED_BYTES) {
			add_shared(report, set, places, exact->holder_count);
		}
	}
}
