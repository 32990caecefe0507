/* SPDX-License-Identifier: MIT */
#include "view.h"

#include "../terminal/screen.h"
#include "plot.h"
#include "units.h"
#include "words.h"

#define SECOND_NS 1e9

/* "1023.9 KiB " and "full GCs " */
#define AXIS_COLUMNS 11

/* Below this nothing of it can be read. */
#define MIN_ROWS 10
#define MIN_COLUMNS 30

/* Room for a row of each promise count, and for blank rows. */
#define ROWS_FOR_PROMISES 18
#define ROWS_FOR_BLANKS 24

/* "paused 0.412/0.613 s census 12/15 x0.0307" and what longer recordings take */
#define STATUS_COLUMNS 56
#define MIN_PROGRESS_COLUMNS 12

#define PROMISE_LABEL_COLUMNS 23
#define COUNT_COLUMNS 12
#define AGE_COLUMNS 9

/* One drawing. */
struct drawing {
	struct v8scope_screen *screen;
	const struct v8scope_view *view;
	const struct v8scope_timeline_isolate *isolate;
	const struct v8scope_timeline_frame *frame;
	int columns;
	int row; /* the next one to draw */
};

/* How many rows each part has; 0: it is left out. */
struct rows {
	int blanks;
	int curve;
	int promises;
	int holders;
};

static struct rows divide_rows(int rows)
{
	struct rows parts = {
		.blanks = rows >= ROWS_FOR_BLANKS ? 2 : 0,
		.promises = rows >= ROWS_FOR_PROMISES ? 3 : 1,
	};
	/* Title, verdict, heap, full GCs, heading of the holders, status and keys. */
	int left = rows - 7 - parts.blanks - parts.promises;

	parts.holders = MIN(left / 2, V8SCOPE_TIMELINE_MAX_ENTRIES);
	parts.curve = left - parts.holders;
	return parts;
}

static const struct v8scope_timeline_frame *frame_at(
	const struct v8scope_timeline_isolate *isolate, guint index)
{
	return g_ptr_array_index(isolate->frames, index);
}

/* Text that ends at the right edge; the column where it begins. */
static int put_right(struct drawing *drawing, enum v8scope_style style, const char *text)
{
	int column = drawing->columns - v8scope_text_width(text);

	v8scope_screen_put(
		drawing->screen, drawing->row, MAX(column, 0), -1, style, V8SCOPE_ELIDE_END, text);
	return MAX(column, 0);
}

/* What tells the isolate from the others, in at most `room` columns. The caller owns it. */
static char *isolate_text(const struct drawing *drawing, int room)
{
	const struct v8scope_view *view = drawing->view;
	char *place = view->count > 1 ? g_strdup_printf("%u of %u", view->place, view->count)
				      : g_strdup("");
	char *whole = g_strdup_printf("isolate 0x%jx%s%s",
		(uintmax_t)drawing->isolate->cast->isolate, *place ? ", " : "", place);

	if (v8scope_text_width(whole) <= room) {
		g_free(place);
		return whole;
	}
	g_free(whole);
	return place;
}

static void draw_title(struct drawing *drawing)
{
	char *process = v8scope_replay_process_name(drawing->isolate->process);
	char *isolate = isolate_text(drawing, drawing->columns - v8scope_text_width(process) - 2);
	int room = put_right(drawing, V8SCOPE_STYLE_PLAIN, isolate);

	v8scope_screen_put(drawing->screen, drawing->row++, 0, room - (*isolate ? 2 : 0),
		V8SCOPE_STYLE_BOLD, V8SCOPE_ELIDE_END, process);
	g_free(isolate);
	g_free(process);
}

