/* SPDX-License-Identifier: MIT */
/* Turns what the model knows into a report. */
#include "attribution.h"
#include "describe.h"
#include "gaps.h"
#include "model_private.h"
#include "phases.h"

static struct v8scope_optional known(int64_t value)
{
	return (struct v8scope_optional){.known = true, .value = value};
}

/* Less than this, kept by few handles, is what every program has. */
#define MIN_EXACT_BYTES (64 * 1024)

/* Few handles may keep much: only a snapshot tells. */
static bool keeps_much(
	const struct v8scope_attribution *attribution, const struct v8scope_candidate *candidate)
{
	return attribution->exact && attribution->exact_growth &&
	       candidate->high.value >= MIN_EXACT_BYTES;
}

/* Has it gained, does it hold much, or is it open when it is assessed? */
static bool is_worth_listing(
	const struct v8scope_attribution *attribution, const struct v8scope_candidate *candidate)
{
	if (candidate->growing || keeps_much(attribution, candidate)) {
		return true;
	}
	if (candidate->scope && candidate->shown) {
		return true;
	}
	if (candidate->scope && candidate->scope->absent) {
		return candidate->scope->max_handles >= V8SCOPE_MODEL_PILE_HANDLES;
	}
	return candidate->held >= V8SCOPE_MODEL_INSIGNIFICANT_HANDLES;
}

/* The candidate's handles at the epochs, or at an even selection of them. */
static void set_series(struct v8scope_holder *holder, const struct v8scope_attribution *attribution,
	const struct v8scope_candidate *candidate)
{
	guint epochs = attribution->epochs->len;
	guint count = MIN(epochs, V8SCOPE_MAX_SERIES);

	holder->series_ns = g_new0(uint64_t, count);
	holder->series_handles = g_new0(uint64_t, count);
	holder->series_ns_count = count;
	holder->series_handles_count = count;
	for (guint i = 0; i < count; i++) {
		guint epoch = count > 1 ? (guint)((uint64_t)i * (epochs - 1) / (count - 1)) : 0;

		holder->series_ns[i] =
			(uint64_t)v8scope_attribution_epoch(attribution, epoch)->ts_ns;
		holder->series_handles[i] = (uint64_t)MAX(candidate->handles[epoch], 0);
	}
}

static void set_began(
	struct v8scope_holder *holder, const struct v8scope_model_rise *rise, int64_t gain)
{
	int64_t after_ns, before_ns;

	if (gain >= V8SCOPE_MODEL_INSIGNIFICANT_HANDLES &&
		v8scope_model_rise_find(rise, gain, &after_ns, &before_ns)) {
		holder->began_after_ns = known(after_ns);
		holder->began_before_ns = known(before_ns);
	}
}

static void forget_curve(struct v8scope_curve *curve)
{
	g_clear_pointer(&curve->cells, g_free);
	curve->cell_count = 0;
}

/* What is known of the first of many scopes only says nothing of the others. */
static void forget_single(struct v8scope_holder *holder)
{
	g_ptr_array_set_size(holder->types, 0);
	g_clear_pointer(&holder->frame_ips, g_free);
	holder->frame_count = 0;
	v8scope_promise_facts_clear(&holder->promises);
	forget_curve(&holder->promise_curve);
}

/* What is well as it is needs no advice, whatever else is wrong. */
static bool needs_advice(
	const struct v8scope_report_isolate *report, const struct v8scope_candidate *candidate)
{
	return report->verdict != V8SCOPE_VERDICT_OK && !candidate->recurring &&
	       !candidate->bounded;
}

static struct v8scope_holder *add_holder(struct v8scope_report_isolate *report,
	const struct v8scope_attribution *attribution, const struct v8scope_candidate *candidate)
{
	const struct v8scope_model_isolate *isolate = attribution->isolate;
	struct v8scope_holder *holder = v8scope_report_isolate_add_holder(report, candidate->kind);

	holder->live = !isolate->disposed;
	if (candidate->scope) {
		v8scope_describe_scope(holder, isolate, candidate->scope);
		if (candidate->unclosed) {
			/* What nobody closes dies with its isolate: it was open to the end. */
			holder->live = !candidate->scope->absent;
			forget_single(holder);
		} else {
			set_began(holder, &candidate->scope->rise, candidate->gain);
		}
	} else if (candidate->global) {
		v8scope_describe_global(holder, isolate, candidate->global);
		set_began(holder, &candidate->global->rise, candidate->gain);
		v8scope_model_curve_copy(&holder->balance, &candidate->global->balance);
	}
	v8scope_candidate_set_fix(holder, attribution, candidate);
	v8scope_phases_set_holder(holder, report, attribution, candidate);
	set_series(holder, attribution, candidate);
	holder->handles = known((int64_t)candidate->held);
	holder->handle_growth = known(candidate->gain);
	holder->growth_bytes = candidate->bytes;
	holder->growth_low = candidate->low;
	holder->growth_high = candidate->high;
	holder->separable = v8scope_candidate_is_separable(attribution, candidate);
	if (attribution->growth > 0 && candidate->bytes.known) {
		holder->share = (double)candidate->bytes.value / (double)attribution->growth;
	}
	if (needs_advice(report, candidate)) {
		holder->advice = v8scope_candidate_advice(candidate);
	}
	return holder;
}

