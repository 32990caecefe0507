/* SPDX-License-Identifier: MIT */
/*
 * Names come from foreign programs: a terminal would obey an escape sequence in one,
 * and a line break ends a record.
 */
#ifndef V8SCOPE_CLEAN_H
#define V8SCOPE_CLEAN_H

#include <glib.h>
#include <stdbool.h>

/*
 * Valid UTF-8 without control and format characters, which show as their number.
 * `ascii`: others outside ASCII become '?'. The caller owns the result.
 */
char *v8scope_clean(const char *text, bool ascii);

#endif
