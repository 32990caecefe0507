/* SPDX-License-Identifier: MIT */
/* What the standard output can show. */
#ifndef V8SCOPE_REPORT_TERMINAL_H
#define V8SCOPE_REPORT_TERMINAL_H

#include <stdbool.h>

#include "render.h"

/* The facts that the options are made of. Strings are borrowed; NULL: not set. */
struct v8scope_terminal {
	bool is_terminal;
	int width; /* columns; 0: not known */
	const char *no_color;
	const char *columns; /* $COLUMNS */
	const char *charset;
};

/* Those of `fd`, after setlocale(). `fd` -1: a file, which is no terminal. */
void v8scope_terminal_inspect(struct v8scope_terminal *terminal, int fd);

struct v8scope_render_options v8scope_terminal_render_options(
	const struct v8scope_terminal *terminal);

#endif