/* Less of the growth is not worth looking for. */
#define MIN_ADVICE_SHARE 0.01

static void add_javascript(
	struct v8scope_report_isolate *report, const struct v8scope_attribution *attribution)
{
	struct v8scope_holder *holder;

	if (attribution->javascript <= 0) {
		return;
	}
	holder = v8scope_report_isolate_add_holder(report, V8SCOPE_HOLDER_KIND_JAVASCRIPT);
	holder->live = !attribution->isolate->disposed;
	holder->growth_bytes = known(attribution->javascript);
	holder->growth_low = known(attribution->javascript_low);
	holder->growth_high = known(attribution->javascript_high);
	holder->separable = v8scope_javascript_is_separable(attribution);
	holder->share = (double)attribution->javascript / (double)attribution->growth;
	v8scope_exact_set_javascript(holder, attribution);
	if (report->verdict != V8SCOPE_VERDICT_OK && report->verdict != V8SCOPE_VERDICT_LATENT &&
		holder->share >= MIN_ADVICE_SHARE) {
		holder->advice = v8scope_javascript_advice();
	}
}

/* A holder whose bytes are unknown ranks by what they may be. */
static int64_t rank(const struct v8scope_holder *holder)
{
	if (holder->growth_bytes.known) {
		return holder->growth_bytes.value;
	}
	return holder->growth_high.known ? holder->growth_high.value : 0;
}

/* In a latent leak what piles up are handles, not bytes. */
static int compare_piles(const void *a, const void *b)
{
	const struct v8scope_holder *left = *(const struct v8scope_holder *const *)a;
	const struct v8scope_holder *right = *(const struct v8scope_holder *const *)b;
	int64_t difference = right->handle_growth.value - left->handle_growth.value;

	return (difference > 0) - (difference < 0);
}

static int compare_holders(const void *a, const void *b)
{
	const struct v8scope_holder *left = *(const struct v8scope_holder *const *)a;
	const struct v8scope_holder *right = *(const struct v8scope_holder *const *)b;
	int64_t difference = rank(right) - rank(left);

	if (difference == 0) {
		difference = right->handle_growth.value - left->handle_growth.value;
	}
	if (difference == 0) {
		difference = right->handles.value - left->handles.value;
	}
	return (difference > 0) - (difference < 0);
}

/* Of each holder of the report the candidate's number; JavaScript has none. */
static GArray *find_places(const struct v8scope_report_isolate *report, GHashTable *numbers)
{
	GArray *places = g_array_new(FALSE, FALSE, sizeof(uint32_t));

	for (guint i = 0; i < report->holders->len; i++) {
		void *number;
		uint32_t place = UINT32_MAX;

		if (g_hash_table_lookup_extended(
			    numbers, g_ptr_array_index(report->holders, i), NULL, &number)) {
			place = GPOINTER_TO_UINT(number);
		}
		g_array_append_val(places, place);
	}
	return places;
}

static void add_holders(
	struct v8scope_report_isolate *report, const struct v8scope_attribution *attribution)
{
	GHashTable *numbers = g_hash_table_new(g_direct_hash, g_direct_equal);
	GArray *places;

