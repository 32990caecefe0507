/* SPDX-License-Identifier: MIT */
#include "gaps.h"

#include "isolate_walk.h"

static struct v8scope_optional known(int64_t value)
{
	return (struct v8scope_optional){.known = true, .value = value};
}

static void add_moment(
	struct v8scope_report_isolate *report, enum v8scope_gap_kind kind, int64_t at_ns)
{
	struct v8scope_gap *gap = v8scope_report_isolate_add_gap(report);

	gap->kind = kind;
	gap->at_ns = known(at_ns);
}

static void add_count(
	struct v8scope_report_isolate *report, enum v8scope_gap_kind kind, uint64_t count)
{
	struct v8scope_gap *gap;

	if (count > 0) {
		gap = v8scope_report_isolate_add_gap(report);
		gap->kind = kind;
		gap->count = known((int64_t)count);
	}
}

/* Of V8's own scopes, which hold next to nothing, nobody wants to know. */
static bool is_opening_unknown(const struct v8scope_holder *holder)
{
	return holder->handles.value >= V8SCOPE_MODEL_INSIGNIFICANT_HANDLES &&
	       holder->kind == V8SCOPE_HOLDER_KIND_HANDLE_SCOPE && !holder->opened_at_ns.known;
}

static bool is_stack_missing(const struct v8scope_holder *holder)
{
	return holder->stack_lost;
}

static bool is_nameless(const struct v8scope_holder *holder)
{
	return holder->opened.ip != 0 && !holder->opened.module;
}

static uint64_t count_holders(const struct v8scope_report_isolate *report,
	bool (*is_counted)(const struct v8scope_holder *holder))
{
	uint64_t count = 0;

	for (guint i = 0; i < report->holders->len; i++) {
		count += is_counted(g_ptr_array_index(report->holders, i)) ? 1 : 0;
	}
	return count;
}

void v8scope_gaps_find(
	struct v8scope_report_isolate *report, const struct v8scope_model_isolate *isolate)
{
	if (!isolate->attached || !isolate->start_told) {
		add_moment(report, V8SCOPE_GAP_KIND_NO_BEGINNING,
			isolate->told_from_ns ? isolate->told_from_ns : isolate->first_ns);
	} else if (isolate->found_in_use) {
		add_moment(report, V8SCOPE_GAP_KIND_BEGINS_LATE, isolate->first_ns);
	}
	if (!isolate->ended) {
		add_moment(report, V8SCOPE_GAP_KIND_NO_END,
			MAX(isolate->last_state_ns, isolate->first_ns));
	}
	add_count(report, V8SCOPE_GAP_KIND_CENSUSES_INCOMPLETE, isolate->incomplete);
	add_count(report, V8SCOPE_GAP_KIND_OPENINGS_UNKNOWN,
		count_holders(report, is_opening_unknown));
	add_count(report, V8SCOPE_GAP_KIND_STACKS_MISSING, count_holders(report, is_stack_missing));
}

static void for_each_isolate(struct v8scope_report *report,
	void (*add)(struct v8scope_report_isolate *isolate, uint64_t count), uint64_t count)
{
	struct v8scope_isolate_walk walk = v8scope_isolate_walk_begin(report);

	while (v8scope_isolate_walk_next(&walk)) {
		add(walk.isolate, count);
	}
}

static void add_nameless(struct v8scope_report_isolate *isolate, uint64_t ignored)
{
	(void)ignored;
	add_count(isolate, V8SCOPE_GAP_KIND_NAMES_MISSING, count_holders(isolate, is_nameless));
}

static void add_unread(struct v8scope_report_isolate *isolate, uint64_t streams)
{
	add_count(isolate, V8SCOPE_GAP_KIND_DETAIL_NOT_READ, streams);
}

void v8scope_gaps_find_nameless(struct v8scope_report *report)
{
	for_each_isolate(report, add_nameless, 0);
}

void v8scope_gaps_add_unread(struct v8scope_report *report, uint64_t streams)
{
	for_each_isolate(report, add_unread, streams);
}
