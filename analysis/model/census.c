/* SPDX-License-Identifier: MIT */
#include "census.h"

static int compare_scope_samples(const void *a, const void *b)
{
	const struct v8scope_model_scope_sample *left = a;
	const struct v8scope_model_scope_sample *right = b;

	return (left->scope_id > right->scope_id) - (left->scope_id < right->scope_id);
}

static int compare_global_samples(const void *a, const void *b)
{
	const struct v8scope_model_global_sample *left = a;
	const struct v8scope_model_global_sample *right = b;

	return (left->index > right->index) - (left->index < right->index);
}

void v8scope_model_census_sort(struct v8scope_model_census *census)
{
	g_array_sort(census->scopes, compare_scope_samples);
}

struct v8scope_model_census *v8scope_model_census_ref(struct v8scope_model_census *census)
{
	return g_rc_box_acquire(census);
}

static void census_clear(void *data)
{
	struct v8scope_model_census *census = data;

	g_array_unref(census->scopes);
	g_array_unref(census->globals);
}

void v8scope_model_census_unref(struct v8scope_model_census *census)
{
	if (census) {
		g_rc_box_release_full(census, census_clear);
	}
}

const struct v8scope_model_scope_sample *v8scope_model_census_find_scope(
	const struct v8scope_model_census *census, uint64_t scope_id)
{
	struct v8scope_model_scope_sample key = {.scope_id = scope_id};
	guint index;

	if (!g_array_binary_search(census->scopes, &key, compare_scope_samples, &index)) {
		return NULL;
	}
	return &g_array_index(census->scopes, struct v8scope_model_scope_sample, index);
}

const struct v8scope_model_global_sample *v8scope_model_census_find_global(
	const struct v8scope_model_census *census, uint32_t index)
{
	struct v8scope_model_global_sample key = {.index = index};
	guint found;

	if (!g_array_binary_search(census->globals, &key, compare_global_samples, &found)) {
		return NULL;
	}
	return &g_array_index(census->globals, struct v8scope_model_global_sample, found);
}

uint64_t v8scope_model_census_global_live(const struct v8scope_model_census *census, uint32_t index)
{
	const struct v8scope_model_global_sample *sample =
		v8scope_model_census_find_global(census, index);

	return sample ? sample->live : 0;
}

bool v8scope_model_census_is_tear_down(const struct v8scope_model_census *census)
{
	if (census->cause != V8SCOPE_CAUSE_DISPOSE && census->cause != V8SCOPE_CAUSE_EXIT) {
		return false;
	}
	return census->level == 0 || census->scope_count == 0;
}
