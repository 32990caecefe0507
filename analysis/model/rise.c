/* SPDX-License-Identifier: MIT */
#include "rise.h"

#include "isolate.h"

/* Less than this part of the gain is no rise. */
#define PART 100

static uint64_t height(unsigned int index)
{
	return (uint64_t)V8SCOPE_MODEL_INSIGNIFICANT_HANDLES << index;
}

void v8scope_model_rise_add(struct v8scope_model_rise *rise, int64_t ts_ns, uint64_t count)
{
	uint64_t above;

	if (!rise->begun) {
		rise->begun = true;
		rise->first = count;
	}
	above = count > rise->first ? count - rise->first : 0;
	for (unsigned int i = 0; i < V8SCOPE_MODEL_RISE_HEIGHTS; i++) {
		bool was_above = rise->heights[i].above;

		rise->heights[i].above = above > height(i);
		if (!rise->heights[i].above) {
			rise->heights[i].below_ns = ts_ns;
		} else if (!was_above) {
			rise->heights[i].after_ns = rise->heights[i].below_ns;
			rise->heights[i].before_ns = ts_ns;
		}
	}
}

bool v8scope_model_rise_find(
	const struct v8scope_model_rise *rise, int64_t gain, int64_t *after_ns, int64_t *before_ns)
{
	unsigned int index = 0;

	while (index + 1 < V8SCOPE_MODEL_RISE_HEIGHTS &&
		(int64_t)height(index + 1) <= gain / PART) {
		index++;
	}
	*after_ns = rise->heights[index].after_ns;
	*before_ns = rise->heights[index].before_ns;
	return rise->begun && *before_ns != 0;
}
