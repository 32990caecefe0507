/* SPDX-License-Identifier: MIT */
/* The holders of an isolate as the JSON format has them. */
#ifndef V8SCOPE_JSON_HOLDER_H
#define V8SCOPE_JSON_HOLDER_H

#include <glib.h>
#include <jansson.h>

#include "report.h"

/* At most `most` of them; times count from the process' first event. The caller owns it. */
json_t *v8scope_json_holders(const struct v8scope_report_process *process,
	const struct v8scope_report_isolate *isolate, guint most);

#endif
