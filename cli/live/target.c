/* SPDX-License-Identifier: MIT */
#include "target.h"

#include <stdbool.h>
#include <string.h>

#include "../exit_status.h"
#include "feed.h"

/* What follows the relay daemon's address: "/host/NODE/SESSION". NULL: nothing does. */
static const char *session_path(const char *url)
{
	return strstr(url, "/host/");
}

/* The session that is meant: the one that the URL names, or the only one. NULL: neither. */
static const struct v8scope_feed_session *choose_session(const char *url, GPtrArray *sessions)
{
	const char *path = session_path(url);

	if (!path) {
		return sessions->len == 1 ? g_ptr_array_index(sessions, 0) : NULL;
	}
	for (guint i = 0; i < sessions->len; i++) {
		const struct v8scope_feed_session *session = g_ptr_array_index(sessions, i);

		if (session->url && g_strcmp0(session_path(session->url), path) == 0) {
			return session;
		}
	}
	return NULL;
}

static void set_no_session(const char *url, GPtrArray *sessions, GError **error)
{
	GString *others = g_string_new(sessions->len == 0 ? "there is none; 'lttng create --live "
							    "--set-url=net://HOST' makes one"
							  : "there are:");

	for (guint i = 0; i < sessions->len; i++) {
		const struct v8scope_feed_session *session = g_ptr_array_index(sessions, i);

		g_string_append_printf(others, " %s", session->url ? session->url : "?");
	}
	g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_RELAY, "%s: %s: %s", url,
		session_path(url) ? "no such live session" : "expected the URL of a live session",
		others->str);
	g_string_free(others, TRUE);
}

char *v8scope_live_find_session(const char *url, GError **error)
{
	const char *path = session_path(url);
	char *address = path ? g_strndup(url, (size_t)(path - url)) : g_strdup(url);
	GPtrArray *sessions = v8scope_feed_list_sessions(address, error);
	char *found = NULL;

	if (sessions) {
		const struct v8scope_feed_session *session = choose_session(url, sessions);

		if (session) {
			found = g_strdup(session->url);
		} else {
			set_no_session(url, sessions, error);
		}
		g_ptr_array_unref(sessions);
	}
	g_free(address);
	return found;
}
