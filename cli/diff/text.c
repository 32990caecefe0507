/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "layout.h"
#include "render.h"
#include "units.h"
#include "write.h"

#define LABEL_INDENT 2
#define INDENT 13

static enum v8scope_style style_of(enum v8scope_change change)
{
	switch (change) {
	case V8SCOPE_CHANGE_FIXED:
	case V8SCOPE_CHANGE_IMPROVED:
		return V8SCOPE_STYLE_GOOD;
	case V8SCOPE_CHANGE_WORSE:
	case V8SCOPE_CHANGE_NEW:
		return V8SCOPE_STYLE_BAD;
	case V8SCOPE_CHANGE_UNKNOWN:
		return V8SCOPE_STYLE_WARN;
	default:
		return V8SCOPE_STYLE_PLAIN;
	}
}

/* Takes `text`. */
static void item(struct v8scope_layout *layout, char *text)
{
	v8scope_layout_itemf(layout, "%s", text);
	g_free(text);
}

static void verdicts_item(struct v8scope_layout *layout, const struct v8scope_difference_side *side)
{
	for (int i = 0; i <= V8SCOPE_VERDICT_INCONCLUSIVE; i++) {
		const char *name = v8scope_verdict_name((enum v8scope_verdict)i);

		if (side->verdicts[i] == 1) {
			v8scope_layout_itemf(layout, "%s", name);
		} else if (side->verdicts[i] > 1) {
			v8scope_layout_itemf(layout, "%u x %s", side->verdicts[i], name);
		}
	}
}

static void side_line(struct v8scope_layout *layout, const char *label,
	const struct v8scope_difference_side *side, const char *directory)
{
	v8scope_layout_begin(layout, 0, label, 8);
	v8scope_layout_item(layout, V8SCOPE_STYLE_PLAIN, V8SCOPE_ELIDE_START, directory);
	verdicts_item(layout, side);
	if (side->growth_bytes.known) {
		item(layout, v8scope_format_bytes(side->growth_bytes.value));
	}
	if (side->checkpoints.known) {
		item(layout,
			v8scope_format_counted(side->checkpoints.value, "microtask checkpoint"));
	}
	if (side->ns.known) {
		item(layout, v8scope_format_duration((uint64_t)MAX(side->ns.value, INT64_C(0))));
	}
	v8scope_layout_end(layout);
}

/* "3.2 handles", "2,411,734 handles" */
static void append_handles(GString *text, double handles)
{
	char *count;

	if (fabs(handles) < 100) {
		g_string_append_printf(text, "%.1f handles", handles);
		return;
	}
	count = v8scope_format_count((int64_t)CLAMP(round(handles), -9e18, 9e18));
	g_string_append_printf(text, "%s handles", count);
	g_free(count);
}

/* "3.2 handles, 40 B a checkpoint"; nothing if the work is not known. */
static void rate_item(struct v8scope_layout *layout, const struct v8scope_difference_place *place,
	struct v8scope_optional work, double unit, const char *name)
{
	GString *text = g_string_new(NULL);
	double times = (double)work.value / unit;
	char *bytes;

	if (work.known && work.value > 0 && place->handle_growth.known) {
		append_handles(text, (double)place->handle_growth.value / times);
	}
	if (work.known && work.value > 0 && place->growth_bytes.known) {
		bytes = v8scope_format_bytes((int64_t)CLAMP(
			round((double)place->growth_bytes.value / times), -9e18, 9e18));
		g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", bytes);
		g_free(bytes);
	}
	if (text->len > 0) {
		v8scope_layout_itemf(layout, "%s %s", text->str, name);
	}
	g_string_free(text, TRUE);
}