static void draw_verdict(struct drawing *drawing)
{
	bool at_end = drawing->frame->kind == V8SCOPE_TIMELINE_KIND_END;
	char *verdict = v8scope_replay_verdict(drawing->frame);
	int column = v8scope_screen_put(drawing->screen, drawing->row, 0, -1, V8SCOPE_STYLE_PLAIN,
		V8SCOPE_ELIDE_END, at_end ? "verdict: " : "so far: ");

	v8scope_screen_put(drawing->screen, drawing->row++, column, -1,
		v8scope_verdict_style(drawing->frame->verdict), V8SCOPE_ELIDE_END, verdict);
	g_free(verdict);
}

/* After the last collection, and after the last full one: only that tells what is live. */
static void draw_heap(struct drawing *drawing)
{
	char *used = v8scope_replay_bytes(&drawing->frame->used_bytes);
	char *live = v8scope_replay_bytes(&drawing->frame->live_bytes);

	v8scope_screen_putf(drawing->screen, drawing->row++, 0, -1, V8SCOPE_STYLE_PLAIN,
		"heap %s   live %s", used, live);
	g_free(live);
	g_free(used);
}

/* Of struct v8scope_plot_point: the heap after each collection. The caller owns it. */
static GArray *heap_points(const struct v8scope_timeline_isolate *isolate, double *largest)
{
	GArray *points = g_array_new(FALSE, FALSE, sizeof(struct v8scope_plot_point));

	*largest = 0;
	for (guint i = 0; i < isolate->frames->len; i++) {
		const struct v8scope_timeline_frame *frame = frame_at(isolate, i);
		struct v8scope_plot_point point = {
			.x = frame->ts_ns, .y = (double)MAX(frame->used_bytes.value, 0)};

		if (frame->used_bytes.known) {
			g_array_append_val(points, point);
			*largest = MAX(*largest, point.y);
		}
	}
	return points;
}

static struct v8scope_plot curve_of(const struct drawing *drawing, int rows)
{
	const struct v8scope_timeline_isolate *isolate = drawing->isolate;
	int64_t first = frame_at(isolate, 0)->ts_ns;

	return (struct v8scope_plot){
		.x_first = first,
		.x_last = frame_at(isolate, isolate->frames->len - 1)->ts_ns,
		.x_now = first + drawing->view->player->position_ns,
		.columns = MAX(drawing->columns - AXIS_COLUMNS, 1),
		.rows = rows,
		.ascii = v8scope_screen_is_ascii(drawing->screen),
	};
}

static void draw_curve(struct drawing *drawing, int rows)
{
	struct v8scope_plot curve = curve_of(drawing, rows);
	GArray *points = heap_points(drawing->isolate, &curve.y_max);
	char **cells = v8scope_plot_draw(
		&curve, (const struct v8scope_plot_point *)(void *)points->data, points->len);
	char *top = v8scope_format_bytes((int64_t)curve.y_max);

	v8scope_screen_putf(drawing->screen, drawing->row, 0, AXIS_COLUMNS, V8SCOPE_STYLE_DIM,
		"%*s", AXIS_COLUMNS - 1, top);
	v8scope_screen_putf(drawing->screen, drawing->row + rows - 1, 0, AXIS_COLUMNS,
		V8SCOPE_STYLE_DIM, "%*s", AXIS_COLUMNS - 1, rows > 1 ? "0 B" : top);
	for (int i = 0; i < rows; i++) {
		v8scope_screen_put(drawing->screen, drawing->row++, AXIS_COLUMNS, -1,
			V8SCOPE_STYLE_PLAIN, V8SCOPE_ELIDE_END, cells[i]);
	}
	g_free(top);
	g_strfreev(cells);
	g_array_unref(points);
}

