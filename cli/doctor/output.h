/* SPDX-License-Identifier: MIT */
/* The findings as people and programs read them. */
#ifndef V8SCOPE_DOCTOR_OUTPUT_H
#define V8SCOPE_DOCTOR_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "findings.h"
#include "observation.h"

/* `observation` is NULL where nothing was tried. False: `out` cannot be written to. */
bool v8scope_doctor_write_text(FILE *out, const struct v8scope_findings *findings,
	const struct v8scope_observation *observation);
bool v8scope_doctor_write_json(FILE *out, const struct v8scope_findings *findings,
	const struct v8scope_observation *observation);

#endif
