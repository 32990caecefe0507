/* SPDX-License-Identifier: MIT */
/*
 * Holders that somebody knows of and does not want to be told about again: lines
 * `leak:PATTERN`, as LeakSanitizer has them; `#` begins a comment.
 *
 * A pattern matches if it is found in the name of the holder's function, its file or its
 * module, or of a function or file of the JavaScript that called it. `*` stands for any
 * characters, `^` at the beginning and `$` at the end for those of the name.
 */
#ifndef V8SCOPE_RESULTS_SUPPRESSIONS_H
#define V8SCOPE_RESULTS_SUPPRESSIONS_H

#include <glib.h>
#include <stdbool.h>

#include "report.h"

struct v8scope_suppressions;

/*
 * From the text of a file. NULL: `error` says which line is wrong, beginning with its
 * number.
 */
struct v8scope_suppressions *v8scope_suppressions_parse(const char *text, GString *error);
void v8scope_suppressions_destroy(struct v8scope_suppressions *suppressions); /* NULL-safe */

bool v8scope_suppressions_match(
	const struct v8scope_suppressions *suppressions, const struct v8scope_holder *holder);

/*
 * Takes the holders that match out of the report, and counts them in each isolate's
 * `suppressed`. Once per report.
 */
void v8scope_suppressions_apply(
	const struct v8scope_suppressions *suppressions, struct v8scope_report *report);

#endif
