/* SPDX-License-Identifier: MIT */
#include "phases.h"

#include "model_private.h"

static const struct v8scope_model_epoch *epoch_at(
	const struct v8scope_attribution *attribution, guint index)
{
	return v8scope_attribution_epoch(attribution, index);
}

/* NULL: no phase begins then. */
static const struct v8scope_model_phase_mark *find_mark(
	const struct v8scope_model_process *process, int64_t ts_ns)
{
	for (guint i = 0; i < process->phases->len; i++) {
		const struct v8scope_model_phase_mark *mark = g_ptr_array_index(process->phases, i);

		if (mark->ts_ns == ts_ns) {
			return mark;
		}
	}
	return NULL;
}

/* The collection that the mark at `ts_ns` asked for; false: another mark came before it. */
static bool find_asked_for(
	const struct v8scope_attribution *attribution, int64_t ts_ns, guint *index)
{
	const struct v8scope_model_phase_mark *mark =
		find_mark(attribution->isolate->process, ts_ns);

	for (guint i = 0; mark && i < attribution->epochs->len; i++) {
		const struct v8scope_model_epoch *epoch = epoch_at(attribution, i);

		if (epoch->ts_ns >= ts_ns && epoch->cause == V8SCOPE_CAUSE_MARK) {
			*index = i;
			return epoch->ts_ns < mark->next_ns;
		}
	}
	return false;
}

/* Which epochs stand for the phase's ends, the later one not before the other. */
static bool find_epochs(const struct v8scope_attribution *attribution,
	const struct v8scope_phase *phase, guint *first, guint *last)
{
	guint count = attribution->epochs->len;

	if (!attribution->bytes_known || count < 2 ||
		phase->end_ns <= epoch_at(attribution, 0)->ts_ns ||
		phase->begin_ns >= epoch_at(attribution, count - 1)->ts_ns) {
		return false;
	}
	*first = 0;
	*last = count - 1;
	if (phase->begin_ns > epoch_at(attribution, 0)->ts_ns &&
		!find_asked_for(attribution, phase->begin_ns, first)) {
		return false;
	}
	if (phase->end_ns < epoch_at(attribution, count - 1)->ts_ns &&
		!find_asked_for(attribution, phase->end_ns, last)) {
		return false;
	}
	return *first <= *last;
}

static void add_phase(
	struct v8scope_report_isolate *report, const char *name, int64_t begin_ns, int64_t end_ns)
{
	struct v8scope_phase *phase;

	if (begin_ns < end_ns) {
		phase = v8scope_report_isolate_add_phase(report);
		phase->name = g_strdup(name);
		phase->begin_ns = begin_ns;
		phase->end_ns = end_ns;
	}
}

static void divide_time(
	struct v8scope_report_isolate *report, const struct v8scope_model_isolate *isolate)
{
	const struct v8scope_model_process *process = isolate->process;
	int64_t end_ns = MIN(isolate->last_state_ns, process->phases_end_ns);
	int64_t begin_ns = isolate->first_ns;
	const char *name = NULL;

	for (guint i = 0; i < process->phases->len; i++) {
		const struct v8scope_model_phase_mark *mark = g_ptr_array_index(process->phases, i);

		add_phase(report, name, begin_ns, MIN(mark->ts_ns, end_ns));
		begin_ns = MAX(mark->ts_ns, isolate->first_ns);
		name = mark->name;
	}
	add_phase(report, name, begin_ns, end_ns);
}

static struct v8scope_optional known(int64_t value)
{
	return (struct v8scope_optional){.known = true, .value = value};
}

void v8scope_phases_add(
	struct v8scope_report_isolate *report, const struct v8scope_attribution *attribution)
{
	if (attribution->isolate->process->phases->len == 0) {
		return;
	}
	divide_time(report, attribution->isolate);
	for (guint i = 0; i < report->phases->len; i++) {
		struct v8scope_phase *phase = g_ptr_array_index(report->phases, i);
		guint first, last;

		if (find_epochs(attribution, phase, &first, &last)) {
			phase->growth_bytes = known(
				(int64_t)(attribution->used[last] - attribution->used[first]));
			phase->handle_growth =
				known((int64_t)epoch_at(attribution, last)->handles -
					(int64_t)epoch_at(attribution, first)->handles);
		}
	}
}

void v8scope_phases_set_holder(struct v8scope_holder *holder,
	const struct v8scope_report_isolate *report, const struct v8scope_attribution *attribution,
	const struct v8scope_candidate *candidate)
{
	holder->phase_handles = g_new0(uint64_t, report->phases->len);
	holder->phase_handles_count = report->phases->len;
	for (guint i = 0; i < report->phases->len; i++) {
		const struct v8scope_phase *phase = g_ptr_array_index(report->phases, i);
		guint first, last;

		holder->phase_handles[i] = V8SCOPE_UNKNOWN_GROWTH;
		if (find_epochs(attribution, phase, &first, &last)) {
			holder->phase_handles[i] = (uint64_t)((int64_t)candidate->handles[last] -
							      (int64_t)candidate->handles[first]);
		}
	}
}
