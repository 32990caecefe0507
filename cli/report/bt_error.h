/* SPDX-License-Identifier: MIT */
/* libbabeltrace2's errors as one line. */
#ifndef V8SCOPE_REPORT_BT_ERROR_H
#define V8SCOPE_REPORT_BT_ERROR_H

#include <glib.h>

#include "../exit_status.h"

/*
 * The cause that the current thread's error began with, which says most; owned.
 * The error stays. NULL: there is none.
 */
char *v8scope_bt_error_root_cause(void);

/* The same, but takes the error. Owned, never NULL. */
char *v8scope_bt_error_take_root_cause(void);

/* Sets `error` from the current thread's error, which it takes; "WHAT: CAUSE". */
void v8scope_bt_error_take(GError **error, enum v8scope_exit_status status, const char *what);

/* `message` without the library's own details, ": some-addr=0x1234, ..."; owned. */
char *v8scope_bt_error_strip_details(const char *message);

#endif
