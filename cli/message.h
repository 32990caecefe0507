/* SPDX-License-Identifier: MIT */
/* What the command tells its user on stderr: one line each, "v8scope: ...". */
#ifndef V8SCOPE_MESSAGE_H
#define V8SCOPE_MESSAGE_H

#include <glib.h>

void v8scope_message(const char *format, ...) G_GNUC_PRINTF(1, 2);

/*
 * `text` as one printable line: line breaks become blanks, other control
 * characters '?'. The caller frees the result.
 */
char *v8scope_one_line(const char *text);

/* What to do with a trace: `directory` is as the user will type it. */
void v8scope_message_next(const char *directory);

/* Says `error` and gives the status to end with. */
int v8scope_fail(const GError *error);

#endif
