/* SPDX-License-Identifier: MIT */
#include "channels.h"

#include <sys/statvfs.h>
#include <unistd.h>

#include "../exit_status.h"
#include "../units.h"
#include "rings.h"

#define STATE_CHANNEL "v8-state"
#define DETAIL_CHANNEL "v8-detail"
#define LOADED_CHANNEL "v8-loaded"
#define STACKS_CHANNEL "v8-stacks"
#define METADATA_CHANNEL "metadata" /* LTTng's own */

static const uint64_t min_subbuf_size = 64 * 1024;
static const uint64_t metadata_subbufs = 2;

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

static const char *const ring_channels[V8SCOPE_RINGS] = {
	[V8SCOPE_RING_LOADED] = LOADED_CHANNEL,
	[V8SCOPE_RING_STACKS] = STACKS_CHANNEL,
	[V8SCOPE_RING_STATE] = STATE_CHANNEL,
	[V8SCOPE_RING_DETAIL] = DETAIL_CHANNEL,
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

/* Besides, in rings of their own. */
static const struct context_rule ring_context_rules[] = {
	{LOADED_CHANNEL, V8SCOPE_DETAIL_CENSUS, LTTNG_EVENT_CONTEXT_VPID},
	{LOADED_CHANNEL, V8SCOPE_DETAIL_CENSUS, LTTNG_EVENT_CONTEXT_VTID},
	{STACKS_CHANNEL, V8SCOPE_DETAIL_CENSUS, LTTNG_EVENT_CONTEXT_VPID},
	{STACKS_CHANNEL, V8SCOPE_DETAIL_CENSUS, LTTNG_EVENT_CONTEXT_VTID},
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

/* The same events in rings, but for those of enable_state_ring(). */
static const struct event_rule ring_event_rules[] = {
	{LOADED_CHANNEL, V8SCOPE_DETAIL_CENSUS, "lttng_ust_statedump:*", LTTNG_EVENT_LOGLEVEL_ALL,
		-1},
	{LOADED_CHANNEL, V8SCOPE_DETAIL_CENSUS, "lttng_ust_lib:*", LTTNG_EVENT_LOGLEVEL_ALL, -1},
	{LOADED_CHANNEL, V8SCOPE_DETAIL_CENSUS, "lttng_ust_dl:*", LTTNG_EVENT_LOGLEVEL_ALL, -1},
	{LOADED_CHANNEL, V8SCOPE_DETAIL_CENSUS, "v8:isolate_attach", LTTNG_EVENT_LOGLEVEL_ALL, -1},
	{LOADED_CHANNEL, V8SCOPE_DETAIL_CENSUS, "v8:scope_cost", LTTNG_EVENT_LOGLEVEL_ALL, -1},
	{STACKS_CHANNEL, V8SCOPE_DETAIL_CENSUS, "v8:stack", LTTNG_EVENT_LOGLEVEL_ALL, -1},
	{STACKS_CHANNEL, V8SCOPE_DETAIL_CENSUS, "v8:javascript_*", LTTNG_EVENT_LOGLEVEL_ALL, -1},
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

/* LTTng makes buffers for each that there may be. */
static uint64_t count_cpus(void)
{
	long cpus = sysconf(_SC_NPROCESSORS_CONF);

	return cpus > 0 ? (uint64_t)cpus : 1;
}

/* What LTTng is to make, as it wants it. */
struct channel_spec {
	const char *name;
	bool overwrite;
	bool no_loss;
	unsigned int flush_us;
	uint64_t subbuf_size;
	uint64_t num_subbuf;
};

static bool create_channel(
	struct lttng_handle *handle, const struct channel_spec *spec, GError **error)
{
	struct lttng_channel *channel = lttng_channel_create(&handle->domain);
	int ret = 0;

	if (!channel) {
		return set_error(error, "channel", spec->name, -LTTNG_ERR_NOMEM);
	}
	g_strlcpy(channel->name, spec->name, sizeof(channel->name));
	channel->enabled = 1;
	channel->attr.overwrite = spec->overwrite;
	channel->attr.subbuf_size = spec->subbuf_size;
	channel->attr.num_subbuf = spec->num_subbuf;
	channel->attr.switch_timer_interval = spec->flush_us;
	if (spec->no_loss) {
		ret = lttng_channel_set_blocking_timeout(channel, blocking_timeout_us);
	}
	if (ret == 0) {
		ret = lttng_enable_channel(handle, channel);
	}
	lttng_channel_destroy(channel);
	return ret == 0 || set_error(error, "channel", spec->name, ret);
}

static bool add_context(
	struct lttng_handle *handle, const struct context_rule *rule, GError **error)
{
	struct lttng_event_context context = {.ctx = rule->context};
	int ret = lttng_add_context(handle, &context, NULL, rule->channel);

	return ret == 0 || set_error(error, "the contexts of channel", rule->channel, ret);
}

/* `filter` and `except`, the names that `rule` does not mean, up to NULL, may be NULL. */
static bool enable_some_events(struct lttng_handle *handle, const struct event_rule *rule,
	const char *filter, char **except, GError **error)
{
	struct lttng_event *event = lttng_event_create();

	if (!event) {
		return set_error(error, "event rule", rule->pattern, -LTTNG_ERR_NOMEM);
	}
	event->type = LTTNG_EVENT_TRACEPOINT;
	g_strlcpy(event->name, rule->pattern, sizeof(event->name));
	event->loglevel_type = rule->loglevel_type;
	event->loglevel = rule->loglevel;
	int ret = lttng_enable_event_with_exclusions(handle, event, rule->channel, filter,
		except ? (int)g_strv_length(except) : 0, except);
	lttng_event_destroy(event);
	return ret == 0 || set_error(error, "event rule", rule->pattern, ret);
}

static bool enable_event(struct lttng_handle *handle, const struct event_rule *rule, GError **error)
{
	return enable_some_events(handle, rule, NULL, NULL, error);
}

static bool add_contexts(struct lttng_handle *handle, const struct context_rule *rules,
	size_t count, enum v8scope_detail detail, GError **error)
{
	for (size_t i = 0; i < count; i++) {
		if (detail >= rules[i].from && !add_context(handle, &rules[i], error)) {
			return false;
		}
	}
	return true;
}

static bool enable_events(struct lttng_handle *handle, const struct event_rule *rules, size_t count,
	enum v8scope_detail detail, GError **error)
{
	for (size_t i = 0; i < count; i++) {
		if (detail >= rules[i].from && !enable_event(handle, &rules[i], error)) {
			return false;
		}
	}
	return true;
}

/*
 * As LTTng makes it, but written all the time and not when the session ends: without it, what a
 * session daemon that is killed has written of the trace could not be read.
 */
static bool create_metadata(struct lttng_handle *handle, unsigned int flush_us, GError **error)
{
	const struct channel_spec spec = {
		.name = METADATA_CHANNEL,
		.flush_us = flush_us,
		.subbuf_size = (uint64_t)sysconf(_SC_PAGESIZE),
		.num_subbuf = metadata_subbufs,
	};

	return create_channel(handle, &spec, error);
}

bool v8scope_channels_create(struct lttng_handle *handle, enum v8scope_detail detail, bool no_loss,
	unsigned int flush_us, GError **error)
{
	if (flush_us > 0 && !create_metadata(handle, flush_us, error)) {
		return false;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(channel_rules); i++) {
		const struct channel_rule *rule = &channel_rules[i];
		const struct channel_spec spec = {
			.name = rule->name,
			.no_loss = no_loss,
			.flush_us = flush_us,
			.subbuf_size = v8scope_channels_subbuf_size(
				rule->subbuf_size, rule->num_subbuf, rule->memory, count_cpus()),
			.num_subbuf = rule->num_subbuf,
		};

		if (detail >= rule->from && !create_channel(handle, &spec, error)) {
			return false;
		}
	}
	return add_contexts(handle, context_rules, G_N_ELEMENTS(context_rules), detail, error) &&
	       enable_events(handle, event_rules, G_N_ELEMENTS(event_rules), detail, error);
}

/* Before LTTng finds out, which says nothing of it and records nothing. */
static bool check_ring_memory(enum v8scope_detail detail, uint64_t bytes, GError **error)
{
	static const char shared_memory[] = "/dev/shm";
	uint64_t minimum =
		v8scope_rings_minimum(detail, count_cpus(), (uint64_t)sysconf(_SC_PAGESIZE));
	struct statvfs fs;
	char *size;

	if (bytes < minimum) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"record: --flight-recorder: expected at least %" G_GUINT64_FORMAT
			"K on this machine: each of its %" G_GUINT64_FORMAT " CPUs has its own",
			(minimum + 1023) / 1024, count_cpus());
		return false;
	}
	if (statvfs(shared_memory, &fs) != 0 || bytes <= (uint64_t)fs.f_bavail * fs.f_frsize) {
		return true;
	}
	size = v8scope_format_size((uint64_t)fs.f_bavail * fs.f_frsize);
	g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACING,
		"record: --flight-recorder: %s, where LTTng keeps its buffers, has room for %s",
		shared_memory, size);
	g_free(size);
	return false;
}

