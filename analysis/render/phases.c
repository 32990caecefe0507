/* SPDX-License-Identifier: MIT */
#include "phases.h"

#include <math.h>

struct v8scope_optional v8scope_phase_handles(const struct v8scope_holder *holder, guint phase)
{
	struct v8scope_optional handles = {0};

	if (phase < holder->phase_handles_count &&
		holder->phase_handles[phase] != V8SCOPE_UNKNOWN_GROWTH) {
		handles.known = true;
		handles.value = (int64_t)holder->phase_handles[phase];
	}
	return handles;
}

struct v8scope_optional v8scope_phase_bytes(const struct v8scope_holder *holder, guint phase)
{
	struct v8scope_optional bytes = v8scope_phase_handles(holder, phase);

	double share;

	if (!bytes.known || !holder->growth_bytes.known || !holder->handle_growth.known ||
		holder->handle_growth.value <= 0) {
		return (struct v8scope_optional){0};
	}
	share = (double)holder->growth_bytes.value * (double)bytes.value /
		(double)holder->handle_growth.value;
	/* More is of a damaged trace. */
	bytes.known = fabs(share) < (double)INT64_MAX;
	bytes.value = bytes.known ? (int64_t)share : 0;
	return bytes;
}
