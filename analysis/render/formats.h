/* SPDX-License-Identifier: MIT */
/* The functions of render.c's table. Each appends the whole document to `out`. */
#ifndef V8SCOPE_FORMATS_H
#define V8SCOPE_FORMATS_H

#include <glib.h>

struct v8scope_render_options;
struct v8scope_report;

void v8scope_render_text(const struct v8scope_report *report,
	const struct v8scope_render_options *options, GString *out);
void v8scope_render_folded(const struct v8scope_report *report,
	const struct v8scope_render_options *options, GString *out);
void v8scope_render_speedscope(const struct v8scope_report *report,
	const struct v8scope_render_options *options, GString *out);
void v8scope_render_trace_event(const struct v8scope_report *report,
	const struct v8scope_render_options *options, GString *out);
void v8scope_render_html(const struct v8scope_report *report,
	const struct v8scope_render_options *options, GString *out);
void v8scope_render_json(const struct v8scope_report *report,
	const struct v8scope_render_options *options, GString *out);

#endif
