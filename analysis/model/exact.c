/* SPDX-License-Identifier: MIT */
#include "exact.h"

#include "report.h"

static void part_init(struct v8scope_exact_part *part)
{
	part->classes = g_ptr_array_new_with_free_func(v8scope_class_share_destroy);
}

static void set_clear(void *data)
{
	g_free(((struct v8scope_exact_set *)data)->holders);
}

struct v8scope_exact *v8scope_exact_create(uint32_t holder_count)
{
	struct v8scope_exact *exact = g_new0(struct v8scope_exact, 1);

	exact->holder_count = holder_count;
	exact->holdings = g_new0(struct v8scope_exact_holding, holder_count + 1);
	for (uint32_t h = 0; h <= holder_count; h++) {
		part_init(&exact->holdings[h].alone);
	}
	exact->sets = g_array_new(FALSE, FALSE, sizeof(struct v8scope_exact_set));
	g_array_set_clear_func(exact->sets, set_clear);
	part_init(&exact->javascript);
	return exact;
}

void v8scope_exact_destroy(struct v8scope_exact *exact)
{
	if (!exact) {
		return;
	}
	for (uint32_t h = 0; h <= exact->holder_count; h++) {
		g_ptr_array_unref(exact->holdings[h].alone.classes);
	}
	g_free(exact->holdings);
	g_array_unref(exact->sets);
	g_ptr_array_unref(exact->javascript.classes);
	g_free(exact);
}
