/* SPDX-License-Identifier: MIT */
/* For people: one screen, the verdict first. */
#include "text.h"

#include <stdbool.h>

#include "formats.h"
#include "gaps.h"
#include "layout.h"
#include "promises.h"
#include "render.h"
#include "units.h"

#define MAX_HOLDERS 5

/* A holder behind the first is shown if it has at least this much of the growth. */
#define WORTH_SHOWING 0.01

/* What several holders keep together is shown from here on. */
#define MIN_SHARED_BYTES (64 * 1024)

/* "program (pid 12)", or "program (pid 12 on host)" if the trace is of several hosts. */
static char *process_name(const struct v8scope_report_process *process, bool with_host)
{
	const char *command = process->command != NULL ? process->command : "unknown program";
	const char *host = with_host ? process->host_name : NULL;

	if (process->pid < 0) {
		return g_strdup(command);
	}
	return g_strdup_printf("%s (pid %" G_GINT64_FORMAT "%s%s)", command, process->pid,
		host != NULL ? " on " : "", host != NULL ? host : "");
}

static bool is_of_several_hosts(const struct v8scope_report *report)
{
	for (guint i = 1; i < report->processes->len; i++) {
		const struct v8scope_report_process *first =
			g_ptr_array_index(report->processes, 0);
		const struct v8scope_report_process *other =
			g_ptr_array_index(report->processes, i);

		if (g_strcmp0(first->host_name, other->host_name) != 0) {
			return true;
		}
	}
	return false;
}

static void headline(struct v8scope_layout *layout, const char *name,
	const struct v8scope_report_isolate *isolate)
{
	v8scope_layout_begin(layout, 0, NULL, 0);
	v8scope_layout_item(layout, V8SCOPE_STYLE_BOLD, V8SCOPE_ELIDE_START, name);
	v8scope_layout_itemf(layout, "isolate 0x%jx", (uintmax_t)isolate->isolate);
	if (isolate->v8_version != NULL) {
		v8scope_layout_itemf(layout, "V8 %s", isolate->v8_version);
	}
	v8scope_layout_end(layout);
}

/* "heap grew 23.4 MiB (4.1 MiB -> 27.5 MiB) over 5 full GCs" */
static char *describe_growth(const struct v8scope_report_isolate *isolate)
{
	GString *text = g_string_new(NULL);
	int64_t growth = isolate->growth_bytes.value;
	char *amount = v8scope_format_bytes(ABS(MAX(growth, -INT64_MAX)));
	char *first = v8scope_format_bytes(isolate->baseline_bytes.value);
	char *last = v8scope_format_bytes(isolate->final_bytes.value);
	char *gcs = v8scope_format_counted(v8scope_clamp(isolate->full_gcs), "full GC");

	if (!isolate->growth_bytes.known) {
		g_string_append(text, "heap growth not known");
	} else if (growth == 0) {
		g_string_append(text, "heap did not grow");
	} else {
		g_string_append_printf(text, "heap %s %s", growth > 0 ? "grew" : "shrank", amount);
	}
	if (isolate->baseline_bytes.known && isolate->final_bytes.known) {
		g_string_append_printf(text, " (%s -> %s)", first, last);
	}
	g_string_append_printf(text, " over %s", gcs);
	g_free(gcs);
	g_free(last);
	g_free(first);
	g_free(amount);
	return g_string_free(text, FALSE);
}

/* An estimate that leaves this share of the curve unexplained says so. */
#define POOR_FIT (V8SCOPE_SHARE_ONE * 9 / 10)

static bool is_poor_fit(const struct v8scope_report_isolate *isolate)
{
	return isolate->evidence == V8SCOPE_EVIDENCE_ESTIMATED && isolate->fit.explained.known &&
	       isolate->fit.explained.value < POOR_FIT;
}

static void verdict_line(
	struct v8scope_layout *layout, const struct v8scope_report_isolate *isolate)
{
	char *verdict = g_strdup_printf("verdict: %s", v8scope_verdict_name(isolate->verdict));
	char *growth = describe_growth(isolate);

