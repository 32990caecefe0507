/* SPDX-License-Identifier: MIT */
/* The events of a recorded CTF trace. */
#ifndef V8SCOPE_TESTS_TRACE_H
#define V8SCOPE_TESTS_TRACE_H

#include "recording.h"

/* Adds the trace's events, merged by time; aborts if it cannot be read. */
void trace_read(struct recording *recording, const char *path);

#endif
