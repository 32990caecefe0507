/* SPDX-License-Identifier: MIT */
/* Where a rendered report goes. */
#ifndef V8SCOPE_REPORT_OUTPUT_H
#define V8SCOPE_REPORT_OUTPUT_H

#include "params.h"

struct v8scope_report;

/*
 * Renders to params->output, or to the standard output. A file is replaced as a
 * whole, or not at all. False: `error` says what failed.
 */
bool v8scope_report_output(const struct v8scope_report_params *params,
	const struct v8scope_report *report, GString *error);

#endif
