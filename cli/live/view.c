/* SPDX-License-Identifier: MIT */
#include "view.h"

#include "../terminal/screen.h"

#define TITLE_ROWS 1
#define KEYS_ROWS 1

static const char *const help_lines[] = {
	"q       end (and end the program, if it was started here)",
	"space   hold the table, and let it go on",
	"s       sort by the next of: growth, handles, handles gained, age, name",
	"g h i a n   sort by growth, handles, handles gained, age, name",
	"r       turn the order round",
	"up down, page up, page down, home, end   scroll",
	"?       this, and back",
	"",
	"GROWTH and GAINED count from the first full collection after the program",
	"got going to the last one; /S and /CHECKPOINT divide them by the time and",
	"the microtask checkpoints between those. HANDLES are those of now.",
};

static const struct {
	int key;
	enum v8scope_live_sort sort;
} sort_keys[] = {
	{'g', V8SCOPE_LIVE_SORT_GROWTH},
	{'h', V8SCOPE_LIVE_SORT_HANDLES},
	{'i', V8SCOPE_LIVE_SORT_GAINED},
	{'a', V8SCOPE_LIVE_SORT_AGE},
	{'n', V8SCOPE_LIVE_SORT_NAME},
};

/* False: no key to sort by. */
static bool sort_by_key(struct v8scope_live_view *view, int key)
{
	if (key == 's') {
		view->sort = (view->sort + 1) % V8SCOPE_LIVE_SORT_COUNT;
		return true;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(sort_keys); i++) {
		if (sort_keys[i].key == key) {
			view->sort = sort_keys[i].sort;
			return true;
		}
	}
	return false;
}

/* What is too much, drawing corrects. */
static bool scroll(struct v8scope_live_view *view, int key)
{
	static const int page = 10;

	switch (key) {
	case V8SCOPE_KEY_UP:
		view->top--;
		return true;
	case V8SCOPE_KEY_DOWN:
		view->top++;
		return true;
	case V8SCOPE_KEY_PAGE_UP:
		view->top -= page;
		return true;
	case V8SCOPE_KEY_PAGE_DOWN:
		view->top += page;
		return true;
	case V8SCOPE_KEY_HOME:
		view->top = 0;
		return true;
	case V8SCOPE_KEY_END:
		view->top = G_MAXINT / 2;
		return true;
	default:
		return false;
	}
}

enum v8scope_live_action v8scope_live_view_key(struct v8scope_live_view *view, int key)
{
	switch (key) {
	case 'q':
	case 'Q':
		return V8SCOPE_LIVE_ACTION_QUIT;
	case ' ':
	case 'p':
		view->paused = !view->paused;
		return V8SCOPE_LIVE_ACTION_DRAW;
	case 'r':
		view->reverse = !view->reverse;
		return V8SCOPE_LIVE_ACTION_DRAW;
	case '?':
		view->help = !view->help;
		view->top = 0;
		return V8SCOPE_LIVE_ACTION_DRAW;
	case V8SCOPE_KEY_RESIZE:
		return V8SCOPE_LIVE_ACTION_DRAW;
	default:
		return sort_by_key(view, key) || scroll(view, key) ? V8SCOPE_LIVE_ACTION_DRAW
								   : V8SCOPE_LIVE_ACTION_NONE;
	}
}

static void draw_line(struct v8scope_screen *screen, int row, const GPtrArray *spans)
{
	int column = 0;

	for (guint i = 0; i < spans->len; i++) {
		const struct v8scope_live_span *span = g_ptr_array_index(spans, i);

		column += v8scope_screen_put(
			screen, row, column, -1, span->style, V8SCOPE_ELIDE_END, span->text);
	}
}

/* The first line to show of `count`, with room for `room`. */
static int clamp_top(int top, int count, int room)
{
	return CLAMP(top, 0, MAX(count - room, 0));
}

static void draw_table(struct v8scope_live_view *view, struct v8scope_screen *screen,
	const struct v8scope_report *report, int room)
{
	const struct v8scope_live_look look = {
		.width = v8scope_screen_columns(screen),
		.ascii = view->ascii,
		.sort = view->sort,
		.reverse = view->reverse,
		.now_ns = view->report_ns,
	};
	GPtrArray *lines = v8scope_live_table(report, &look);

	view->top = clamp_top(view->top, (int)lines->len, room);
	for (int i = 0; i < room && view->top + i < (int)lines->len; i++) {
		draw_line(screen, TITLE_ROWS + i, g_ptr_array_index(lines, view->top + i));
	}
	g_ptr_array_unref(lines);
}

static void draw_help(struct v8scope_live_view *view, struct v8scope_screen *screen, int room)
{
	int count = (int)G_N_ELEMENTS(help_lines);

	view->top = clamp_top(view->top, count, room);
	for (int i = 0; i < room && view->top + i < count; i++) {
		v8scope_screen_putf(screen, TITLE_ROWS + i, 0, -1, V8SCOPE_STYLE_PLAIN, "%s",
			help_lines[view->top + i]);
	}
}

static void draw_keys(const struct v8scope_live_view *view, struct v8scope_screen *screen)
{
	v8scope_screen_putf(screen, v8scope_screen_rows(screen) - KEYS_ROWS, 0, -1,
		V8SCOPE_STYLE_DIM, "q end  space %s  s sort: %s  ? help",
		view->paused ? "go on" : "hold", v8scope_live_sort_name(view->sort));
}

void v8scope_live_view_draw(struct v8scope_live_view *view, struct v8scope_screen *screen,
	const struct v8scope_report *report, const char *title)
{
	int room = MAX(v8scope_screen_rows(screen) - TITLE_ROWS - KEYS_ROWS, 1);

	v8scope_screen_clear(screen);
	v8scope_screen_put(screen, 0, 0, -1, V8SCOPE_STYLE_BOLD, V8SCOPE_ELIDE_END, title);
	if (view->help) {
		draw_help(view, screen, room);
	} else if (report) {
		draw_table(view, screen, report, room);
	}
	draw_keys(view, screen);
	v8scope_screen_show(screen);
}
