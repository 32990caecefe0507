/* SPDX-License-Identifier: MIT */
#include "history.h"

#include "report.h"
#include "thinned.h"

/* Of each kind; one less, because the last moment comes in any case. */
#define MAX_KEPT (V8SCOPE_MODEL_HISTORY_MAX / 2 - 1)

struct v8scope_model_history {
	struct v8scope_model_thinned full;
	struct v8scope_model_thinned minor;
	struct v8scope_moment last;
};

static const struct v8scope_moment *moment_at(const GArray *moments, guint index)
{
	return &g_array_index(moments, struct v8scope_moment, index);
}

struct v8scope_model_history *v8scope_model_history_create(void)
{
	struct v8scope_model_history *history = g_new0(struct v8scope_model_history, 1);

	v8scope_model_thinned_init(&history->full, sizeof(struct v8scope_moment), MAX_KEPT);
	v8scope_model_thinned_init(&history->minor, sizeof(struct v8scope_moment), MAX_KEPT);
	return history;
}

void v8scope_model_history_destroy(struct v8scope_model_history *history)
{
	if (history) {
		v8scope_model_thinned_fini(&history->full);
		v8scope_model_thinned_fini(&history->minor);
		g_free(history);
	}
}

void v8scope_model_history_add(
	struct v8scope_model_history *history, const struct v8scope_moment *moment)
{
	v8scope_model_thinned_add(moment->full_gc ? &history->full : &history->minor, moment);
	history->last = *moment;
}

/* The earlier of two, of which either may have no more. */
static const struct v8scope_moment *next_of(
	const GArray *full, guint *full_next, const GArray *minor, guint *minor_next)
{
	if (*minor_next == minor->len ||
		(*full_next < full->len && moment_at(full, *full_next)->ts_ns <=
						   moment_at(minor, *minor_next)->ts_ns)) {
		return moment_at(full, (*full_next)++);
	}
	return moment_at(minor, (*minor_next)++);
}

GArray *v8scope_model_history_choose(const struct v8scope_model_history *history)
{
	const GArray *full = history->full.kept;
	const GArray *minor = history->minor.kept;
	GArray *chosen = g_array_new(FALSE, FALSE, sizeof(struct v8scope_moment));
	guint full_next = 0, minor_next = 0;

	while (full_next + minor_next < full->len + minor->len) {
		g_array_append_val(chosen, *next_of(full, &full_next, minor, &minor_next));
	}
	if (chosen->len > 0 && moment_at(chosen, chosen->len - 1)->ts_ns < history->last.ts_ns) {
		g_array_append_val(chosen, history->last);
	}
	return chosen;
}
