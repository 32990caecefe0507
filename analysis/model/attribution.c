/* SPDX-License-Identifier: MIT */
#include "attribution.h"

void v8scope_attribution_init(
	struct v8scope_attribution *attribution, const struct v8scope_model_isolate *isolate)
{
	*attribution = (struct v8scope_attribution){.isolate = isolate};
	attribution->epochs = g_ptr_array_new();
	v8scope_attribution_choose_epochs(attribution);
	v8scope_attribution_find_candidates(attribution);
	v8scope_attribution_find_releases(attribution);
	v8scope_attribution_divide(attribution);
}

void v8scope_attribution_fini(struct v8scope_attribution *attribution)
{
	g_ptr_array_unref(attribution->epochs);
	g_ptr_array_unref(attribution->candidates);
	g_array_unref(attribution->group_bytes);
	g_free(attribution->used);
	g_free(attribution->positions);
}