/* Under the curve, those to come as well: one can jump there. */
static void draw_full_gcs(struct drawing *drawing)
{
	struct v8scope_plot curve = curve_of(drawing, 1);

	v8scope_screen_putf(drawing->screen, drawing->row, 0, AXIS_COLUMNS, V8SCOPE_STYLE_DIM,
		"%*s", AXIS_COLUMNS - 1, "full GCs");
	for (guint i = 0; i < drawing->isolate->frames->len; i++) {
		const struct v8scope_timeline_frame *frame = frame_at(drawing->isolate, i);

		if (frame->kind == V8SCOPE_TIMELINE_KIND_FULL_GC) {
			v8scope_screen_put(drawing->screen, drawing->row,
				AXIS_COLUMNS + v8scope_plot_column(&curve, frame->ts_ns), 1,
				frame->ts_ns <= curve.x_now ? V8SCOPE_STYLE_BOLD
							    : V8SCOPE_STYLE_DIM,
				V8SCOPE_ELIDE_END, curve.ascii ? "^" : "▲");
		}
	}
	drawing->row++;
}

static void draw_bar(const struct drawing *drawing, int column, int columns, double part,
	enum v8scope_style style)
{
	const struct v8scope_layout layout = {.ascii = v8scope_screen_is_ascii(drawing->screen)};
	char *bar;

	if (columns > 0) {
		bar = v8scope_layout_bar(&layout, part, columns);
		v8scope_screen_put(drawing->screen, drawing->row, column, columns, style,
			V8SCOPE_ELIDE_END, bar);
		g_free(bar);
	}
}

/* What the bars of promises are measured by: the most that there are of any, at any time. */
static double most_promises(const struct v8scope_timeline_isolate *isolate)
{
	int64_t most = 0;

	for (guint i = 0; i < isolate->frames->len; i++) {
		const struct v8scope_timeline_frame *frame = frame_at(isolate, i);

		most = MAX(most, frame->promises_created.known ? frame->promises_created.value : 0);
		most = MAX(most,
			frame->promises_in_scopes.known ? frame->promises_in_scopes.value : 0);
	}
	return (double)MAX(most, 1);
}

static void draw_promise_row(
	struct drawing *drawing, const char *label, const struct v8scope_optional *count)
{
	char *number = v8scope_replay_count(count);
	int column = PROMISE_LABEL_COLUMNS + COUNT_COLUMNS + 1;

	v8scope_screen_put(drawing->screen, drawing->row, 0, -1, V8SCOPE_STYLE_PLAIN,
		V8SCOPE_ELIDE_END, label);
	v8scope_screen_putf(drawing->screen, drawing->row, PROMISE_LABEL_COLUMNS, COUNT_COLUMNS,
		V8SCOPE_STYLE_BOLD, "%*s", COUNT_COLUMNS, number);
	if (count->known) {
		draw_bar(drawing, column, drawing->columns - column,
			(double)count->value / most_promises(drawing->isolate),
			V8SCOPE_STYLE_PLAIN);
	}
	drawing->row++;
	g_free(number);
}

/* "promises: 500,000 made, 499,998 settled, 20 held by scopes", what is known of it */
static void draw_promise_line(struct drawing *drawing)
{
	const struct v8scope_timeline_frame *frame = drawing->frame;
	char *created = v8scope_replay_count(&frame->promises_created);
	char *settled = v8scope_replay_count(&frame->promises_settled);
	char *held = v8scope_replay_count(&frame->promises_in_scopes);
	GString *text = g_string_new("promises: ");

	if (frame->promises_created.known) {
		g_string_append_printf(text, "%s made, %s settled, ", created, settled);
	}
	g_string_append_printf(text, "%s held by scopes", held);
	v8scope_screen_put(drawing->screen, drawing->row++, 0, -1, V8SCOPE_STYLE_PLAIN,
		V8SCOPE_ELIDE_END, text->str);
	g_string_free(text, TRUE);
	g_free(held);
	g_free(settled);
	g_free(created);
}

