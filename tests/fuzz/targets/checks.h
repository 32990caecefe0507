/* SPDX-License-Identifier: MIT */
/* What must hold of every report and of what is written of it; a violation aborts. */
#ifndef V8SCOPE_FUZZ_CHECKS_H
#define V8SCOPE_FUZZ_CHECKS_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "render.h"
#include "report.h"

/* As assert(), whatever the build. */
#define FUZZ_CHECK(condition)                                                                      \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(stderr, "%s:%d: violated: %s\n", __FILE__, __LINE__, #condition);  \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

/* The figures agree with each other, and what they say is said with a reason. */
void fuzz_check_report(const struct v8scope_report *report);

/*
 * One of the formats, any number will do: no name of the report gets out of its place. All of
 * them take longer than what is fuzzed.
 */
void fuzz_check_rendering(const struct v8scope_report *report, size_t number);

/* Lines of UTF-8 in which no character controls a terminal or reorders what is around it. */
void fuzz_check_plain_text(const char *text, size_t length);

/* JSON that strict parsers take, each key once. */
void fuzz_check_json(const char *text, size_t length);

#endif
