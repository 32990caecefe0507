/* SPDX-License-Identifier: MIT */
#include "history.h"

#include "report.h"

/* Of each kind; one less, because the last moment comes in any case. */
#define MAX_KEPT (V8SCOPE_MODEL_HISTORY_MAX / 2 - 1)

/* An even selection of what was added. */
struct selection {
	GArray *kept;	  /* owned; of struct v8scope_moment */
	uint64_t stride;  /* one in so many is kept */
	uint64_t skipped; /* since the last that was */
};

struct v8scope_model_history {
	struct selection full;
	struct selection minor;
	struct v8scope_moment last;
};

static void selection_init(struct selection *selection)
{
	selection->kept = g_array_new(FALSE, FALSE, sizeof(struct v8scope_moment));
	selection->stride = 1;
}

static const struct v8scope_moment *moment_at(const GArray *moments, guint index)
{
	return &g_array_index(moments, struct v8scope_moment, index);
}

static void thin(struct selection *selection)
{
	guint kept = 0;

	for (guint i = 0; i < selection->kept->len; i += 2) {
		g_array_index(selection->kept, struct v8scope_moment, kept++) =
			*moment_at(selection->kept, i);
	}
	g_array_set_size(selection->kept, kept);
	selection->stride *= 2;
}

static void selection_add(struct selection *selection, const struct v8scope_moment *moment)
{
	if (++selection->skipped < selection->stride) {
		return;
	}
	selection->skipped = 0;
	if (selection->kept->len == MAX_KEPT) {
		thin(selection);
	}
	g_array_append_val(selection->kept, *moment);
}

struct v8scope_model_history *v8scope_model_history_create(void)
{
	struct v8scope_model_history *history = g_new0(struct v8scope_model_history, 1);

	selection_init(&history->full);
	selection_init(&history->minor);
	return history;
}

void v8scope_model_history_destroy(struct v8scope_model_history *history)
{
	if (history) {
		g_array_unref(history->full.kept);
		g_array_unref(history->minor.kept);
		g_free(history);
	}
}

void v8scope_model_history_add(
	struct v8scope_model_history *history, const struct v8scope_moment *moment)
{
	selection_add(moment->full_gc ? &history->full : &history->minor, moment);
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
