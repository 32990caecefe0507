/* SPDX-License-Identifier: MIT */
#include "global_types.h"

#include <assert.h>

#include "global_values.h"
#include "sample_objects.h"
#include "v8_api.h"
#include "v8_tracepoints.h"

/* As for scopes: fewer do not matter. */
enum { SAMPLED_GLOBALS_MIN = 256 };

/* Of all sites together; looking at objects is what takes time. */
enum { PICKS = 8192 };
static_assert((int)PICKS <= (int)V8SCOPE_SAMPLE_OBJECTS_MAX, "all must fit");

/* For who has claimed v8scope_sample_work. */
static struct v8scope_global_slot picks[PICKS];
static uintptr_t slots[PICKS];
static uintptr_t values[PICKS];

void v8scope_global_sites_note(
	struct v8scope_global_sites *sites, const struct v8scope_global_site *site)
{
	uint32_t least = 0;

	if (site->live < SAMPLED_GLOBALS_MIN) {
		return;
	}
	if (sites->count < V8SCOPE_GLOBAL_TYPES_SITES_MAX) {
		sites->sites[sites->count++] = site;
		return;
	}
	for (uint32_t i = 1; i < sites->count; i++) {
		if (sites->sites[i]->live < sites->sites[least]->live) {
			least = i;
		}
	}
	if (site->live > sites->sites[least]->live) {
		sites->sites[least] = site;
	}
}

/* Those of the picked globals that the site created; what they refer to is in `values`. */
static uint32_t read_values(const struct v8scope_isolate *isolate,
	const struct v8scope_global_site *site, size_t pick_count)
{
	uint32_t count = 0;

	if (site->kind == V8SCOPE_GLOBAL_KIND_NAPI_REF && isolate->in_gc) {
		return 0;
	}
	for (size_t i = 0; i < pick_count; i++) {
		if (v8scope_global_site_at(picks[i].site) == site) {
			slots[count++] = picks[i].slot;
		}
	}
	return count > 0 && v8scope_global_values_read(isolate, site->kind, slots, values, count)
		       ? count
		       : 0;
}

static bool sum_values(
	struct v8scope_sample *sample, struct v8scope_sample_sums *sums, uint32_t count)
{
	struct v8scope_object_set *set = &v8scope_sample_work.set;

	v8scope_object_set_init(set, v8scope_sample_random());
	for (uint32_t i = 0; i < count; i++) {
		if (v8scope_object_is_heap_object(values[i])) {
			v8scope_object_set_add(set, values[i], 0, false);
		}
	}
	if (!v8scope_sample_describe_set(0)) {
		return false;
	}
	for (size_t i = 0; i < set->count; i++) {
		struct v8scope_sample_sums *sum =
			v8scope_sample_sums_of(sample, sums, v8scope_sample_work.objects[i].type);

		if (sum != NULL) {
			sum->chosen.handles += set->entries[i].handles;
			sum->met_once += set->entries[i].handles == 1;
			sum->met_twice += set->entries[i].handles == 2;
			v8scope_sampled_objects_add(&sum->chosen, i);
		}
	}
	return true;
}

/* `count` of the site's globals were looked at. */
static void scale_type(struct v8scope_typed_objects *type, const struct v8scope_sample_sums *sums,
	uint32_t count, uint64_t live)
{
	double part = count < live ? (double)count / (double)live : 1;
	double factor = v8scope_sample_unseen_factor(sums, count, part);
	double slots_of_type = (double)sums->chosen.handles / part;

	if (factor * (double)sums->chosen.count > slots_of_type) {
		factor = slots_of_type / (double)sums->chosen.count;
	}
	type->slots = v8scope_sample_round(slots_of_type);
	v8scope_sample_set_objects(type, &sums->chosen, factor);
}

static bool sample_site(struct v8scope_sample *sample, const struct v8scope_isolate *isolate,
	const struct v8scope_global_site *site, size_t pick_count)
{
	struct v8scope_sample_sums sums[V8SCOPE_SAMPLE_TYPES_MAX] = {{.met_once = 0}};
	uint32_t count = read_values(isolate, site, pick_count);

	sample->count = 0;
	if (count == 0 || !sum_values(sample, sums, count)) {
		return false;
	}
	for (size_t i = 0; i < sample->count; i++) {
		scale_type(&sample->types[i], &sums[i], count, site->live);
	}
	return true;
}

static uint32_t tell_site(const struct v8scope_isolate *isolate, uint64_t census_id,
	const struct v8scope_global_site *site, size_t pick_count)
{
	struct v8scope_sample sample;

	if (!sample_site(&sample, isolate, site, pick_count)) {
		return 0;
	}
	for (size_t i = 0; i < sample.count; i++) {
		const struct v8scope_census_global_type event = {
			.isolate = (uintptr_t)isolate->v8,
			.census_id = census_id,
			.kind = site->kind,
			.ip = site->ip,
			.stack_id = v8scope_global_site_stack(site),
			.sampled = sample.types[i],
		};

		lttng_ust_tracepoint(v8, census_global_type, &event);
	}
	return (uint32_t)sample.count;
}

uint32_t v8scope_global_types_tell(const struct v8scope_isolate *isolate, uint64_t census_id,
	const struct v8scope_global_sites *sites)
{
	uint32_t events = 0;
	size_t pick_count;

	if (sites->count == 0 || !v8scope_object_types_known() ||
		!lttng_ust_tracepoint_enabled(v8, census_global_type) ||
		!v8scope_sample_work_claim()) {
		return 0;
	}
	pick_count = v8scope_globals_pick(isolate->serial, picks, PICKS, v8scope_sample_random);
	for (uint32_t i = 0; i < sites->count; i++) {
		events += tell_site(isolate, census_id, sites->sites[i], pick_count);
	}
	v8scope_sample_work_release();
	return events;
}
