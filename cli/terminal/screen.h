/* SPDX-License-Identifier: MIT */
/*
 * The whole terminal, for the commands that draw on it. However the program ends, the
 * terminal is given back as it was.
 */
#ifndef V8SCOPE_TERMINAL_SCREEN_H
#define V8SCOPE_TERMINAL_SCREEN_H

#include <glib.h>
#include <stdbool.h>

#include "layout.h"

/* A key that is a character is that character. */
enum v8scope_key {
	V8SCOPE_KEY_NONE = 0, /* time is up */
	V8SCOPE_KEY_LEFT = 0x110000,
	V8SCOPE_KEY_RIGHT,
	V8SCOPE_KEY_UP,
	V8SCOPE_KEY_DOWN,
	V8SCOPE_KEY_HOME,
	V8SCOPE_KEY_END,
	V8SCOPE_KEY_PAGE_UP,
	V8SCOPE_KEY_PAGE_DOWN,
	V8SCOPE_KEY_BACK_TAB,
	V8SCOPE_KEY_RESIZE, /* the terminal has another size: draw again */
	V8SCOPE_KEY_CLOSED, /* a signal asks the program to end, or the terminal is gone */
	V8SCOPE_KEY_OTHER,
};

struct v8scope_screen;

/* Can it be drawn on: are standard input and output a terminal, and do we know its kind? */
bool v8scope_screen_is_possible(void);

/* After setlocale(). One at a time; NULL: it cannot be drawn on. */
struct v8scope_screen *v8scope_screen_open(GError **error);

/*
 * NULL-safe. A signal that asked the program to end is sent again, so that it ends as the
 * sender expects.
 */
void v8scope_screen_close(struct v8scope_screen *screen);

int v8scope_screen_rows(const struct v8scope_screen *screen);
int v8scope_screen_columns(const struct v8scope_screen *screen);

/* Only characters of ASCII can be shown. */
bool v8scope_screen_is_ascii(const struct v8scope_screen *screen);

/* The next key, waiting at most so long. A character or an enum v8scope_key. */
int v8scope_screen_key(struct v8scope_screen *screen, int timeout_ms);

/* A frame: clear, put, put, ..., show. */
void v8scope_screen_clear(struct v8scope_screen *screen);
void v8scope_screen_show(struct v8scope_screen *screen);

/*
 * Text, cleaned of control characters and cut to `width` columns and to the screen. `width`
 * -1: up to the screen's edge. The columns that it took.
 */
int v8scope_screen_put(struct v8scope_screen *screen, int row, int column, int width,
	enum v8scope_style style, enum v8scope_elide elide, const char *text);

/* Likewise, formatted, cut at its end. */
int v8scope_screen_putf(struct v8scope_screen *screen, int row, int column, int width,
	enum v8scope_style style, const char *format, ...) G_GNUC_PRINTF(6, 7);

#endif
