/* SPDX-License-Identifier: MIT */
/* What recording and reporting need on this machine. */
#ifndef V8SCOPE_DOCTOR_INSTALLATION_H
#define V8SCOPE_DOCTOR_INSTALLATION_H

#include <stdbool.h>

#include "findings.h"

/* The libraries and plugins. The runtime's path is returned, owned; NULL: unusable. */
char *v8scope_installation_check(struct v8scope_findings *findings);

/*
 * The session daemon: whether it answers, and this user may use it. `start`: one is
 * needed now, as for a recording. Returns whether there is one to use.
 */
bool v8scope_installation_check_daemon(struct v8scope_findings *findings, bool start);

#endif
