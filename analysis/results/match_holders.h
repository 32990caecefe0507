/* SPDX-License-Identifier: MIT */
/* Which holder of one report is which of another. */
#ifndef V8SCOPE_RESULTS_MATCH_HOLDERS_H
#define V8SCOPE_RESULTS_MATCH_HOLDERS_H

#include "difference.h"

/* Of struct v8scope_difference_place, each place of a report once. The caller frees. */
GArray *v8scope_places_of(const struct v8scope_report *report);

/*
 * Appends to `pairs` a struct v8scope_holder_difference for each pair of the same, and for
 * each place that is in one array only.
 */
void v8scope_match_places(const GArray *before, const GArray *after, GPtrArray *pairs);

#endif
