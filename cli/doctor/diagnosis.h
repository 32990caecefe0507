/* SPDX-License-Identifier: MIT */
/* From what a trial showed to what it means. */
#ifndef V8SCOPE_DOCTOR_DIAGNOSIS_H
#define V8SCOPE_DOCTOR_DIAGNOSIS_H

#include "findings.h"
#include "program.h"
#include "trial.h"

void v8scope_diagnosis_make(struct v8scope_findings *findings, const struct v8scope_trial *trial,
	const struct v8scope_program *program);

#endif