	v8scope_layout_begin(layout, 0, NULL, 0);
	v8scope_layout_item(
		layout, v8scope_verdict_style(isolate->verdict), V8SCOPE_ELIDE_END, verdict);
	v8scope_layout_itemf(layout, "%s", growth);
	v8scope_layout_itemf(layout, "evidence: %s", v8scope_evidence_name(isolate->evidence));
	if (is_poor_fit(isolate)) {
		v8scope_layout_itemf(layout, "explains %.0f %% of how the live heap moved",
			(double)isolate->fit.explained.value * 100 / V8SCOPE_SHARE_ONE);
	}
	v8scope_layout_end(layout);
	g_free(growth);
	g_free(verdict);
}

static void promises_paragraph(
	struct v8scope_layout *layout, const struct v8scope_report_isolate *isolate)
{
	char *answer = v8scope_promises_answer(isolate);

	if (answer != NULL) {
		v8scope_layout_paragraph(layout, 0, NULL, 0, answer);
	}
	g_free(answer);
}

static void handles_line(
	struct v8scope_layout *layout, const struct v8scope_report_isolate *isolate)
{
	char *count;

	if (!isolate->handles.known) {
		return;
	}
	v8scope_layout_begin(layout, 0, NULL, 0);
	count = v8scope_format_counted(isolate->handles.value, "handle");
	v8scope_layout_itemf(layout, "%s in the isolate", count);
	g_free(count);
	if (isolate->unaccounted.known && isolate->unaccounted.value > 0) {
		count = v8scope_format_count(isolate->unaccounted.value);
		v8scope_layout_itemf(layout, "%s of them in no known scope", count);
		g_free(count);
	}
	v8scope_layout_end(layout);
}

static void heap_limit_line(
	struct v8scope_layout *layout, const struct v8scope_report_isolate *isolate)
{
	char *limit;

	if (!isolate->near_heap_limit) {
		return;
	}
	v8scope_layout_begin(layout, 0, NULL, 0);
	v8scope_layout_item(layout, V8SCOPE_STYLE_BAD, V8SCOPE_ELIDE_END,
		"V8 was about to reach its heap limit");
	if (isolate->heap_size_limit.known) {
		limit = v8scope_format_bytes(isolate->heap_size_limit.value);
		v8scope_layout_itemf(layout, "limit: %s", limit);
		g_free(limit);
	}
	v8scope_layout_end(layout);
}

/* `top`: so many were asked for, whatever they have; 0: none were. */
static bool is_worth_showing(const struct v8scope_report_isolate *isolate,
	const struct v8scope_holder *holder, guint index, guint top)
{
	if (top > 0) {
		return index < top;
	}
	if (index == 0) {
		return isolate->verdict != V8SCOPE_VERDICT_OK || holder->share >= WORTH_SHOWING;
	}
	return index < MAX_HOLDERS && holder->share >= WORTH_SHOWING;
}

static void holders(
	struct v8scope_layout *layout, const struct v8scope_report_isolate *isolate, guint top)
{
	guint shown = 0;
	char *rest;

	for (guint i = 0; i < isolate->holders->len; i++) {
		const struct v8scope_holder *holder = g_ptr_array_index(isolate->holders, i);

		if (is_worth_showing(isolate, holder, i, top)) {
			v8scope_layout_blank(layout);
			v8scope_text_holder(layout, isolate, holder, i + 1);
			shown++;
		}
	}
	if (shown < isolate->holders->len) {
		rest = v8scope_format_counted(
			isolate->holders->len - shown, shown > 0 ? "smaller holder" : "holder");
		v8scope_layout_blank(layout);
		v8scope_layout_begin(layout, 0, NULL, 0);
		v8scope_layout_itemf(layout, "%s not shown; --format=json has all", rest);
		v8scope_layout_end(layout);
		g_free(rest);
	}
}

/* "1, 3 and 2 not shown" */
static char *describe_members(const struct v8scope_shared_share *shared)
{
	GString *text = g_string_new(NULL);

	for (uint32_t i = 0; i < shared->holder_count; i++) {
		g_string_append_printf(text, "%s%u", i > 0 ? ", " : "", shared->holders[i] + 1);
	}
	if (shared->all_holders > shared->holder_count) {
		g_string_append_printf(text, "%s%u not listed", text->len > 0 ? " and " : "",
			shared->all_holders - shared->holder_count);
	}
	return g_string_free(text, FALSE);
}