	for (guint i = 0; i < attribution->candidates->len; i++) {
		const struct v8scope_candidate *candidate =
			v8scope_attribution_candidate(attribution, i);

		if (is_worth_listing(attribution, candidate)) {
			struct v8scope_holder *holder = add_holder(report, attribution, candidate);

			v8scope_exact_set_holder(holder, attribution, candidate, i);
			g_hash_table_insert(numbers, holder, GUINT_TO_POINTER(i));
		}
	}
	add_javascript(report, attribution);
	g_ptr_array_sort(report->holders,
		report->verdict == V8SCOPE_VERDICT_LATENT ? compare_piles : compare_holders);
	if (report->holders->len > V8SCOPE_REPORT_MAX_HOLDERS) {
		g_ptr_array_set_size(report->holders, V8SCOPE_REPORT_MAX_HOLDERS);
	}
	places = find_places(report, numbers);
	v8scope_exact_set_isolate(report, attribution, places);
	g_array_unref(places);
	g_hash_table_destroy(numbers);
}

/* Between the two moments that are compared. */
static void set_work(
	struct v8scope_report_isolate *report, const struct v8scope_attribution *attribution)
{
	guint count = attribution->epochs->len;
	const struct v8scope_model_epoch *first, *last;

	if (count < 2) {
		return;
	}
	first = v8scope_attribution_epoch(attribution, 0);
	last = v8scope_attribution_epoch(attribution, count - 1);
	if (last->census->ts_ns >= first->census->ts_ns) {
		report->assessed_ns = known(last->census->ts_ns - first->census->ts_ns);
	}
	if (last->census->checkpoints >= first->census->checkpoints) {
		report->assessed_checkpoints =
			known((int64_t)MIN(last->census->checkpoints - first->census->checkpoints,
				(uint64_t)INT64_MAX));
	}
}

static void set_figures(
	struct v8scope_report_isolate *report, const struct v8scope_attribution *attribution)
{
	const struct v8scope_model_isolate *isolate = attribution->isolate;
	guint count = attribution->epochs->len;

	report->v8_version = g_strdup(isolate->v8_version);
	report->gc_policy = g_strdup(isolate->gc_policy);
	report->heap_size_limit = isolate->heap_size_limit;
	report->near_heap_limit = isolate->near_heap_limit;
	report->full_gcs = isolate->full_gcs;
	if (attribution->assessed) {
		report->handles = known((int64_t)attribution->assessed->handles);
		report->unaccounted = known((int64_t)attribution->assessed->unaccounted);
	}
	if (attribution->bytes_known) {
		report->growth_bytes = known(attribution->growth);
		report->baseline_bytes = known((int64_t)attribution->used[0]);
		report->final_bytes = known((int64_t)attribution->used[count - 1]);
	}
	set_work(report, attribution);
	if (isolate->promises_seen) {
		/* With a single epoch nothing has grown, but somebody is alive. */
		v8scope_promise_facts_set(&report->promises, &isolate->promises,
			attribution->bytes_known
				? &v8scope_attribution_epoch(attribution, count - 1)->promises
				: &isolate->promises.seen);
		v8scope_model_curve_copy(&report->promise_curve, &isolate->promises.curve);
	}
}

static void set_moments(
	struct v8scope_report_isolate *report, const struct v8scope_model_isolate *isolate)
{
	GArray *moments = v8scope_model_history_choose(isolate->history);

	for (guint i = 0; i < moments->len; i++) {
		*v8scope_report_isolate_add_moment(report) =
			g_array_index(moments, struct v8scope_moment, i);
	}
	g_array_unref(moments);
}

static void set_marks(
	struct v8scope_report_process *report, const struct v8scope_model_process *process)
{
	for (guint i = 0; i < process->marks->len; i++) {
		const struct v8scope_report_mark *mark = g_ptr_array_index(process->marks, i);
		struct v8scope_report_mark *added = v8scope_report_process_add_mark(report);

		added->ts_ns = mark->ts_ns;
		added->name = g_strdup(mark->name);
	}
}

/* Counts of single events are not counts if some of the events are missing. */
static void forget_promises(struct v8scope_report_isolate *report)
{
	for (guint i = 0; i < report->holders->len; i++) {
		struct v8scope_holder *holder = g_ptr_array_index(report->holders, i);

		v8scope_promise_facts_clear(&holder->promises);
		forget_curve(&holder->promise_curve);
		holder->fix.escaped.known = false;
		holder->fix.promises_outlasting.known = false;
	}
	v8scope_promise_facts_clear(&report->promises);
	forget_curve(&report->promise_curve);
}

