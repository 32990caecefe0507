/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <glib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* Who waits for less wants no line. */
static const int64_t long_us = 2 * G_USEC_PER_SEC;
static const int64_t interval_us = G_USEC_PER_SEC;
/* With fewer lines above it a program cannot be read. */
static const unsigned short min_rows = 4;

#define SAVE_CURSOR "\0337"
#define RESTORE_CURSOR "\0338"
/* One line down and up again, in the same column: the last line scrolls up if need be. */
#define FREE_LAST_LINE "\033D\033[A"
#define SCROLL_ALL "\033[r"
#define ERASE_LINE "\033[K"

void v8scope_progress_init(struct v8scope_progress *progress, int fd)
{
	const char *term = g_getenv("TERM");

	*progress = (struct v8scope_progress){
		.fd = isatty(fd) && term && strcmp(term, "dumb") != 0 ? fd : -1,
		.started_us = g_get_monotonic_time(),
	};
}

/* What cannot be drawn is not worth a word. */
static void draw(const struct v8scope_progress *progress, const char *text)
{
	ssize_t written = write(progress->fd, text, strlen(text));

	(void)written;
}

/* Programs that read single keys take the whole terminal. */
static bool may_draw(const struct v8scope_progress *progress)
{
	struct termios modes;

	return progress->fd >= 0 && tcgetpgrp(progress->fd) == getpgrp() &&
	       tcgetattr(progress->fd, &modes) == 0 && modes.c_lflag & ICANON;
}

static bool get_size(const struct v8scope_progress *progress, struct winsize *size)
{
	return ioctl(progress->fd, TIOCGWINSZ, size) == 0 && size->ws_row >= min_rows &&
	       size->ws_col > 0;
}

bool v8scope_progress_is_due(struct v8scope_progress *progress)
{
	int64_t now = g_get_monotonic_time();

	if (!may_draw(progress)) {
		v8scope_progress_clear(progress);
		return false;
	}
	return now - progress->started_us >= long_us && now - progress->shown_us >= interval_us;
}

static void make_room(struct v8scope_progress *progress, unsigned short rows)
{
	char *text =
		g_strdup_printf(FREE_LAST_LINE SAVE_CURSOR "\033[1;%dr" RESTORE_CURSOR, rows - 1);

	draw(progress, text);
	progress->rows = rows;
	g_free(text);
}

static char *format_elapsed(int64_t us)
{
	int64_t seconds = us / G_USEC_PER_SEC;

	return seconds < 3600 ? g_strdup_printf("%d:%02d", (int)(seconds / 60), (int)(seconds % 60))
			      : g_strdup_printf("%d:%02d:%02d", (int)(seconds / 3600),
					(int)(seconds / 60 % 60), (int)(seconds % 60));
}

bool v8scope_progress_is_shown(const struct v8scope_progress *progress)
{
	return progress->rows != 0;
}

void v8scope_progress_show(struct v8scope_progress *progress, const char *text)
{
	int64_t now = g_get_monotonic_time();
	struct winsize size;

	if (!may_draw(progress) || !get_size(progress, &size)) {
		return;
	}
	if (progress->rows != size.ws_row) {
		v8scope_progress_clear(progress);
		make_room(progress, size.ws_row);
	}
	char *elapsed = format_elapsed(now - progress->started_us);
	char *line = g_strdup_printf("v8scope: %s   %s", elapsed, text);
	char *drawn = g_strdup_printf(SAVE_CURSOR "\033[%d;1H" ERASE_LINE "%.*s" RESTORE_CURSOR,
		size.ws_row, size.ws_col - 1, line);
	draw(progress, drawn);
	progress->shown_us = now;
	g_free(drawn);
	g_free(line);
	g_free(elapsed);
}

void v8scope_progress_clear(struct v8scope_progress *progress)
{
	struct winsize size;

	if (progress->rows == 0) {
		return;
	}
	/* A terminal that has become smaller or larger has it elsewhere, or not at all. */
	unsigned short row = get_size(progress, &size) ? size.ws_row : progress->rows;
	char *text =
		g_strdup_printf(SAVE_CURSOR SCROLL_ALL "\033[%d;1H" ERASE_LINE RESTORE_CURSOR, row);
	draw(progress, text);
	progress->rows = 0;
	g_free(text);
}
