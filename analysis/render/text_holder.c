/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <glib.h>
#include <stdbool.h>

#include "advice.h"
#include "layout.h"
#include "promises.h"
#include "report.h"
#include "units.h"

#define LABEL_INDENT 5
#define TEXT_INDENT 16
#define BAR_CELLS 10
#define MAX_TYPES 3
#define MAX_JS_FRAMES 4
#define MAX_CLASSES 3

static bool is_scope(const struct v8scope_holder *holder)
{
	return holder->kind == V8SCOPE_HOLDER_KIND_HANDLE_SCOPE;
}

/* A place in the program can be shown for these. */
static bool has_site(const struct v8scope_holder *holder)
{
	return holder->kind != V8SCOPE_HOLDER_KIND_JAVASCRIPT &&
	       holder->kind != V8SCOPE_HOLDER_KIND_UNEXPLAINED;
}

/* To either side a hundredth of the growth, or more? */
static bool is_wide(const struct v8scope_holder *holder)
{
	int64_t width = holder->growth_high.value - holder->growth_low.value;

	return !holder->growth_bytes.known || width > holder->growth_bytes.value / 50;
}

/* "22.9 MiB (22.1 MiB to 23.4 MiB)"; the range only where it says something. */
static void growth_item(struct v8scope_layout *layout, const struct v8scope_holder *holder)
{
	char *bytes, *low, *high;

	if (!holder->growth_bytes.known) {
		v8scope_layout_itemf(layout, holder->exact.retained_bytes.known
						     ? "shared with other holders"
						     : "bytes not known");
		return;
	}
	bytes = v8scope_format_bytes(holder->growth_bytes.value);
	low = v8scope_format_bytes(holder->growth_low.value);
	high = v8scope_format_bytes(holder->growth_high.value);
	if (holder->growth_low.known && holder->growth_high.known && is_wide(holder) &&
		!g_str_equal(low, high)) {
		v8scope_layout_itemf(layout, "%s (%s to %s)", bytes, low, high);
	} else {
		v8scope_layout_itemf(layout, "%s", bytes);
	}
	g_free(high);
	g_free(low);
	g_free(bytes);
}

/* "1,000,213 handles (+1,000,200)" */
static void handles_item(struct v8scope_layout *layout, const struct v8scope_holder *holder)
{
	char *handles, *gained;

	if (!holder->handles.known) {
		return;
	}
	handles = v8scope_format_counted(holder->handles.value, "handle");
	gained = v8scope_format_count(holder->handle_growth.value);
	if (holder->handle_growth.known && holder->handle_growth.value > 0) {
		v8scope_layout_itemf(layout, "%s (+%s)", handles, gained);
	} else {
		v8scope_layout_itemf(layout, "%s", handles);
	}
	g_free(gained);
	g_free(handles);
}

/* Where nothing grew there is nothing to have a share of. */
static void share_item(struct v8scope_layout *layout, const struct v8scope_holder *holder)
{
	char *bar;

	if (!(holder->share > 0)) {
		return;
	}
	bar = v8scope_layout_bar(layout, holder->share, BAR_CELLS);
	v8scope_layout_itemf(layout, "%5.1f %%  %s", holder->share * 100, bar);
	g_free(bar);
}

static void summary_line(
	struct v8scope_layout *layout, const struct v8scope_holder *holder, unsigned int number)
{
	char *label = g_strdup_printf("%2u.", number);

	v8scope_layout_begin(layout, 1, label, LABEL_INDENT);
	share_item(layout, holder);
	growth_item(layout, holder);
	handles_item(layout, holder);
	v8scope_layout_end(layout);
	g_free(label);
}

static void kind_item(struct v8scope_layout *layout, const struct v8scope_holder *holder)
{
	static const char *const names[] = {
		[V8SCOPE_HOLDER_KIND_HANDLE_SCOPE] = "handle scope",
		[V8SCOPE_HOLDER_KIND_GLOBAL] = "global handles",
		[V8SCOPE_HOLDER_KIND_NAPI_REF] = "Node-API references",
		[V8SCOPE_HOLDER_KIND_NAPI_DEFERRED] = "Node-API deferreds",
		[V8SCOPE_HOLDER_KIND_JAVASCRIPT] = "JavaScript: held by no handle",
		[V8SCOPE_HOLDER_KIND_UNEXPLAINED] = "not explained",
	};
	const char *state = is_scope(holder) ? "closed" : "released";

	if (has_site(holder)) {
		v8scope_layout_itemf(
			layout, "%s, %s", names[holder->kind], holder->live ? "live" : state);
	} else {
		v8scope_layout_itemf(layout, "%s", names[holder->kind]);
	}
}