static void draw_promises(struct drawing *drawing, int rows)
{
	const struct v8scope_timeline_frame *frame = drawing->frame;
	int end = drawing->row + rows;

	if (rows < 3) {
		draw_promise_line(drawing);
	} else if (!frame->promises_created.known) {
		draw_promise_row(drawing, "promises held by scopes", &frame->promises_in_scopes);
		v8scope_screen_put(drawing->screen, drawing->row, 0, -1, V8SCOPE_STYLE_DIM,
			V8SCOPE_ELIDE_END,
			"         made, settled: no events of any (record --detail=scopes has "
			"them)");
	} else {
		draw_promise_row(drawing, "promises made", &frame->promises_created);
		draw_promise_row(drawing, "         settled", &frame->promises_settled);
		draw_promise_row(drawing, "         held by scopes", &frame->promises_in_scopes);
	}
	drawing->row = end;
}

static double most_handles(const struct v8scope_timeline_isolate *isolate)
{
	uint64_t most = 1;

	for (guint i = 0; i < isolate->frames->len; i++) {
		const struct v8scope_timeline_frame *frame = frame_at(isolate, i);

		if (frame->entry_count > 0) {
			most = MAX(most, frame->entries[0].handles);
		}
	}
	return (double)most;
}

/* "12.4 s", or "closed" */
static char *age_text(
	const struct v8scope_timeline_entry *entry, const struct v8scope_timeline_frame *frame)
{
	struct v8scope_optional age = v8scope_replay_age(entry, frame);

	if (!entry->live) {
		return g_strdup("closed");
	}
	return age.known ? v8scope_format_duration((uint64_t)age.value) : g_strdup("");
}

static void draw_holder(struct drawing *drawing, const struct v8scope_timeline_entry *entry)
{
	char *name = v8scope_replay_holder_name(entry->holder);
	char *handles = v8scope_format_count(v8scope_clamp(entry->handles));
	char *age = age_text(entry, drawing->frame);
	enum v8scope_style style = entry->live ? V8SCOPE_STYLE_PLAIN : V8SCOPE_STYLE_DIM;
	int name_columns = (drawing->columns - COUNT_COLUMNS - AGE_COLUMNS) * 3 / 5;
	int bar = name_columns + COUNT_COLUMNS + 1;

	v8scope_screen_put(
		drawing->screen, drawing->row, 0, name_columns, style, V8SCOPE_ELIDE_END, name);
	v8scope_screen_putf(drawing->screen, drawing->row, name_columns, COUNT_COLUMNS,
		entry->live ? V8SCOPE_STYLE_BOLD : V8SCOPE_STYLE_DIM, "%*s", COUNT_COLUMNS,
		handles);
	draw_bar(drawing, bar, drawing->columns - AGE_COLUMNS - bar,
		entry->live ? (double)entry->handles / most_handles(drawing->isolate) : 0, style);
	put_right(drawing, style, age);
	drawing->row++;
	g_free(age);
	g_free(handles);
	g_free(name);
}

static void draw_holders(struct drawing *drawing, int rows)
{
	const struct v8scope_timeline_frame *frame = drawing->frame;
	char *scopes = v8scope_format_counted(frame->live_scopes.value, "live scope");
	char *handles = v8scope_format_counted(frame->handles.value, "handle");
	int end = drawing->row + rows + 1;

	if (frame->live_scopes.known && frame->handles.known) {
		v8scope_screen_putf(drawing->screen, drawing->row, 0, -1, V8SCOPE_STYLE_BOLD,
			"%s, %s", scopes, handles);
	} else {
		v8scope_screen_putf(
			drawing->screen, drawing->row, 0, -1, V8SCOPE_STYLE_DIM, "no census yet");
	}
	put_right(drawing, V8SCOPE_STYLE_DIM, "age");
	drawing->row++;
	for (uint32_t i = 0; i < frame->entry_count && drawing->row < end; i++) {
		draw_holder(drawing, &frame->entries[i]);
	}
	drawing->row = end;
	g_free(handles);
	g_free(scopes);
}

static const char *state_name(const struct v8scope_player *player)
{
	if (v8scope_player_is_at_end(player)) {
		return "ended";
	}
	return player->paused ? "paused" : "playing";
}

