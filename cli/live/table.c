/* SPDX-License-Identifier: MIT */
#include "table.h"

#include <string.h>

#include "cells.h"
#include "isolate_walk.h"
#include "units.h"

#define ITEM_GAP 3
#define COLUMN_GAP 2
#define CONTINUED_INDENT 2

/* Optional columns are left out until a holder's name has so much room... */
#define FAIR_HOLDER_WIDTH 26
/* ... and those from this order on, until it has room for a place. */
#define LEAST_NEEDED_ORDER 3
#define GOOD_HOLDER_WIDTH 40

static const double second_ns = 1e9;

static const char *const sort_names[] = {
	[V8SCOPE_LIVE_SORT_GROWTH] = "growth",
	[V8SCOPE_LIVE_SORT_HANDLES] = "handles",
	[V8SCOPE_LIVE_SORT_GAINED] = "handles gained",
	[V8SCOPE_LIVE_SORT_AGE] = "age",
	[V8SCOPE_LIVE_SORT_NAME] = "name",
};

/* The table being made, and the line that is being added to. */
struct table {
	const struct v8scope_live_look *look; /* borrowed */
	GPtrArray *lines;		      /* of GPtrArray of spans */
	GPtrArray *line;		      /* borrowed from `lines` */
	int column;			      /* where that line ends */
};

const char *v8scope_live_sort_name(enum v8scope_live_sort sort)
{
	return sort_names[sort];
}

static void span_destroy(void *data)
{
	struct v8scope_live_span *span = data;

	g_free(span->text);
	g_free(span);
}

static void begin_line(struct table *table)
{
	table->line = g_ptr_array_new_with_free_func(span_destroy);
	table->column = 0;
	g_ptr_array_add(table->lines, table->line);
}

/* Takes `text`, which is clean and fits. */
static void add_span(struct table *table, enum v8scope_style style, char *text)
{
	struct v8scope_live_span *span = g_new0(struct v8scope_live_span, 1);

	span->style = style;
	span->text = text;
	table->column += v8scope_text_width(text);
	g_ptr_array_add(table->line, span);
}

static void add_gap(struct table *table, int columns)
{
	if (columns > 0) {
		add_span(table, V8SCOPE_STYLE_PLAIN, g_strdup_printf("%*s", columns, ""));
	}
}

static char *fit(const struct table *table, const char *text, int width, enum v8scope_elide elide)
{
	return v8scope_fit_text(text, width, elide, table->look->ascii);
}

/* Takes `text`; on a line of its own if this one has no more room. */
static void add_item(struct table *table, enum v8scope_style style, char *text)
{
	int width = table->look->width;

	if (table->column > 0) {
		if (table->column + ITEM_GAP + v8scope_text_width(text) <= width) {
			add_gap(table, ITEM_GAP);
		} else {
			begin_line(table);
			add_gap(table, CONTINUED_INDENT);
		}
	}
	add_span(table, style, fit(table, text, width - table->column, V8SCOPE_ELIDE_END));
	g_free(text);
}

/* Takes `text`; it is left out if the line has no more room. */
static void add_optional_item(struct table *table, enum v8scope_style style, char *text)
{
	if (table->column + ITEM_GAP + v8scope_text_width(text) <= table->look->width) {
		add_item(table, style, text);
	} else {
		g_free(text);
	}
}

static void add_headline(struct table *table, const struct v8scope_report_process *process,
	const struct v8scope_report_isolate *isolate)
{
	const char *command = process->command ? process->command : "unknown program";
	char *name = process->pid >= 0 ? g_strdup_printf("%s (pid %" G_GINT64_FORMAT ")", command,
						 process->pid)
				       : g_strdup(command);

	begin_line(table);
	add_span(table, V8SCOPE_STYLE_BOLD,
		fit(table, name, table->look->width, V8SCOPE_ELIDE_START));
	g_free(name);
	add_optional_item(table, V8SCOPE_STYLE_DIM,
		g_strdup_printf("isolate 0x%jx", (uintmax_t)isolate->isolate));
	if (isolate->v8_version) {
		char *version = g_strdup_printf("V8 %s", isolate->v8_version);

		add_optional_item(table, V8SCOPE_STYLE_DIM,
			fit(table, version, table->look->width, V8SCOPE_ELIDE_END));
		g_free(version);
	}
}

/* Of a moment that may be of another machine's clock. */
static char *describe_age(const struct table *table, int64_t ts_ns)
{
	int64_t age_ns = MAX(table->look->now_ns - ts_ns, 0);

	if (age_ns < (int64_t)second_ns) {
		return g_strdup_printf("%.1f s", (double)age_ns / second_ns);
	}
	return v8scope_format_duration((uint64_t)age_ns);
}