struct v8scope_report_isolate *v8scope_model_add_isolate_report(
	struct v8scope_report_process *process, const struct v8scope_model *model,
	const struct v8scope_model_isolate *isolate, const struct v8scope_exact_reader *reader)
{
	struct v8scope_report_isolate *report =
		v8scope_report_process_add_isolate(process, isolate->address);
	const struct v8scope_losses losses = {
		.discarded = model->discarded,
		.discarded_unknown = model->discarded_unknown,
		.truncated = model->truncated,
	};
	struct v8scope_attribution attribution;

	v8scope_attribution_init(&attribution, isolate, reader);
	set_figures(report, &attribution);
	set_moments(report, isolate);
	v8scope_phases_add(report, &attribution);
	v8scope_attribution_judge(&attribution, &losses, report);
	add_holders(report, &attribution);
	v8scope_gaps_find(report, isolate);
	if (losses.discarded > 0 || losses.discarded_unknown || losses.truncated) {
		forget_promises(report);
	}
	v8scope_attribution_fini(&attribution);
	return report;
}

/*
 * In order of appearance; what appeared at the same moment on two CPUs has an order
 * of its own, because that of the events is the merging tool's choice.
 */
static int compare_appearance(int64_t left_ns, int64_t right_ns, uint64_t left, uint64_t right)
{
	if (left_ns != right_ns) {
		return left_ns < right_ns ? -1 : 1;
	}
	return (left > right) - (left < right);
}

static int compare_isolates(const void *a, const void *b)
{
	const struct v8scope_model_isolate *left = *(const struct v8scope_model_isolate *const *)a;
	const struct v8scope_model_isolate *right = *(const struct v8scope_model_isolate *const *)b;

	return compare_appearance(left->first_ns, right->first_ns, left->address, right->address);
}

static int compare_processes(const void *a, const void *b)
{
	const struct v8scope_model_process *left = *(const struct v8scope_model_process *const *)a;
	const struct v8scope_model_process *right = *(const struct v8scope_model_process *const *)b;

	return compare_appearance(
		left->first_ns, right->first_ns, (uint64_t)left->pid, (uint64_t)right->pid);
}

/* The isolates of which anything was seen, in order. */
static GPtrArray *seen_isolates(const struct v8scope_model_process *process)
{
	GPtrArray *seen = g_ptr_array_new();

	for (guint i = 0; i < process->isolates->len; i++) {
		const struct v8scope_model_isolate *isolate =
			g_ptr_array_index(process->isolates, i);

		if (!isolate->foretold) {
			g_ptr_array_add(seen, (void *)isolate);
		}
	}
	g_ptr_array_sort(seen, compare_isolates);
	return seen;
}

static GPtrArray *in_order(const GPtrArray *records, GCompareFunc compare)
{
	GPtrArray *ordered = g_ptr_array_sized_new(records->len);

	for (guint i = 0; i < records->len; i++) {
		g_ptr_array_add(ordered, g_ptr_array_index(records, i));
	}
	g_ptr_array_sort(ordered, compare);
	return ordered;
}

GPtrArray *v8scope_model_list_isolates(const struct v8scope_model *model)
{
	GPtrArray *processes = in_order(model->processes, compare_processes);
	GPtrArray *all = g_ptr_array_new();

	for (guint i = 0; i < processes->len; i++) {
		g_ptr_array_extend_and_steal(all, seen_isolates(g_ptr_array_index(processes, i)));
	}
	g_ptr_array_unref(processes);
	return all;
}

struct v8scope_report_process *v8scope_model_add_process_report(
	struct v8scope_report *report, const struct v8scope_model_process *process)
{
	struct v8scope_report_process *added = v8scope_report_add_process(report, process->pid);

	added->host = process->host;
	added->command = g_strdup(process->command);
	added->first_ns = known(process->first_ns);
	set_marks(added, process);
	return added;
}

struct v8scope_report *v8scope_model_build_report(const struct v8scope_model *model)
{
	struct v8scope_report *report = v8scope_report_create();
	GPtrArray *isolates = v8scope_model_list_isolates(model);
	const struct v8scope_model_process *process = NULL;
	struct v8scope_report_process *reported = NULL;

	report->events = model->events;
	report->discarded = model->discarded;
	report->discarded_unknown = model->discarded_unknown;
	report->truncated = model->truncated;
	report->event_schema = model->event_schema;
	for (guint i = 0; i < isolates->len; i++) {
		const struct v8scope_model_isolate *isolate = g_ptr_array_index(isolates, i);

		if (isolate->process != process) {
			process = isolate->process;
			reported = v8scope_model_add_process_report(report, process);
		}
		v8scope_model_add_isolate_report(reported, model, isolate, &model->exact_reader);
	}
	g_ptr_array_unref(isolates);
	return report;
}
