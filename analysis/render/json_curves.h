/* SPDX-License-Identifier: MIT */
/* The JSON format's parts that tell of time: in nanoseconds since the trace's first event. */
#ifndef V8SCOPE_JSON_CURVES_H
#define V8SCOPE_JSON_CURVES_H

#include <glib.h>
#include <jansson.h>

#include "report.h"

/* null where either is not known. The caller owns the value, as of all of these. */
json_t *v8scope_json_since(struct v8scope_optional ns, struct v8scope_optional first_ns);

json_t *v8scope_json_handle_series(
	const struct v8scope_holder *holder, struct v8scope_optional first_ns);
json_t *v8scope_json_promise_series(
	const struct v8scope_curve *curve, struct v8scope_optional first_ns);
json_t *v8scope_json_balance(const struct v8scope_holder *holder, struct v8scope_optional first_ns);

/* With the figures of at most `most` holders. */
json_t *v8scope_json_phases(
	const struct v8scope_report_isolate *isolate, guint most, struct v8scope_optional first_ns);

#endif
