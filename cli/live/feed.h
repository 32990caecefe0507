/* SPDX-License-Identifier: MIT */
/*
 * Follows a live session in a thread of its own: a relay daemon that does not answer
 * holds up that thread only.
 *
 *   source.ctf.lttng-live -> a sink that feeds the analysis
 */
#ifndef V8SCOPE_LIVE_FEED_H
#define V8SCOPE_LIVE_FEED_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct v8scope_feed;
struct v8scope_report;

enum v8scope_feed_state {
	V8SCOPE_FEED_STATE_CONNECTING,
	V8SCOPE_FEED_STATE_READING,
	V8SCOPE_FEED_STATE_ENDED, /* the session was closed, and all of it was read */
	V8SCOPE_FEED_STATE_FAILED,
};

/* Moments are of g_get_monotonic_time(). */
struct v8scope_feed_status {
	enum v8scope_feed_state state;
	int64_t answered_us; /* the relay daemon last said anything */
	int64_t event_us;    /* the last events came; 0: none has */
};

/* What lies at a URL. */
struct v8scope_feed_session {
	char *name; /* owned */
	char *url;  /* owned; of the session itself */
};

/*
 * The sessions of the relay daemon at `url` ("net://HOST[:PORT]"): of struct
 * v8scope_feed_session. NULL on error.
 */
GPtrArray *v8scope_feed_list_sessions(const char *url, GError **error);

/*
 * Never NULL. Signals that are blocked now are blocked in the thread. $DEBUGINFOD_URLS is gone
 * afterwards: whoever may need it has a copy.
 */
struct v8scope_feed *v8scope_feed_start(const char *url);

/* Ends the thread, wherever it is. NULL-safe. */
void v8scope_feed_destroy(struct v8scope_feed *feed);

struct v8scope_feed_status v8scope_feed_get_status(struct v8scope_feed *feed);

/* Once it has failed: why, and the status to end with; the caller frees it. */
GError *v8scope_feed_copy_error(struct v8scope_feed *feed);

/* What was read so far says; the caller owns it. */
struct v8scope_report *v8scope_feed_build_report(struct v8scope_feed *feed);

#endif