static void opened_at_item(struct v8scope_layout *layout, const struct v8scope_holder *holder)
{
	char *time;

	if (!holder->opened_at_ns.known) {
		return;
	}
	time = v8scope_format_time(holder->opened_at_ns.value);
	if (time != NULL) {
		v8scope_layout_itemf(layout, "%s %s", is_scope(holder) ? "opened" : "since", time);
	}
	g_free(time);
}

static void checkpoints_item(struct v8scope_layout *layout, const struct v8scope_holder *holder)
{
	char *text;

	if (!holder->checkpoints.known || holder->checkpoints.value <= 0) {
		return;
	}
	text = v8scope_format_counted(holder->checkpoints.value, "microtask checkpoint");
	v8scope_layout_itemf(layout, "%s", text);
	g_free(text);
}

static void kind_line(struct v8scope_layout *layout, const struct v8scope_holder *holder)
{
	v8scope_layout_begin(layout, 0, NULL, LABEL_INDENT);
	kind_item(layout, holder);
	opened_at_item(layout, holder);
	checkpoints_item(layout, holder);
	v8scope_layout_end(layout);
}

static void place_item(struct v8scope_layout *layout, const struct v8scope_site *site)
{
	char *place;

	if (site->file != NULL && site->line > 0) {
		place = g_strdup_printf("%s:%d", site->file, site->line);
	} else if (site->file != NULL) {
		place = g_strdup(site->file);
	} else if (site->module != NULL) {
		place = g_strdup_printf(
			"%s, offset 0x%jx", site->module, (uintmax_t)site->module_offset);
	} else if (site->ip != 0) {
		place = g_strdup_printf("address 0x%jx, in no known object", (uintmax_t)site->ip);
	} else {
		place = g_strdup("not known");
	}
	v8scope_layout_item(layout, V8SCOPE_STYLE_PLAIN, V8SCOPE_ELIDE_START, place);
	g_free(place);
}

static void opened_line(struct v8scope_layout *layout, const struct v8scope_holder *holder)
{
	const struct v8scope_site *site = &holder->opened;

	v8scope_layout_begin(
		layout, LABEL_INDENT, is_scope(holder) ? "opened by" : "created by", TEXT_INDENT);
	if (site->function != NULL) {
		v8scope_layout_item(layout, V8SCOPE_STYLE_BOLD, V8SCOPE_ELIDE_END, site->function);
	}
	place_item(layout, site);
	v8scope_layout_end(layout);
}

/* The function is repeated only if an inlined one has returned to the one around it. */
static void now_line(struct v8scope_layout *layout, const struct v8scope_holder *holder)
{
	const struct v8scope_site *site = &holder->now;

	if (site->ip == 0 && site->file == NULL) {
		return;
	}
	v8scope_layout_begin(layout, LABEL_INDENT, "now at", TEXT_INDENT);
	if (site->function != NULL && g_strcmp0(site->function, holder->opened.function) != 0) {
		v8scope_layout_item(layout, V8SCOPE_STYLE_PLAIN, V8SCOPE_ELIDE_END, site->function);
	}
	place_item(layout, site);
	v8scope_layout_end(layout);
}

/* "work (app.js:12)": where the function stood, or else begins. */
static char *js_frame_text(const struct v8scope_js_frame *frame)
{
	const char *function = frame->function != NULL ? frame->function : "(anonymous)";
	uint32_t line = frame->now_line > 0 ? frame->now_line : frame->line;

	if (frame->file == NULL) {
		return g_strdup(function);
	}
	if (line == 0) {
		return g_strdup_printf("%s (%s)", function, frame->file);
	}
	return g_strdup_printf("%s (%s:%" G_GUINT32_FORMAT ")", function, frame->file, line);
}