static char *speed_text(const struct v8scope_player *player)
{
	return player->speed >= V8SCOPE_PLAYER_SPEED_MAX ? g_strdup("max")
							 : g_strdup_printf("x%.3g", player->speed);
}

/* "census 9/15" */
static char *moment_text(const struct drawing *drawing)
{
	const struct v8scope_timeline_frame *frame = drawing->frame;

	if (frame->kind == V8SCOPE_TIMELINE_KIND_END) {
		return g_strdup("end");
	}
	return g_strdup_printf("%s %" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT,
		v8scope_timeline_kind_name(frame->kind), frame->number,
		drawing->isolate->moments[frame->kind]);
}

static void draw_status(struct drawing *drawing)
{
	const struct v8scope_player *player = drawing->view->player;
	int64_t duration = v8scope_player_duration(player);
	char *moment = moment_text(drawing);
	char *speed = speed_text(player);
	int progress = drawing->columns - STATUS_COLUMNS;

	v8scope_screen_putf(drawing->screen, drawing->row, 0, -1, V8SCOPE_STYLE_BOLD,
		"%s %.3f/%.3f s %s %s", state_name(player), (double)player->position_ns / SECOND_NS,
		(double)duration / SECOND_NS, moment, speed);
	if (progress >= MIN_PROGRESS_COLUMNS) {
		draw_bar(drawing, STATUS_COLUMNS, progress,
			duration > 0 ? (double)player->position_ns / (double)duration : 1,
			V8SCOPE_STYLE_DIM);
	}
	drawing->row++;
	g_free(speed);
	g_free(moment);
}

static void draw_keys(struct drawing *drawing)
{
	v8scope_screen_put(drawing->screen, drawing->row++, 0, -1, V8SCOPE_STYLE_DIM,
		V8SCOPE_ELIDE_END,
		drawing->columns < 60 ? "q quit  space pause  , . step  ? help"
				      : "q quit  space pause  , . step  g G full GC  + - speed"
					"  ? all keys");
}

static void draw_help(struct drawing *drawing)
{
	static const char *const lines[] = {
		"Keys",
		"space     pause, go on; at the end: again",
		". right   a moment on",
		", left    a moment back",
		"g G       to the next, the last full GC",
		"home end  to the start, to the end",
		"+ -       twice as fast, half as fast",
		"tab       the next isolate",
		"?         this help, and back",
		"q         quit",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		v8scope_screen_put(drawing->screen, (int)i, 0, -1,
			i == 0 ? V8SCOPE_STYLE_BOLD : V8SCOPE_STYLE_PLAIN, V8SCOPE_ELIDE_END,
			lines[i]);
	}
}

static void draw_replay(struct drawing *drawing)
{
	struct rows rows = divide_rows(v8scope_screen_rows(drawing->screen));

	draw_title(drawing);
	draw_verdict(drawing);
	drawing->row += rows.blanks / 2;
	draw_heap(drawing);
	draw_curve(drawing, rows.curve);
	draw_full_gcs(drawing);
	draw_promises(drawing, rows.promises);
	drawing->row += rows.blanks / 2;
	draw_holders(drawing, rows.holders);
	draw_status(drawing);
	draw_keys(drawing);
}

void v8scope_view_draw(struct v8scope_screen *screen, const struct v8scope_view *view)
{
	struct drawing drawing = {
		.screen = screen,
		.view = view,
		.isolate = view->player->isolate,
		.frame = v8scope_player_frame(view->player),
		.columns = v8scope_screen_columns(screen),
	};

	v8scope_screen_clear(screen);
	if (v8scope_screen_rows(screen) < MIN_ROWS || drawing.columns < MIN_COLUMNS) {
		v8scope_screen_putf(screen, 0, 0, -1, V8SCOPE_STYLE_PLAIN,
			"too small: %dx%d is needed", MIN_COLUMNS, MIN_ROWS);
	} else if (view->help) {
		draw_help(&drawing);
	} else {
		draw_replay(&drawing);
	}
	v8scope_screen_show(screen);
}