static void shared_line(struct v8scope_layout *layout, const struct v8scope_shared_share *shared)
{
	char *members = describe_members(shared);
	char *bytes = v8scope_format_bytes(v8scope_clamp(shared->bytes));
	char *objects = v8scope_format_counted(v8scope_clamp(shared->objects), "object");
	char *text = g_strdup_printf("Holders %s keep %s (%s) together that none of them keeps "
				     "alone.",
		members, bytes, objects);

	v8scope_layout_paragraph(layout, 0, NULL, 0, text);
	g_free(text);
	g_free(objects);
	g_free(bytes);
	g_free(members);
}

/* Groups that matter beside the growth; a scope and a module always share a little. */
static void shared_lines(
	struct v8scope_layout *layout, const struct v8scope_report_isolate *isolate)
{
	double least = WORTH_SHOWING * (double)MAX(isolate->growth_bytes.value, 0);
	bool first = true;

	for (guint i = 0; i < MIN(isolate->shared->len, MAX_HOLDERS); i++) {
		const struct v8scope_shared_share *shared = g_ptr_array_index(isolate->shared, i);

		if ((double)shared->bytes >= MAX(least, MIN_SHARED_BYTES)) {
			if (first) {
				v8scope_layout_blank(layout);
			}
			first = false;
			shared_line(layout, shared);
		}
	}
}

/* Only what went wrong: that it was read, "evidence: exact" says. */
static void snapshot_line(
	struct v8scope_layout *layout, const struct v8scope_report_isolate *isolate)
{
	char *text;

	if (isolate->snapshot.status == NULL || g_strcmp0(isolate->snapshot.status, "ok") == 0) {
		return;
	}
	text = g_strdup_printf("the heap snapshot was not read: %s", isolate->snapshot.status);
	v8scope_layout_paragraph(layout, 0, "note:", 6, text);
	g_free(text);
}

static bool is_needed(const struct v8scope_report_module *module,
	const struct v8scope_report_isolate *isolate, guint top)
{
	for (guint i = 0; module->advice != NULL && i < isolate->holders->len; i++) {
		const struct v8scope_holder *holder = g_ptr_array_index(isolate->holders, i);

		if (is_worth_showing(isolate, holder, i, top) &&
			g_strcmp0(holder->opened.module, module->name) == 0) {
			return true;
		}
	}
	return false;
}

/* Why a holder that is shown has no line, and what to do about it. */
static void modules_notes(struct v8scope_layout *layout,
	const struct v8scope_report_process *process, const struct v8scope_report_isolate *isolate,
	guint top)
{
	for (guint i = 0; i < process->modules->len; i++) {
		const struct v8scope_report_module *module = g_ptr_array_index(process->modules, i);
		char *text;

		if (is_needed(module, isolate, top)) {
			text = g_strdup_printf("%s: %s", module->path, module->advice);
			v8scope_layout_blank(layout);
			v8scope_layout_paragraph(layout, 0, "note:", 6, text);
			g_free(text);
		}
	}
}

static void gap_line(struct v8scope_layout *layout, const struct v8scope_gap *gap)
{
	char *time = gap->at_ns.known ? v8scope_format_time(gap->at_ns.value) : NULL;
	char *text = v8scope_gap_text(gap);
	GString *line = g_string_new(text);

	if (time != NULL) {
		g_string_append_printf(line, " (the trace %s %s)",
			gap->kind == V8SCOPE_GAP_KIND_NO_END ? "ends at" : "begins at", time);
	}
	g_string_append_c(line, '.');
	v8scope_layout_paragraph(layout, 0, "note:", 6, line->str);
	g_string_free(line, TRUE);
	g_free(text);
	g_free(time);
}

/* Of incomplete censuses the reason tells. */
static void gap_lines(struct v8scope_layout *layout, const struct v8scope_report_isolate *isolate)
{
	for (guint i = 0; i < isolate->gaps->len; i++) {
		const struct v8scope_gap *gap = g_ptr_array_index(isolate->gaps, i);

		if (gap->kind != V8SCOPE_GAP_KIND_CENSUSES_INCOMPLETE) {
			gap_line(layout, gap);
		}
	}
}

static void suppressed_line(
	struct v8scope_layout *layout, const struct v8scope_suppressed *suppressed)
{
	char *holders, *bytes, *handles;