/* "1 full GC", "13 full GCs, last 1.2 s ago" */
static char *describe_full_gcs(
	const struct table *table, const struct v8scope_report_isolate *isolate)
{
	char *count = v8scope_format_counted(v8scope_clamp(isolate->full_gcs), "full GC");
	char *age, *text;

	for (guint i = isolate->moments->len; i-- > 0;) {
		const struct v8scope_moment *moment = g_ptr_array_index(isolate->moments, i);

		if (moment->full_gc) {
			age = describe_age(table, moment->ts_ns);
			text = g_strdup_printf("%s, last %s ago", count, age);
			g_free(age);
			g_free(count);
			return text;
		}
	}
	return count;
}

/* "heap 23.4 MiB": after the last collection of any kind. NULL: there was none. */
static char *describe_heap(const struct v8scope_report_isolate *isolate)
{
	const struct v8scope_moment *moment;
	char *bytes, *text;

	if (isolate->moments->len == 0) {
		return NULL;
	}
	moment = g_ptr_array_index(isolate->moments, isolate->moments->len - 1);
	bytes = v8scope_format_bytes(v8scope_clamp(moment->used_bytes));
	text = g_strdup_printf("heap %s", bytes);
	g_free(bytes);
	return text;
}

static void add_growth(struct table *table, const struct v8scope_report_isolate *isolate)
{
	int64_t growth = isolate->growth_bytes.value;
	char *bytes;

	if (!isolate->growth_bytes.known) {
		return;
	}
	bytes = v8scope_format_bytes(ABS(MAX(growth, -INT64_MAX)));
	add_item(table, V8SCOPE_STYLE_PLAIN,
		g_strdup_printf("%s %s", growth >= 0 ? "grew" : "shrank", bytes));
	g_free(bytes);
}

static void add_verdict(struct table *table, const struct v8scope_report_isolate *isolate)
{
	char *heap = describe_heap(isolate);

	begin_line(table);
	add_item(table, v8scope_verdict_style(isolate->verdict),
		g_strdup_printf("so far: %s", v8scope_verdict_name(isolate->verdict)));
	if (heap) {
		add_item(table, V8SCOPE_STYLE_PLAIN, heap);
	}
	add_growth(table, isolate);
	if (isolate->handles.known) {
		add_item(table, V8SCOPE_STYLE_PLAIN,
			v8scope_format_counted(isolate->handles.value, "handle"));
	}
	add_item(table, V8SCOPE_STYLE_PLAIN, describe_full_gcs(table, isolate));
	if (isolate->near_heap_limit) {
		add_item(table, V8SCOPE_STYLE_BAD, g_strdup("V8 is about to reach its heap limit"));
	}
}

/* A holder's row, and what it is ordered by. */
struct row {
	const struct v8scope_holder *holder; /* borrowed */
	guint place;			     /* in the report */
	int64_t key;
	char *name; /* owned */
	char *cells[V8SCOPE_LIVE_COLUMNS];
};

static void row_clear(void *data)
{
	struct row *row = data;

	g_free(row->name);
	for (size_t i = 0; i < V8SCOPE_LIVE_COLUMNS; i++) {
		g_free(row->cells[i]);
	}
}

/* What is not known comes last. */
static int64_t known_or_least(struct v8scope_optional value)
{
	return value.known ? value.value : INT64_MIN;
}

static int64_t sort_key(const struct v8scope_holder *holder, enum v8scope_live_sort sort)
{
	switch (sort) {
	case V8SCOPE_LIVE_SORT_HANDLES:
		return known_or_least(holder->handles);
	case V8SCOPE_LIVE_SORT_GAINED:
		return known_or_least(holder->handle_growth);
	case V8SCOPE_LIVE_SORT_AGE:
		return holder->opened_at_ns.known ? -holder->opened_at_ns.value : INT64_MIN;
	default:
		return 0;
	}
}

static int compare_rows(const void *a, const void *b, void *data)
{
	const struct row *left = a;
	const struct row *right = b;
	const struct v8scope_live_look *look = data;
	int order = (left->key < right->key) - (left->key > right->key);

	if (look->sort == V8SCOPE_LIVE_SORT_NAME) {
		order = strcmp(left->name, right->name);
	}
	if (order == 0) {
		order = (left->place > right->place) - (left->place < right->place);
	}
	return look->reverse ? -order : order;
}

/* Of struct row, in order. The caller unrefs it. */
static GArray *make_rows(const struct table *table, const struct v8scope_report_isolate *isolate)
{
	GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct row));

	g_array_set_clear_func(rows, row_clear);
	for (guint i = 0; i < isolate->holders->len; i++) {
		const struct v8scope_holder *holder = g_ptr_array_index(isolate->holders, i);
		struct row row = {
			.holder = holder,
			.place = i,
			.key = sort_key(holder, table->look->sort),
			.name = v8scope_live_holder_name(holder),
		};

		for (size_t j = 0; j < V8SCOPE_LIVE_COLUMNS; j++) {
			char *cell = v8scope_live_columns[j].cell(isolate, holder);

			row.cells[j] = cell ? cell : g_strdup("-");
		}
		g_array_append_val(rows, row);
	}
	g_array_sort_with_data(rows, compare_rows, (void *)table->look);
	return rows;
}

