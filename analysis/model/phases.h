/* SPDX-License-Identifier: MIT */
/*
 * What happened between the program's marks. The runtime has the heap looked at right after a
 * mark; where it did not (marks that come too often), what belongs to which phase is not known.
 */
#ifndef V8SCOPE_MODEL_PHASES_H
#define V8SCOPE_MODEL_PHASES_H

#include "attribution.h"

/*
 * Adds the phases that the process' marks divide the isolate's time into; none without marks,
 * and none from where there are too many.
 */
void v8scope_phases_add(
	struct v8scope_report_isolate *report, const struct v8scope_attribution *attribution);

/* What the candidate gained in each of the report's phases. */
void v8scope_phases_set_holder(struct v8scope_holder *holder,
	const struct v8scope_report_isolate *report, const struct v8scope_attribution *attribution,
	const struct v8scope_candidate *candidate);

#endif
