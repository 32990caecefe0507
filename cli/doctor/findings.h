/* SPDX-License-Identifier: MIT */
/* What the doctor has to say: a list of findings, each with what it means and what to do. */
#ifndef V8SCOPE_DOCTOR_FINDINGS_H
#define V8SCOPE_DOCTOR_FINDINGS_H

#include <glib.h>

#include "../exit_status.h"

enum v8scope_severity {
	V8SCOPE_SEVERITY_OK,
	V8SCOPE_SEVERITY_NOTE, /* to be known; nothing is wrong */
	V8SCOPE_SEVERITY_PROBLEM,
};

struct v8scope_finding {
	const char *id; /* stable, for programs; docs/doctor.md lists them */
	enum v8scope_severity severity;
	enum v8scope_exit_status status; /* of a problem, what the doctor ends with */
	char *what;			 /* owned */
	const char *meaning;		 /* NULL: it speaks for itself */
	const char *todo;		 /* NULL: nothing */
};

struct v8scope_findings {
	GArray *list; /* of struct v8scope_finding */
};

void v8scope_findings_init(struct v8scope_findings *findings);
void v8scope_findings_fini(struct v8scope_findings *findings);

void v8scope_findings_ok(struct v8scope_findings *findings, const char *id, const char *what, ...)
	G_GNUC_PRINTF(3, 4);
void v8scope_findings_note(struct v8scope_findings *findings, const char *id, const char *meaning,
	const char *todo, const char *what, ...) G_GNUC_PRINTF(5, 6);
void v8scope_findings_problem(struct v8scope_findings *findings, const char *id,
	enum v8scope_exit_status status, const char *meaning, const char *todo, const char *what,
	...) G_GNUC_PRINTF(6, 7);

/* The first problem's status: findings are made in the order of what depends on what. */
enum v8scope_exit_status v8scope_findings_status(const struct v8scope_findings *findings);

const char *v8scope_severity_name(enum v8scope_severity severity);

#endif
