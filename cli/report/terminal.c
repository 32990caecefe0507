/* SPDX-License-Identifier: MIT */
#include "terminal.h"

#include <glib.h>
#include <langinfo.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const int narrowest = 40;
static const int widest = 1000;

void v8scope_terminal_inspect(struct v8scope_terminal *terminal, int fd)
{
	struct winsize size;

	*terminal = (struct v8scope_terminal){
		.is_terminal = fd >= 0 && isatty(fd),
		.no_color = g_getenv("NO_COLOR"),
		.columns = g_getenv("COLUMNS"),
		.charset = nl_langinfo(CODESET),
	};
	if (terminal->is_terminal && ioctl(fd, TIOCGWINSZ, &size) == 0) {
		terminal->width = size.ws_col;
	}
}

/* What the user says wins; 0 leaves it to the renderer. */
static int choose_width(const struct v8scope_terminal *terminal)
{
	gint64 columns = terminal->columns ? g_ascii_strtoll(terminal->columns, NULL, 10) : 0;
	gint64 width = columns > 0 ? columns : terminal->width;

	return width > 0 ? (int)CLAMP(width, narrowest, widest) : 0;
}

struct v8scope_render_options v8scope_terminal_render_options(
	const struct v8scope_terminal *terminal)
{
	bool no_color = terminal->no_color && *terminal->no_color;

	return (struct v8scope_render_options){
		.color = terminal->is_terminal && !no_color,
		.ascii = g_strcmp0(terminal->charset, "UTF-8") != 0,
		.width = choose_width(terminal),
	};
}
