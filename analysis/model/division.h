/* SPDX-License-Identifier: MIT */
/*
 * Growth that is to be divided among holders by how live bytes moved with each
 * one's handles: what divide.c and estimate.c share.
 */
#ifndef V8SCOPE_MODEL_DIVISION_H
#define V8SCOPE_MODEL_DIVISION_H

#include "attribution.h"

struct v8scope_division {
	struct v8scope_attribution *attribution; /* group_bytes is filled in */
	/*
	 * Live bytes, one figure an epoch, and their growth, without what is measured
	 * to be of holders that are no members.
	 */
	double *used; /* owned */
	double growth;
	GPtrArray *members; /* of struct v8scope_candidate: growing, neither measured nor refuted */
	size_t rows;	    /* steps from one epoch to the next */
	guint groups;	    /* of members that grew in step; each member knows its own */
	double *columns;    /* owned; a group's handles gained in each step, then progress */
	double *steps;	    /* owned; bytes gained in each step */
	GArray *group_errors; /* of double: half the 95 % interval; INFINITY: not known */
};

static inline struct v8scope_candidate *v8scope_division_member(
	const struct v8scope_division *division, guint index)
{
	return g_ptr_array_index(division->members, index);
}

/* What two measures of the same bytes may differ by. */
double v8scope_division_release_noise(double bytes);

/* The last step: narrows the members' and the measured candidates' intervals. */
void v8scope_division_bound(struct v8scope_division *division);

/* Groups the members, fills in group_bytes and group_errors. Needs at least one member. */
void v8scope_division_estimate(struct v8scope_division *division);

#endif