/* What calls the outermost of these is mostly node itself. */
static void javascript_line(struct v8scope_layout *layout, const struct v8scope_holder *holder)
{
	guint count = MIN(holder->javascript->len, MAX_JS_FRAMES);

	if (count == 0) {
		return;
	}
	v8scope_layout_begin(layout, LABEL_INDENT, "called by", TEXT_INDENT);
	for (guint i = 0; i < count; i++) {
		char *frame = js_frame_text(g_ptr_array_index(holder->javascript, i));
		char *item = g_strconcat(i > 0 ? "< " : "JavaScript: ", frame, NULL);

		v8scope_layout_item(layout, V8SCOPE_STYLE_PLAIN, V8SCOPE_ELIDE_START, item);
		g_free(item);
		g_free(frame);
	}
	if (count < holder->javascript->len) {
		v8scope_layout_itemf(layout, "< %u more", holder->javascript->len - count);
	}
	v8scope_layout_end(layout);
}

static void promises_item(
	struct v8scope_layout *layout, struct v8scope_optional promises, const char *what)
{
	char *count;

	if (promises.known) {
		count = v8scope_format_count(promises.value);
		v8scope_layout_itemf(layout, "%s %s", count, what);
		g_free(count);
	}
}

static void alive_item(struct v8scope_layout *layout, const struct v8scope_promise_facts *promises)
{
	char *alive = v8scope_promises_alive(promises);

	if (alive != NULL) {
		v8scope_layout_itemf(layout, "%s alive", alive);
	}
	g_free(alive);
}

static void promises_line(
	struct v8scope_layout *layout, const struct v8scope_promise_facts *promises)
{
	if (!promises->created.known && !promises->settled.known) {
		return;
	}
	v8scope_layout_begin(layout, LABEL_INDENT, "promises", TEXT_INDENT);
	promises_item(layout, promises->created, "created");
	promises_item(layout, promises->settled, "settled");
	alive_item(layout, promises);
	v8scope_layout_end(layout);
}

/* "half within 4.1 us   99 % within 33.0 us" */
static void latency_line(
	struct v8scope_layout *layout, const struct v8scope_promise_facts *promises)
{
	char *half, *most;

	if (promises->latency_count == 0) {
		return;
	}
	half = v8scope_format_duration(v8scope_promises_latency(promises, 50));
	most = v8scope_format_duration(v8scope_promises_latency(promises, 99));
	v8scope_layout_begin(layout, LABEL_INDENT, "settled", TEXT_INDENT);
	v8scope_layout_itemf(layout, "half within %s", half);
	v8scope_layout_itemf(layout, "99 %% within %s", most);
	v8scope_layout_end(layout);
	g_free(most);
	g_free(half);
}

static void type_item(
	struct v8scope_layout *layout, const struct v8scope_type_share *type, uint64_t all_slots)
{
	double percent = 100.0 * (double)type->slots / (double)all_slots;
	char *bytes;
	char *objects;
	char *backing = NULL;

	if (type->shallow_bytes == 0 || type->objects == 0) {
		v8scope_layout_itemf(layout, "%.0f %% %s", percent, type->type);
		return;
	}
	objects = v8scope_format_count(v8scope_clamp(type->objects));
	bytes = v8scope_format_bytes(
		v8scope_clamp((type->shallow_bytes + type->objects / 2) / type->objects));
	if (type->backing_bytes >= type->objects) {
		backing = v8scope_format_bytes(
			v8scope_clamp((type->backing_bytes + type->objects / 2) / type->objects));
	}
	v8scope_layout_itemf(layout, "%.0f %% %s: %s x %s%s%s", percent, type->type, objects, bytes,
		backing != NULL ? " + " : "", backing != NULL ? backing : "");
	g_free(objects);
	g_free(bytes);
	g_free(backing);
}

