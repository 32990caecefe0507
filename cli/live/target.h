/* SPDX-License-Identifier: MIT */
/* Which live session a URL means. */
#ifndef V8SCOPE_LIVE_TARGET_H
#define V8SCOPE_LIVE_TARGET_H

#include <glib.h>

/*
 * The URL of the session that `url` names, or of the only one at a relay daemon that it
 * names; the caller frees it. NULL: there is no such session, or nobody answers.
 */
char *v8scope_live_find_session(const char *url, GError **error);

#endif
