/* SPDX-License-Identifier: MIT */
#include "channels.h"

#include <unistd.h>

#include "../exit_status.h"

#define STATE_CHANNEL "v8-state"
#define DETAIL_CHANNEL "v8-detail"

static const uint64_t min_subbuf_size = 64 * 1024;

/* Sizes are in bytes; those of sub-buffers, and their number, are powers of 2. */
struct channel_rule {
	const char *name;
	enum v8scope_detail from; /* made at this detail and above */
	uint64_t subbuf_size;	  /* at most */
	uint64_t num_subbuf;	  /* each CPU's */
	uint64_t memory;	  /* of all CPUs: with many, sub-buffers are smaller */
};

static const struct channel_rule channel_rules[] = {
	{STATE_CHANNEL, V8SCOPE_DETAIL_CENSUS, 512 * 1024, 4, 32 * 1024 * 1024},
	{DETAIL_CHANNEL, V8SCOPE_DETAIL_SCOPES, 1024 * 1024, 8, 64 * 1024 * 1024},
};

struct context_rule {
	const char *channel;
	enum v8scope_detail from;
	enum lttng_event_context_type context;
};

static const struct context_rule context_rules[] = {
	{STATE_CHANNEL, V8SCOPE_DETAIL_CENSUS, LTTNG_EVENT_CONTEXT_VPID},
	{STATE_CHANNEL, V8SCOPE_DETAIL_CENSUS, LTTNG_EVENT_CONTEXT_VTID},
	{STATE_CHANNEL, V8SCOPE_DETAIL_CENSUS, LTTNG_EVENT_CONTEXT_PROCNAME},
	{DETAIL_CHANNEL, V8SCOPE_DETAIL_SCOPES, LTTNG_EVENT_CONTEXT_VPID},
	{DETAIL_CHANNEL, V8SCOPE_DETAIL_SCOPES, LTTNG_EVENT_CONTEXT_VTID},
};

/* Log levels are those that tracepoints/v8_tracepoints.h gives the events. */
struct event_rule {
	const char *channel;
	enum v8scope_detail from;
	const char *pattern;
	enum lttng_loglevel_type loglevel_type;
	int loglevel;
};

static const struct event_rule event_rules[] = {
	{STATE_CHANNEL, V8SCOPE_DETAIL_CENSUS, "v8:*", LTTNG_EVENT_LOGLEVEL_RANGE,
		LTTNG_LOGLEVEL_INFO},
	/* Where which object is loaded: addresses become functions and lines by it. */
	{STATE_CHANNEL, V8SCOPE_DETAIL_CENSUS, "lttng_ust_statedump:*", LTTNG_EVENT_LOGLEVEL_ALL,
		-1},
	{STATE_CHANNEL, V8SCOPE_DETAIL_CENSUS, "lttng_ust_lib:*", LTTNG_EVENT_LOGLEVEL_ALL, -1},
	{STATE_CHANNEL, V8SCOPE_DETAIL_CENSUS, "lttng_ust_dl:*", LTTNG_EVENT_LOGLEVEL_ALL, -1},
	{DETAIL_CHANNEL, V8SCOPE_DETAIL_SCOPES, "v8:*", LTTNG_EVENT_LOGLEVEL_SINGLE,
		LTTNG_LOGLEVEL_DEBUG_FUNCTION},
	{DETAIL_CHANNEL, V8SCOPE_DETAIL_HANDLES, "v8:*", LTTNG_EVENT_LOGLEVEL_SINGLE,
		LTTNG_LOGLEVEL_DEBUG_LINE},
};

/*
 * How long a program waits for a free buffer: longer than disks stall. Not for
 * ever, which is what a full disk would make of it.
 */
static const int64_t blocking_timeout_us = 10 * 1000 * 1000;

static bool set_error(GError **error, const char *kind, const char *name, int code)
{
	g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACING,
		"cannot set up %s %s of the tracing session: %s", kind, name, lttng_strerror(code));
	return false;
}

uint64_t v8scope_channels_subbuf_size(
	uint64_t largest, uint64_t num_subbuf, uint64_t memory, uint64_t cpus)
{
	uint64_t size = largest;

	while (size > min_subbuf_size && size * num_subbuf * cpus > memory) {
		size /= 2;
	}
	return size;
}

static uint64_t choose_subbuf_size(const struct channel_rule *rule)
{
	long cpus = sysconf(_SC_NPROCESSORS_CONF);

	return v8scope_channels_subbuf_size(
		rule->subbuf_size, rule->num_subbuf, rule->memory, cpus > 0 ? (uint64_t)cpus : 1);
}

static bool create_channel(
	struct lttng_handle *handle, const struct channel_rule *rule, bool no_loss, GError **error)
{
	struct lttng_channel *channel = lttng_channel_create(&handle->domain);
	int ret = 0;

	if (!channel) {
		return set_error(error, "channel", rule->name, -LTTNG_ERR_NOMEM);
	}
	g_strlcpy(channel->name, rule->name, sizeof(channel->name));
	channel->enabled = 1;
	channel->attr.overwrite = 0;
	channel->attr.subbuf_size = choose_subbuf_size(rule);
	channel->attr.num_subbuf = rule->num_subbuf;
	if (no_loss) {
		ret = lttng_channel_set_blocking_timeout(channel, blocking_timeout_us);
	}
	if (ret == 0) {
		ret = lttng_enable_channel(handle, channel);
	}
	lttng_channel_destroy(channel);
	return ret == 0 || set_error(error, "channel", rule->name, ret);
}

static bool add_context(
	struct lttng_handle *handle, const struct context_rule *rule, GError **error)
{
	struct lttng_event_context context = {.ctx = rule->context};
	int ret = lttng_add_context(handle, &context, NULL, rule->channel);

	return ret == 0 || set_error(error, "the contexts of channel", rule->channel, ret);
}

static bool enable_event(struct lttng_handle *handle, const struct event_rule *rule, GError **error)
{
	struct lttng_event *event = lttng_event_create();

	if (!event) {
		return set_error(error, "event rule", rule->pattern, -LTTNG_ERR_NOMEM);
	}
	event->type = LTTNG_EVENT_TRACEPOINT;
	g_strlcpy(event->name, rule->pattern, sizeof(event->name));
	event->loglevel_type = rule->loglevel_type;
	event->loglevel = rule->loglevel;
	int ret = lttng_enable_event(handle, event, rule->channel);
	lttng_event_destroy(event);
	return ret == 0 || set_error(error, "event rule", rule->pattern, ret);
}

bool v8scope_channels_create(
	struct lttng_handle *handle, enum v8scope_detail detail, bool no_loss, GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(channel_rules); i++) {
		if (detail >= channel_rules[i].from &&
			!create_channel(handle, &channel_rules[i], no_loss, error)) {
			return false;
		}
	}
	for (size_t i = 0; i < G_N_ELEMENTS(context_rules); i++) {
		if (detail >= context_rules[i].from &&
			!add_context(handle, &context_rules[i], error)) {
			return false;
		}
	}
	for (size_t i = 0; i < G_N_ELEMENTS(event_rules); i++) {
		if (detail >= event_rules[i].from &&
			!enable_event(handle, &event_rules[i], error)) {
			return false;
		}
	}
	return true;
}

bool v8scope_channels_explain(struct lttng_handle *handle, GError **error)
{
	static const struct event_rule rule = {STATE_CHANNEL, V8SCOPE_DETAIL_CENSUS, "v8:*",
		LTTNG_EVENT_LOGLEVEL_SINGLE, LTTNG_LOGLEVEL_DEBUG_PROCESS};

	return enable_event(handle, &rule, error);
}
