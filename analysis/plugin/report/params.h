/* SPDX-License-Identifier: MIT */
/* The parameters of sink.v8scope.report. */
#ifndef V8SCOPE_REPORT_PARAMS_H
#define V8SCOPE_REPORT_PARAMS_H

#include <babeltrace2/babeltrace.h>
#include <glib.h>

#include "render.h"

struct v8scope_report_params {
	const struct v8scope_render_format *format; /* static storage */
	char *output;				    /* owned; NULL: the standard output */
	struct v8scope_render_options options;
};

/*
 * Fills in `params` from a map value; what the map does not have gets its default.
 * False if it has something unknown or wrong: `error` says what was expected.
 * v8scope_report_params_fini() is due either way.
 */
bool v8scope_report_params_init(
	struct v8scope_report_params *params, const bt_value *map, GString *error);
void v8scope_report_params_fini(struct v8scope_report_params *params);

#endif
