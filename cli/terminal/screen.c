/* SPDX-License-Identifier: MIT */
#include "screen.h"

#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* After GLib's: it has macros for names that are functions there. */
#define NCURSES_NOMACROS
#include <curses.h>
#include <term.h>

#include "../exit_status.h"

/* How long after an Escape the rest of a function key may come. */
#define ESCAPE_DELAY_MS 25

static const int ending_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

struct v8scope_screen {
	SCREEN *curses; /* owned */
	bool ascii;
	bool color;
	struct sigaction original[G_N_ELEMENTS(ending_signals)];
};

static volatile sig_atomic_t ending_signal;
static bool is_open;

static void note_signal(int number)
{
	ending_signal = number;
}

static void catch_signals(struct v8scope_screen *screen)
{
	const struct sigaction action = {.sa_handler = note_signal};

	ending_signal = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(ending_signals); i++) {
		sigaction(ending_signals[i], NULL, &screen->original[i]);
		/* What is ignored (nohup) stays so. */
		if (screen->original[i].sa_handler != SIG_IGN) {
			sigaction(ending_signals[i], &action, NULL);
		}
	}
}

static void release_signals(const struct v8scope_screen *screen)
{
	for (size_t i = 0; i < G_N_ELEMENTS(ending_signals); i++) {
		sigaction(ending_signals[i], &screen->original[i], NULL);
	}
}

static void restore_at_exit(void)
{
	if (is_open) {
		endwin();
	}
}

/* One that can place characters anywhere. */
static bool knows_terminal(void)
{
	int status;
	const char *cursor_address_sequence;

	if (setupterm(NULL, STDOUT_FILENO, &status) != OK) {
		return false;
	}
	cursor_address_sequence = tigetstr("cup");
	return cursor_address_sequence && cursor_address_sequence != (const char *)-1;
}

bool v8scope_screen_is_possible(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && knows_terminal();
}

static bool wants_color(void)
{
	const char *no_color = g_getenv("NO_COLOR");

	return !(no_color && *no_color) && has_colors();
}

static void init_colors(void)
{
	start_color();
	use_default_colors();
	init_pair(V8SCOPE_STYLE_GOOD, COLOR_GREEN, -1);
	init_pair(V8SCOPE_STYLE_WARN, COLOR_YELLOW, -1);
	init_pair(V8SCOPE_STYLE_BAD, COLOR_RED, -1);
}

struct v8scope_screen *v8scope_screen_open(GError **error)
{
	static bool registered;
	struct v8scope_screen *screen = g_new0(struct v8scope_screen, 1);

	/* Before curses, which would set handlers of its own where there are none. */
	catch_signals(screen);
	screen->curses = newterm(NULL, stdout, stdin);
	if (!screen->curses) {
		release_signals(screen);
		g_free(screen);
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"TERM=%s: this terminal cannot be drawn on; expected one that terminfo "
			"knows",
			g_getenv("TERM") ? g_getenv("TERM") : "");
		return NULL;
	}
	is_open = true;
	if (!registered) {
		atexit(restore_at_exit);
		registered = true;
	}
	cbreak();
	noecho();
	keypad(stdscr, TRUE);
	set_escdelay(ESCAPE_DELAY_MS);
	curs_set(0);
	screen->ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	screen->color = wants_color();
	if (screen->color) {
		init_colors();
	}
	return screen;
}

void v8scope_screen_close(struct v8scope_screen *screen)
{
	if (!screen) {
		return;
	}
	endwin();
	is_open = false;
	delscreen(screen->curses);
	release_signals(screen);
	g_free(screen);
	if (ending_signal != 0) {
		raise(ending_signal);
	}
}

int v8scope_screen_rows(const struct v8scope_screen *screen)
{
	(void)screen;
	return getmaxy(stdscr);
}

int v8scope_screen_columns(const struct v8scope_screen *screen)
{
	(void)screen;
	return getmaxx(stdscr);
}

bool v8scope_screen_is_ascii(const struct v8scope_screen *screen)
{
	return screen->ascii;
}

static int function_key(int key)
{
	static const struct {
		int curses;
		enum v8scope_key key;
	} keys[] = {
		{KEY_LEFT, V8SCOPE_KEY_LEFT},
		{KEY_RIGHT, V8SCOPE_KEY_RIGHT},
		{KEY_UP, V8SCOPE_KEY_UP},
		{KEY_DOWN, V8SCOPE_KEY_DOWN},
		{KEY_HOME, V8SCOPE_KEY_HOME},
		{KEY_END, V8SCOPE_KEY_END},
		{KEY_PPAGE, V8SCOPE_KEY_PAGE_UP},
		{KEY_NPAGE, V8SCOPE_KEY_PAGE_DOWN},
		{KEY_BTAB, V8SCOPE_KEY_BACK_TAB},
		{KEY_RESIZE, V8SCOPE_KEY_RESIZE},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		if (keys[i].curses == key) {
			return (int)keys[i].key;
		}
	}
	return V8SCOPE_KEY_OTHER;
}

static bool is_gone(void)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

	return poll(&input, 1, 0) > 0 && (input.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

int v8scope_screen_key(struct v8scope_screen *screen, int timeout_ms)
{
	wint_t key;
	int status;

	(void)screen;
	timeout(timeout_ms);
	status = get_wch(&key);
	if (ending_signal != 0) {
		return V8SCOPE_KEY_CLOSED;
	}
	switch (status) {
	case OK:
		return (int)key;
	case KEY_CODE_YES:
		return function_key((int)key);
	default:
		return is_gone() ? V8SCOPE_KEY_CLOSED : V8SCOPE_KEY_NONE;
	}
}

void v8scope_screen_clear(struct v8scope_screen *screen)
{
	(void)screen;
	erase();
}

void v8scope_screen_show(struct v8scope_screen *screen)
{
	(void)screen;
	refresh();
}

static attr_t attributes(const struct v8scope_screen *screen, enum v8scope_style style)
{
	switch (style) {
	case V8SCOPE_STYLE_PLAIN:
		return A_NORMAL;
	case V8SCOPE_STYLE_BOLD:
		return A_BOLD;
	case V8SCOPE_STYLE_DIM:
		return A_DIM;
	default:
		return screen->color ? A_BOLD | (attr_t)COLOR_PAIR(style) : A_BOLD;
	}
}

int v8scope_screen_put(struct v8scope_screen *screen, int row, int column, int width,
	enum v8scope_style style, enum v8scope_elide elide, const char *text)
{
	int room = v8scope_screen_columns(screen) - column;
	char *fitted;
	int taken;

	if (row < 0 || row >= v8scope_screen_rows(screen) || column < 0 || room <= 0) {
		return 0;
	}
	fitted = v8scope_fit_text(text, width < 0 ? room : MIN(width, room), elide, screen->ascii);
	taken = v8scope_text_width(fitted);
	attrset((int)attributes(screen, style));
	mvaddstr(row, column, fitted);
	attrset(A_NORMAL);
	g_free(fitted);
	return taken;
}

int v8scope_screen_putf(struct v8scope_screen *screen, int row, int column, int width,
	enum v8scope_style style, const char *format, ...)
{
	va_list arguments;
	char *text;
	int taken;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	taken = v8scope_screen_put(screen, row, column, width, style, V8SCOPE_ELIDE_END, text);
	g_free(text);
	return taken;
}
