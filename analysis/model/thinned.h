/* SPDX-License-Identifier: MIT */
/* An even selection of what comes in, of bounded size: all of a few, one in 2^n of many. */
#ifndef V8SCOPE_MODEL_THINNED_H
#define V8SCOPE_MODEL_THINNED_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct v8scope_model_thinned {
	GArray *kept;	  /* owned */
	guint most;	  /* elements kept */
	uint64_t stride;  /* one in so many is kept */
	uint64_t skipped; /* since the last that was */
};

void v8scope_model_thinned_init(
	struct v8scope_model_thinned *thinned, guint element_size, guint most);
void v8scope_model_thinned_fini(struct v8scope_model_thinned *thinned);

/* Copies the element; returns whether it was kept. */
bool v8scope_model_thinned_add(struct v8scope_model_thinned *thinned, const void *element);

#endif