/* Minor collections are left out: they are many, and would soon be all that there is. */
static bool enable_state_ring(struct lttng_handle *handle, GError **error)
{
	/* V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT of tracepoints/v8_events.h. */
	static const char full[] = "type == 3";
	static char *elsewhere[] = {(char *)"v8:isolate_attach", (char *)"v8:scope_cost",
		(char *)"v8:stack", (char *)"v8:javascript_*", (char *)"v8:gc_begin",
		(char *)"v8:gc_end", NULL};
	static const struct event_rule state = {STATE_CHANNEL, V8SCOPE_DETAIL_CENSUS, "v8:*",
		LTTNG_EVENT_LOGLEVEL_RANGE, LTTNG_LOGLEVEL_INFO};
	static const struct event_rule gc_begin = {
		STATE_CHANNEL, V8SCOPE_DETAIL_CENSUS, "v8:gc_begin", LTTNG_EVENT_LOGLEVEL_ALL, -1};
	static const struct event_rule gc_end = {
		STATE_CHANNEL, V8SCOPE_DETAIL_CENSUS, "v8:gc_end", LTTNG_EVENT_LOGLEVEL_ALL, -1};

	return enable_some_events(handle, &state, NULL, elsewhere, error) &&
	       enable_some_events(handle, &gc_begin, full, NULL, error) &&
	       enable_some_events(handle, &gc_end, full, NULL, error);
}

