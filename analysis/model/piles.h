/* SPDX-License-Identifier: MIT */
/* The holders that gain handles, release none and go on doing so, taken together. */
#ifndef V8SCOPE_MODEL_PILES_H
#define V8SCOPE_MODEL_PILES_H

#include "attribution.h"

struct v8scope_piles {
	const struct v8scope_candidate *top;	/* has most bytes; NULL: nothing piles up */
	const struct v8scope_candidate *gainer; /* gained most, piling or not; NULL: none */
	int64_t bytes; /* of growth, with groups that could not be divided as a whole */
	int64_t gain;  /* handles */
	guint count;
};

void v8scope_piles_find(struct v8scope_piles *piles, const struct v8scope_attribution *attribution);

#endif
