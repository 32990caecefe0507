/* SPDX-License-Identifier: MIT */
/*
 * A relay daemon of our own: on ports of this machine that nobody else uses, with its
 * files in a temporary folder. It ends with us, however we end.
 */
#ifndef V8SCOPE_LIVE_RELAY_H
#define V8SCOPE_LIVE_RELAY_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

struct v8scope_relay {
	pid_t pid;	   /* 0: none */
	char *directory;   /* owned; NULL: none */
	char *control_url; /* owned; for the session daemon */
	char *data_url;	   /* owned; likewise */
	int live_port;
};

/*
 * Returns once the daemon answers. Call it before signals are blocked: it would inherit
 * that. Stop is due either way.
 */
bool v8scope_relay_start(struct v8scope_relay *relay, GError **error);

/* Ends the daemon and removes what it wrote. */
void v8scope_relay_stop(struct v8scope_relay *relay);

/* Where a reader finds that session; the caller frees it. */
char *v8scope_relay_session_url(const struct v8scope_relay *relay, const char *session);

#endif