bool v8scope_channels_create_rings(
	struct lttng_handle *handle, enum v8scope_detail detail, uint64_t bytes, GError **error)
{
	if (!check_ring_memory(detail, bytes, error)) {
		return false;
	}
	for (int ring = 0; ring < V8SCOPE_RINGS; ring++) {
		const struct channel_spec spec = {
			.name = ring_channels[ring],
			.overwrite = true,
			.subbuf_size = v8scope_rings_subbuf_size(
				ring, detail, bytes, count_cpus(), (uint64_t)sysconf(_SC_PAGESIZE)),
			.num_subbuf = v8scope_rings_num_subbuf(ring),
		};

		if (spec.subbuf_size > 0 && !create_channel(handle, &spec, error)) {
			return false;
		}
	}
	return add_contexts(handle, context_rules, G_N_ELEMENTS(context_rules), detail, error) &&
	       add_contexts(handle, ring_context_rules, G_N_ELEMENTS(ring_context_rules), detail,
		       error) &&
	       enable_events(
		       handle, ring_event_rules, G_N_ELEMENTS(ring_event_rules), detail, error) &&
	       enable_state_ring(handle, error);
}

bool v8scope_channels_explain(struct lttng_handle *handle, GError **error)
{
	static const struct event_rule rule = {STATE_CHANNEL, V8SCOPE_DETAIL_CENSUS, "v8:*",
		LTTNG_EVENT_LOGLEVEL_SINGLE, LTTNG_LOGLEVEL_DEBUG_PROCESS};

	return enable_event(handle, &rule, error);
}