static void place_line(struct v8scope_layout *layout, const char *label,
	const struct v8scope_difference_place *place, const struct v8scope_difference_side *side)
{
	v8scope_layout_begin(layout, LABEL_INDENT, label, INDENT);
	if (!place->present) {
		v8scope_layout_itemf(layout, "nothing");
		v8scope_layout_end(layout);
		return;
	}
	if (place->growth_bytes.known) {
		item(layout, v8scope_format_bytes(place->growth_bytes.value));
	}
	if (place->handle_growth.known) {
		item(layout, v8scope_format_counted(place->handle_growth.value, "handle"));
	}
	rate_item(layout, place, side->checkpoints, 1, "a checkpoint");
	rate_item(layout, place, side->ns, 1e9, "a second");
	v8scope_layout_end(layout);
}

static char *describe_site(const struct v8scope_site *site)
{
	if (site->file && site->line > 0) {
		return g_strdup_printf("%s:%d", site->file, site->line);
	}
	if (site->file) {
		return g_strdup(site->file);
	}
	if (site->module) {
		return g_strdup_printf(
			"%s, offset 0x%jx", site->module, (uintmax_t)site->module_offset);
	}
	return g_strdup("not known");
}

static void site_line(struct v8scope_layout *layout, const struct v8scope_difference_place *place)
{
	char *site;

	if (place->kind == V8SCOPE_HOLDER_KIND_JAVASCRIPT ||
		place->kind == V8SCOPE_HOLDER_KIND_UNEXPLAINED) {
		return;
	}
	site = describe_site(place->site);
	v8scope_layout_begin(layout, LABEL_INDENT, "opened by", INDENT);
	if (place->site->function) {
		v8scope_layout_item(
			layout, V8SCOPE_STYLE_BOLD, V8SCOPE_ELIDE_END, place->site->function);
	}
	v8scope_layout_item(layout, V8SCOPE_STYLE_PLAIN, V8SCOPE_ELIDE_START, site);
	v8scope_layout_end(layout);
	g_free(site);
}

static void holder_section(struct v8scope_layout *layout,
	const struct v8scope_difference *difference, const struct v8scope_holder_difference *holder)
{
	const struct v8scope_difference_place *place =
		holder->after.present ? &holder->after : &holder->before;

	v8scope_layout_blank(layout);
	v8scope_layout_begin(layout, 0, NULL, 0);
	v8scope_layout_item(layout, style_of(holder->change), V8SCOPE_ELIDE_END,
		v8scope_change_name(holder->change));
	v8scope_layout_itemf(layout, "%s", v8scope_holder_kind_name(place->kind));
	v8scope_layout_end(layout);
	site_line(layout, place);
	place_line(layout, "before", &holder->before, &difference->before);
	place_line(layout, "after", &holder->after, &difference->after);
}

static void holders(struct v8scope_layout *layout, const struct v8scope_difference *difference)
{
	guint small = 0;

	for (guint i = 0; i < difference->holders->len; i++) {
		const struct v8scope_holder_difference *holder =
			g_ptr_array_index(difference->holders, i);

		if (holder->counts) {
			holder_section(layout, difference, holder);
		} else {
			small++;
		}
	}
	if (small > 0) {
		v8scope_layout_blank(layout);
		v8scope_layout_begin(layout, 0, NULL, 0);
		v8scope_layout_itemf(
			layout, "%u %s of no weight", small, small == 1 ? "holder" : "holders");
		v8scope_layout_itemf(layout, "--format=json has all");
		v8scope_layout_end(layout);
	}
}

char *v8scope_diff_to_text(const struct v8scope_difference *difference, const char *before,
	const char *after, const struct v8scope_render_options *options)
{
	GString *text = g_string_new(NULL);
	struct v8scope_layout layout;

	v8scope_layout_init(&layout, text, options->width, options->color, options->ascii);
	v8scope_layout_begin(&layout, 0, NULL, 0);
	v8scope_layout_item(&layout, style_of(difference->change), V8SCOPE_ELIDE_END,
		v8scope_change_name(difference->change));
	v8scope_layout_end(&layout);
	side_line(&layout, "before", &difference->before, before);
	side_line(&layout, "after", &difference->after, after);
	holders(&layout, difference);
	return g_string_free(text, FALSE);
}
