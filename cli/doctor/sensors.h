/* SPDX-License-Identifier: MIT */
/* What each of the runtime's sensors is for, and what it means that one is off. */
#ifndef V8SCOPE_DOCTOR_SENSORS_H
#define V8SCOPE_DOCTOR_SENSORS_H

#include "findings.h"
#include "observation.h"

void v8scope_sensors_diagnose(
	struct v8scope_findings *findings, const struct v8scope_observed_isolate *isolate);

#endif
