/* SPDX-License-Identifier: MIT */
/*
 * Text for a terminal of a given width. Everything that is added is cleaned of
 * control characters first: names come from foreign programs, and a terminal
 * would obey an escape sequence in one.
 */
#ifndef V8SCOPE_LAYOUT_H
#define V8SCOPE_LAYOUT_H

#include <glib.h>
#include <stdbool.h>

#include "report.h"

enum v8scope_style {
	V8SCOPE_STYLE_PLAIN,
	V8SCOPE_STYLE_BOLD,
	V8SCOPE_STYLE_DIM,
	V8SCOPE_STYLE_GOOD,
	V8SCOPE_STYLE_WARN,
	V8SCOPE_STYLE_BAD,
};

enum v8scope_style v8scope_verdict_style(enum v8scope_verdict verdict);

/* What to leave out of a text that is wider than the line. */
enum v8scope_elide {
	V8SCOPE_ELIDE_END,
	V8SCOPE_ELIDE_START, /* for paths */
};

/* `text`, which is clean already, in that style if `color`. */
void v8scope_style_append(GString *out, bool color, enum v8scope_style style, const char *text);

struct v8scope_layout {
	GString *out; /* borrowed */
	int width;
	bool color;
	bool ascii;
	int indent; /* of the current line's continuation */
	int column; /* where the current line ends; == indent: nothing is on it */
};

/* `width` 0: 80. `out` must outlive the layout. */
void v8scope_layout_init(
	struct v8scope_layout *layout, GString *out, int width, bool color, bool ascii);

/*
 * A line of items, three spaces apart; an item that no longer fits begins a new
 * line, indented by `indent`. `label` (NULL: none) stands at `label_indent`, before the first.
 */
void v8scope_layout_begin(
	struct v8scope_layout *layout, int label_indent, const char *label, int indent);
void v8scope_layout_item(struct v8scope_layout *layout, enum v8scope_style style,
	enum v8scope_elide elide, const char *text);
/* Likewise, formatted, plain, elided at the end. */
void v8scope_layout_itemf(struct v8scope_layout *layout, const char *format, ...)
	G_GNUC_PRINTF(2, 3);
void v8scope_layout_end(struct v8scope_layout *layout);

/* Words wrapped to the width; label and indentation as above. */
void v8scope_layout_paragraph(struct v8scope_layout *layout, int label_indent, const char *label,
	int indent, const char *text);

void v8scope_layout_blank(struct v8scope_layout *layout);

/* Columns that it takes on a terminal. */
int v8scope_text_width(const char *text);

/* Cleaned, and cut to at most `width` columns. The caller owns it. */
char *v8scope_fit_text(const char *text, int width, enum v8scope_elide elide, bool ascii);

/* A bar of `cells` for a share from 0 to 1. The caller owns it. */
char *v8scope_layout_bar(const struct v8scope_layout *layout, double share, int cells);

#endif