static void types_line(struct v8scope_layout *layout, const struct v8scope_holder *holder)
{
	uint64_t all_slots = 0;

	for (guint i = 0; i < holder->types->len; i++) {
		const struct v8scope_type_share *type = g_ptr_array_index(holder->types, i);

		all_slots += type->slots;
	}
	if (all_slots == 0) {
		return;
	}
	v8scope_layout_begin(layout, LABEL_INDENT, "refer to", TEXT_INDENT);
	for (guint i = 0; i < MIN(holder->types->len, MAX_TYPES); i++) {
		type_item(layout, g_ptr_array_index(holder->types, i), all_slots);
	}
	v8scope_layout_end(layout);
}

/* "250,000 Promise, 11.4 MiB" */
static void class_item(struct v8scope_layout *layout, const struct v8scope_class_share *share)
{
	char *objects = v8scope_format_count(v8scope_clamp(share->objects));
	char *bytes = v8scope_format_bytes(v8scope_clamp(share->bytes));
	const char *name = share->constructor != NULL ? share->constructor : share->type;

	v8scope_layout_itemf(layout, "%s %s, %s", objects, name != NULL ? name : "?", bytes);
	g_free(bytes);
	g_free(objects);
}

/* What would be free if it let go, and what would not because others have it, too. */
static void keeps_line(struct v8scope_layout *layout, const struct v8scope_holder *holder)
{
	char *bytes;

	if (!holder->exact.retained_bytes.known) {
		return;
	}
	bytes = v8scope_format_bytes(holder->exact.retained_bytes.value);
	v8scope_layout_begin(layout, LABEL_INDENT, "keeps", TEXT_INDENT);
	v8scope_layout_itemf(layout, has_site(holder) ? "%s alone" : "%s", bytes);
	g_free(bytes);
	for (guint i = 0; i < MIN(holder->classes->len, MAX_CLASSES); i++) {
		class_item(layout, g_ptr_array_index(holder->classes, i));
	}
	if (holder->exact.shared_with_holders_bytes.value > 0) {
		bytes = v8scope_format_bytes(holder->exact.shared_with_holders_bytes.value);
		v8scope_layout_itemf(layout, "%s with other holders", bytes);
		g_free(bytes);
	}
	v8scope_layout_end(layout);
}

/* "since 2026-11-22 09:08:59   4.1 s after it was opened" */
static void began_line(struct v8scope_layout *layout, const struct v8scope_holder *holder)
{
	int64_t after = holder->began_after_ns.value - holder->opened_at_ns.value;
	char *time = holder->began_after_ns.known
			     ? v8scope_format_time(holder->began_after_ns.value)
			     : NULL;
	char *wait;

	if (time == NULL) {
		return;
	}
	v8scope_layout_begin(layout, LABEL_INDENT, "growing", TEXT_INDENT);
	v8scope_layout_itemf(layout, "since %s", time);
	if (holder->opened_at_ns.known && after > 0) {
		wait = v8scope_format_duration((uint64_t)after);
		v8scope_layout_itemf(layout, "%s after it was opened", wait);
		g_free(wait);
	}
	v8scope_layout_end(layout);
	g_free(time);
}

/* Takes `text`, which may be NULL. */
static void paragraph(struct v8scope_layout *layout, const char *label, char *text)
{
	if (text != NULL) {
		v8scope_layout_paragraph(layout, LABEL_INDENT, label, TEXT_INDENT, text);
	}
	g_free(text);
}

static void advice_lines(struct v8scope_layout *layout,
	const struct v8scope_report_isolate *isolate, const struct v8scope_holder *holder)
{
	paragraph(layout, "advice", v8scope_advice_what(holder));
	paragraph(layout, "its cost", v8scope_advice_cost(isolate, holder));
	paragraph(layout, "take care", v8scope_advice_care(holder));
}

void v8scope_text_holder(struct v8scope_layout *layout,
	const struct v8scope_report_isolate *isolate, const struct v8scope_holder *holder,
	unsigned int number)
{
	summary_line(layout, holder, number);
	kind_line(layout, holder);
	if (has_site(holder)) {
		opened_line(layout, holder);
		now_line(layout, holder);
		javascript_line(layout, holder);
	}
	began_line(layout, holder);
	v8scope_text_holder_phases(layout, isolate, holder);
	promises_line(layout, &holder->promises);
	latency_line(layout, &holder->promises);
	types_line(layout, holder);
	keeps_line(layout, holder);
	advice_lines(layout, isolate, holder);
}
