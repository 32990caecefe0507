/* SPDX-License-Identifier: MIT */
/* The report as the JSON format has it, for formats that add to it. */
#ifndef V8SCOPE_JSON_REPORT_H
#define V8SCOPE_JSON_REPORT_H

#include <glib.h>
#include <jansson.h>

struct v8scope_report;

/* With at most `most` holders of an isolate. The caller owns the document. */
json_t *v8scope_json_report(const struct v8scope_report *report, guint most);

#endif
