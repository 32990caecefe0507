/* SPDX-License-Identifier: MIT */
#include "thinned.h"

#include <string.h>

void v8scope_model_thinned_init(
	struct v8scope_model_thinned *thinned, guint element_size, guint most)
{
	*thinned = (struct v8scope_model_thinned){
		.kept = g_array_new(FALSE, FALSE, element_size),
		.most = most,
		.stride = 1,
	};
}

void v8scope_model_thinned_fini(struct v8scope_model_thinned *thinned)
{
	g_clear_pointer(&thinned->kept, g_array_unref);
}

static void thin(struct v8scope_model_thinned *thinned)
{
	guint size = g_array_get_element_size(thinned->kept);
	guint kept = 0;

	for (guint i = 0; i < thinned->kept->len; i += 2) {
		memmove(thinned->kept->data + (gsize)size * kept++,
			thinned->kept->data + (gsize)size * i, size);
	}
	g_array_set_size(thinned->kept, kept);
	thinned->stride *= 2;
}

bool v8scope_model_thinned_add(struct v8scope_model_thinned *thinned, const void *element)
{
	if (++thinned->skipped < thinned->stride) {
		return false;
	}
	thinned->skipped = 0;
	if (thinned->kept->len == thinned->most) {
		thin(thinned);
	}
	g_array_append_vals(thinned->kept, element, 1);
	return true;
}