/* As wide as the widest cell; 0: it is left out. */
static void measure(const GArray *rows, int widths[V8SCOPE_LIVE_COLUMNS], int last_order)
{
	for (size_t i = 0; i < V8SCOPE_LIVE_COLUMNS; i++) {
		widths[i] = v8scope_live_columns[i].order <= last_order
				    ? v8scope_text_width(v8scope_live_columns[i].title)
				    : 0;
		for (guint j = 0; widths[i] > 0 && j < rows->len; j++) {
			widths[i] = MAX(widths[i],
				v8scope_text_width(g_array_index(rows, struct row, j).cells[i]));
		}
	}
}

static int room_for_holder(const struct table *table, const int widths[V8SCOPE_LIVE_COLUMNS])
{
	int room = table->look->width;

	for (size_t i = 0; i < V8SCOPE_LIVE_COLUMNS; i++) {
		room -= widths[i] > 0 ? widths[i] + COLUMN_GAP : 0;
	}
	return room;
}

static void choose_columns(
	const struct table *table, const GArray *rows, int widths[V8SCOPE_LIVE_COLUMNS])
{
	int order = V8SCOPE_LIVE_LAST_ORDER;

	measure(rows, widths, order);
	while (order > 0 &&
		room_for_holder(table, widths) <
			(order >= LEAST_NEEDED_ORDER ? GOOD_HOLDER_WIDTH : FAIR_HOLDER_WIDTH)) {
		measure(rows, widths, --order);
	}
}

/* `text` at the right of a column, if there is still room for anything. */
static void add_cell(struct table *table, enum v8scope_style style, const char *text, int width)
{
	char *fitted;

	width = MIN(width, table->look->width - table->column - COLUMN_GAP);
	if (width <= 0) {
		return;
	}
	fitted = fit(table, text, width, V8SCOPE_ELIDE_END);
	add_gap(table, width - v8scope_text_width(fitted));
	add_span(table, style, fitted);
	add_gap(table, COLUMN_GAP);
}

static void add_name(struct table *table, enum v8scope_style style, const char *name)
{
	int room = table->look->width - table->column;

	if (room > 0) {
		add_span(table, style, fit(table, name, room, V8SCOPE_ELIDE_END));
	}
}

static void add_rows(struct table *table, const struct v8scope_report_isolate *isolate)
{
	GArray *rows = make_rows(table, isolate);
	int widths[V8SCOPE_LIVE_COLUMNS];

	choose_columns(table, rows, widths);
	begin_line(table);
	for (size_t i = 0; i < V8SCOPE_LIVE_COLUMNS; i++) {
		add_cell(table, V8SCOPE_STYLE_DIM, v8scope_live_columns[i].title, widths[i]);
	}
	add_name(table, V8SCOPE_STYLE_DIM, "HOLDER");
	for (guint i = 0; i < rows->len; i++) {
		const struct row *row = &g_array_index(rows, struct row, i);

		begin_line(table);
		for (size_t j = 0; j < V8SCOPE_LIVE_COLUMNS; j++) {
			add_cell(table, V8SCOPE_STYLE_PLAIN, row->cells[j], widths[j]);
		}
		add_name(table, V8SCOPE_STYLE_PLAIN, row->name);
	}
	g_array_unref(rows);
}

static void add_isolate(struct table *table, const struct v8scope_report_process *process,
	const struct v8scope_report_isolate *isolate)
{
	if (table->lines->len > 0) {
		begin_line(table);
	}
	add_headline(table, process, isolate);
	add_verdict(table, isolate);
	if (isolate->holders->len > 0) {
		add_rows(table, isolate);
	}
}

static void line_destroy(void *data)
{
	g_ptr_array_unref(data);
}

GPtrArray *v8scope_live_table(
	const struct v8scope_report *report, const struct v8scope_live_look *look)
{
	struct table table = {
		.look = look,
		.lines = g_ptr_array_new_with_free_func(line_destroy),
	};

	struct v8scope_isolate_walk walk = v8scope_isolate_walk_begin(report);

	while (v8scope_isolate_walk_next(&walk)) {
		add_isolate(&table, walk.process, walk.isolate);
	}
	if (table.lines->len == 0) {
		begin_line(&table);
		add_item(&table, V8SCOPE_STYLE_DIM, g_strdup("no V8 isolate so far"));
	}
	return table.lines;
}

static bool is_unnamed(const struct v8scope_holder *holder)
{
	return holder->ip_count > 0 && !holder->opened.function && !holder->opened.module;
}

bool v8scope_live_has_no_names(const struct v8scope_report *report)
{
	struct v8scope_isolate_walk walk = v8scope_isolate_walk_begin(report);

	while (v8scope_isolate_walk_next(&walk)) {
		const struct v8scope_report_isolate *isolate = walk.isolate;

		if (isolate->holders->len > 0 &&
			is_unnamed(g_ptr_array_index(isolate->holders, 0))) {
			return true;
		}
	}
	return false;
}
