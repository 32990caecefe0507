/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <glib.h>

#include "layout.h"
#include "phases.h"
#include "units.h"

#define LABEL_INDENT 5
#define TEXT_INDENT 16

/* More of them nobody reads. */
#define MAX_PHASES 8
#define MAX_PARTS 3

/* "+1,000", "-12" */
static char *signed_count(int64_t value)
{
	g_autofree char *count = v8scope_format_count(value);

	return g_strdup_printf("%s%s", value > 0 ? "+" : "", count);
}

static const char *name_of(const struct v8scope_phase *phase)
{
	return phase->name != NULL ? phase->name : "(before the first mark)";
}

static void phase_line(struct v8scope_layout *layout, const struct v8scope_phase *phase)
{
	int64_t took = MAX(phase->end_ns - phase->begin_ns, INT64_C(0));
	g_autofree char *time = v8scope_format_duration((uint64_t)took);
	g_autofree char *bytes = v8scope_format_bytes(phase->growth_bytes.value);
	g_autofree char *handles = signed_count(phase->handle_growth.value);

	v8scope_layout_begin(layout, LABEL_INDENT, NULL, LABEL_INDENT);
	v8scope_layout_item(layout, V8SCOPE_STYLE_BOLD, V8SCOPE_ELIDE_END, name_of(phase));
	v8scope_layout_itemf(layout, "%s", time);
	if (phase->growth_bytes.known) {
		v8scope_layout_itemf(
			layout, "%s%s", phase->growth_bytes.value > 0 ? "+" : "", bytes);
		v8scope_layout_itemf(layout, "%s handles", handles);
	} else {
		v8scope_layout_itemf(layout, "no collection at its ends");
	}
	v8scope_layout_end(layout);
}

/* Of many phases those of which something is known. */
static bool is_worth_listing(
	const struct v8scope_report_isolate *isolate, const struct v8scope_phase *phase)
{
	return isolate->phases->len <= MAX_PHASES || phase->growth_bytes.known;
}

void v8scope_text_phases(
	struct v8scope_layout *layout, const struct v8scope_report_isolate *isolate)
{
	guint listed = 0;

	if (isolate->phases->len == 0) {
		return;
	}
	v8scope_layout_begin(layout, 0, NULL, 0);
	v8scope_layout_itemf(layout, "between the program's marks:");
	v8scope_layout_end(layout);
	for (guint i = 0; i < isolate->phases->len && listed < MAX_PHASES; i++) {
		const struct v8scope_phase *phase = g_ptr_array_index(isolate->phases, i);

		if (is_worth_listing(isolate, phase)) {
			phase_line(layout, phase);
			listed++;
		}
	}
	if (listed < isolate->phases->len) {
		v8scope_layout_begin(layout, LABEL_INDENT, NULL, LABEL_INDENT);
		v8scope_layout_itemf(
			layout, "%u more; --format=json has all", isolate->phases->len - listed);
		v8scope_layout_end(layout);
	}
}

/* Of the phases in which it gained something, those in which it gained most. */
static gint compare_gains(gconstpointer a, gconstpointer b, gpointer data)
{
	const struct v8scope_holder *holder = data;
	int64_t left = v8scope_phase_handles(holder, *(const guint *)a).value;
	int64_t right = v8scope_phase_handles(holder, *(const guint *)b).value;

	return (left < right) - (left > right);
}

static GArray *find_gains(
	const struct v8scope_report_isolate *isolate, const struct v8scope_holder *holder)
{
	GArray *gains = g_array_new(FALSE, FALSE, sizeof(guint));

	for (guint i = 0; i < isolate->phases->len; i++) {
		if (v8scope_phase_handles(holder, i).value > 0) {
			g_array_append_val(gains, i);
		}
	}
	g_array_sort_with_data(gains, compare_gains, (gpointer)holder);
	return gains;
}

/* "load: +1,000,000 handles, 22.9 MiB" */
static void gain_item(struct v8scope_layout *layout, const struct v8scope_phase *phase,
	const struct v8scope_holder *holder, guint index)
{
	struct v8scope_optional growth = v8scope_phase_bytes(holder, index);
	g_autofree char *handles = signed_count(v8scope_phase_handles(holder, index).value);
	g_autofree char *bytes = v8scope_format_bytes(growth.value);

	v8scope_layout_itemf(layout, "%s: %s handles%s%s", name_of(phase), handles,
		growth.known ? ", " : "", growth.known ? bytes : "");
}

void v8scope_text_holder_phases(struct v8scope_layout *layout,
	const struct v8scope_report_isolate *isolate, const struct v8scope_holder *holder)
{
	GArray *gains = find_gains(isolate, holder);

	if (gains->len > 0) {
		v8scope_layout_begin(layout, LABEL_INDENT, "gained in", TEXT_INDENT);
		for (guint i = 0; i < MIN(gains->len, MAX_PARTS); i++) {
			guint index = g_array_index(gains, guint, i);

			gain_item(layout, g_ptr_array_index(isolate->phases, index), holder, index);
		}
		v8scope_layout_end(layout);
	}
	g_array_unref(gains);
}
