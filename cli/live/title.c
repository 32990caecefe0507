/* SPDX-License-Identifier: MIT */
#include "title.h"

#include "units.h"

/* A relay daemon that is alive answers many times a second. */
static const int64_t silence_us = 5 * G_USEC_PER_SEC;

static char *describe_since(const struct v8scope_live_title *title, int64_t since_us)
{
	return v8scope_format_duration((uint64_t)MAX(title->now_us - since_us, 0) * 1000);
}

/* "... 7.0 s", if that moment is too long ago; NULL: it is not. */
static char *describe_silence(
	const struct v8scope_live_title *title, const char *what, int64_t since_us)
{
	char *since, *text;

	if (title->now_us - since_us <= silence_us) {
		return NULL;
	}
	since = describe_since(title, since_us);
	text = g_strdup_printf("%s %s", what, since);
	g_free(since);
	return text;
}

/* Why what is shown may not be of now; NULL: nothing is wrong. */
static char *describe_trouble(const struct v8scope_live_title *title)
{
	char *silence;

	if (title->is_ending) {
		return g_strdup("waiting for the command to end (q: kill it)");
	}
	if (title->has_ended) {
		return g_strdup("the command has ended; reading the rest");
	}
	if (title->feed.state == V8SCOPE_FEED_STATE_FAILED) {
		return g_strdup("the relay daemon is gone: this is the last that was seen");
	}
	silence = describe_silence(
		title, "the relay daemon has not answered for", title->feed.answered_us);
	if (silence) {
		return silence;
	}
	if (title->feed.event_us == 0) {
		return g_strdup("waiting for events");
	}
	silence = describe_silence(title, "no event for", title->feed.event_us);
	if (!silence && title->no_names) {
		return g_strdup("for names: lttng regenerate statedump");
	}
	return silence;
}

char *v8scope_live_title_describe(const struct v8scope_live_title *title)
{
	char *since = describe_since(title, title->started_us);
	char *trouble = describe_trouble(title);
	GString *text = g_string_new("v8scope live");

	g_string_append_printf(text, "  %s", since);
	if (title->is_held) {
		g_string_append(text, "  held");
	}
	if (title->lost_events) {
		g_string_append(text, "  events were lost");
	}
	if (trouble) {
		g_string_append_printf(text, "  %s", trouble);
	}
	g_free(trouble);
	g_free(since);
	return g_string_free(text, FALSE);
}
