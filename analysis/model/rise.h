/* SPDX-License-Identifier: MIT */
/*
 * When did a count begin to rise? Told while it comes in, from any number of censuses: of
 * each of a few heights, each twice the one before, when it was last no higher. What
 * counts as no rise is a part of what is gained in the end, which nobody knows before.
 */
#ifndef V8SCOPE_MODEL_RISE_H
#define V8SCOPE_MODEL_RISE_H

#include <stdbool.h>
#include <stdint.h>

#define V8SCOPE_MODEL_RISE_HEIGHTS 20

struct v8scope_model_rise {
	bool begun;
	uint64_t first;
	struct {
		bool above;
		int64_t below_ns;  /* when it was last no higher */
		int64_t after_ns;  /* between these two it last went higher */
		int64_t before_ns; /* 0: it never did */
	} heights[V8SCOPE_MODEL_RISE_HEIGHTS];
};

/* In time order. The first call says where it starts from. */
void v8scope_model_rise_add(struct v8scope_model_rise *rise, int64_t ts_ns, uint64_t count);

/*
 * Between which two moments it last went higher than a hundredth of `gain` above its
 * start, or than a few handles. False: it never did.
 */
bool v8scope_model_rise_find(
	const struct v8scope_model_rise *rise, int64_t gain, int64_t *after_ns, int64_t *before_ns);

#endif