	if (suppressed->holders == 0) {
		return;
	}
	holders = v8scope_format_counted(suppressed->holders, "holder");
	bytes = v8scope_format_bytes(suppressed->growth_bytes);
	handles = v8scope_format_counted(suppressed->handles, "handle");
	v8scope_layout_blank(layout);
	v8scope_layout_begin(layout, 0, NULL, 0);
	v8scope_layout_itemf(layout, "suppressed: %s", holders);
	v8scope_layout_itemf(layout, "%s", bytes);
	v8scope_layout_itemf(layout, "%s", handles);
	v8scope_layout_end(layout);
	g_free(handles);
	g_free(bytes);
	g_free(holders);
}

/* `name`: of the process. */
static void isolate_section(struct v8scope_layout *layout,
	const struct v8scope_report_process *process, const char *name,
	const struct v8scope_report_isolate *isolate, guint top)
{
	headline(layout, name, isolate);
	verdict_line(layout, isolate);
	heap_limit_line(layout, isolate);
	if (isolate->reason != NULL) {
		v8scope_layout_paragraph(layout, 0, NULL, 0, isolate->reason);
	}
	promises_paragraph(layout, isolate);
	handles_line(layout, isolate);
	gap_lines(layout, isolate);
	snapshot_line(layout, isolate);
	v8scope_text_phases(layout, isolate);
	holders(layout, isolate, top);
	modules_notes(layout, process, isolate, top);
	suppressed_line(layout, &isolate->suppressed);
	shared_lines(layout, isolate);
	v8scope_layout_blank(layout);
}

/* How many isolates there were. */
static guint sections(struct v8scope_layout *layout, const struct v8scope_report *report, guint top)
{
	bool with_host = is_of_several_hosts(report);
	guint count = 0;

	for (guint i = 0; i < report->processes->len; i++) {
		const struct v8scope_report_process *process =
			g_ptr_array_index(report->processes, i);
		char *name = process_name(process, with_host);

		for (guint j = 0; j < process->isolates->len; j++) {
			isolate_section(layout, process, name,
				g_ptr_array_index(process->isolates, j), top);
			count++;
		}
		g_free(name);
	}
	return count;
}

static void no_isolates(struct v8scope_layout *layout, const struct v8scope_report *report)
{
	char *events = v8scope_format_counted(v8scope_clamp(report->events), "event");
	char *text = g_strdup_printf(
		"No isolate is in this trace (%s of v8scope read). Either the program never made "
		"one, or v8scope was not attached to it: run it with V8SCOPE_DEBUG=1, and it "
		"says on stderr which.",
		events);

	v8scope_layout_paragraph(layout, 0, NULL, 0, text);
	g_free(text);
	g_free(events);
}

/* "12 events", "at least 12 events", "an unknown number of events". The caller owns it. */
static char *describe_discarded(const struct v8scope_report *report)
{
	char *count = v8scope_format_counted(v8scope_clamp(report->discarded), "event");
	char *text;

	if (!report->discarded_unknown) {
		return count;
	}
	if (report->discarded == 0) {
		text = g_strdup("an unknown number of events");
	} else {
		text = g_strdup_printf("at least %s", count);
	}
	g_free(count);
	return text;
}

static void warnings(struct v8scope_layout *layout, const struct v8scope_report *report)
{
	char *discarded, *text;

	if (report->discarded > 0 || report->discarded_unknown) {
		discarded = describe_discarded(report);
		text = g_strdup_printf(
			"the tracer lost %s (its buffers were full%s): counts may be "
			"too low.",
			discarded,
			report->discarded_unknown ? ", or parts of the trace are gone" : "");
		v8scope_layout_paragraph(layout, 0, "warning:", 9, text);
		g_free(text);
		g_free(discarded);
	}
	if (report->truncated) {
		v8scope_layout_paragraph(layout, 0, "warning:", 9,
			"the trace is cut short: what came after is missing.");
	}
}

void v8scope_render_text(const struct v8scope_report *report,
	const struct v8scope_render_options *options, GString *out)
{
	struct v8scope_layout layout;

	v8scope_layout_init(&layout, out, options->width, options->color, options->ascii);
	if (sections(&layout, report, (guint)MAX(options->top, 0)) == 0) {
		no_isolates(&layout, report);
		v8scope_layout_blank(&layout);
	}
	warnings(&layout, report);
	/* A blank line stands between sections, none at the end. */
	if (g_str_has_suffix(out->str, "\n\n")) {
		g_string_truncate(out, out->len - 1);
	}
}
