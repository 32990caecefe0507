/* SPDX-License-Identifier: MIT */
#include "layout.h"

#include <math.h>
#include <string.h>

#include "clean.h"

#define DEFAULT_WIDTH 80
#define MIN_WIDTH 40
#define ITEM_GAP 3

static const char *const style_sequences[] = {
	[V8SCOPE_STYLE_PLAIN] = "",
	[V8SCOPE_STYLE_BOLD] = "\x1b[1m",
	[V8SCOPE_STYLE_DIM] = "\x1b[2m",
	[V8SCOPE_STYLE_GOOD] = "\x1b[1;32m",
	[V8SCOPE_STYLE_WARN] = "\x1b[1;33m",
	[V8SCOPE_STYLE_BAD] = "\x1b[1;31m",
};

#define STYLE_END "\x1b[0m"

void v8scope_layout_init(
	struct v8scope_layout *layout, GString *out, int width, bool color, bool ascii)
{
	*layout = (struct v8scope_layout){
		.out = out,
		.width = width > 0 ? MAX(width, MIN_WIDTH) : DEFAULT_WIDTH,
		.color = color,
		.ascii = ascii,
	};
}

static int char_width(gunichar c)
{
	if (g_unichar_iszerowidth(c)) {
		return 0;
	}
	return g_unichar_iswide(c) ? 2 : 1;
}

int v8scope_text_width(const char *text)
{
	int width = 0;

	for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
		width += char_width(g_utf8_get_char(p));
	}
	return width;
}

static const char *ellipsis(const struct v8scope_layout *layout)
{
	return layout->ascii ? "..." : "\u2026";
}

/* Bytes of the start of `text` that are at most `width` columns wide. */
static size_t prefix_length(const char *text, int width)
{
	const char *end = text;

	while (*end != '\0' && width >= char_width(g_utf8_get_char(end))) {
		width -= char_width(g_utf8_get_char(end));
		end = g_utf8_next_char(end);
	}
	return (size_t)(end - text);
}

/* As much of the start of `text` as fits. */
static char *elide_end(const struct v8scope_layout *layout, const char *text, int width)
{
	size_t length = prefix_length(text, width - v8scope_text_width(ellipsis(layout)));

	return g_strdup_printf("%.*s%s", (int)length, text, ellipsis(layout));
}

/* As much of the end of `text` as fits. */
static char *elide_start(const struct v8scope_layout *layout, const char *text, int width)
{
	int excess = v8scope_text_width(text) + v8scope_text_width(ellipsis(layout)) - width;

	while (*text != '\0' && excess > 0) {
		excess -= char_width(g_utf8_get_char(text));
		text = g_utf8_next_char(text);
	}
	return g_strconcat(ellipsis(layout), text, NULL);
}

/* Cleaned, and elided if it is wider than a line has room for. The caller owns it. */
static char *fit(const struct v8scope_layout *layout, const char *text, enum v8scope_elide elide)
{
	int room = layout->width - layout->indent;
	char *cleaned = v8scope_clean(text, layout->ascii);
	char *fitted;

	if (v8scope_text_width(cleaned) <= room) {
		return cleaned;
	}
	fitted = elide == V8SCOPE_ELIDE_START ? elide_start(layout, cleaned, room)
					      : elide_end(layout, cleaned, room);
	g_free(cleaned);
	return fitted;
}

char *v8scope_fit_text(const char *text, int width, enum v8scope_elide elide, bool ascii)
{
	const struct v8scope_layout line = {.width = MAX(width, 0), .ascii = ascii};
	char *fitted = fit(&line, text, elide);

	/* The ellipsis itself may be too wide. */
	fitted[prefix_length(fitted, line.width)] = '\0';
	return fitted;
}

static void pad(struct v8scope_layout *layout, int count)
{
	for (int i = 0; i < count; i++) {
		g_string_append_c(layout->out, ' ');
	}
	layout->column += MAX(count, 0);
}

void v8scope_style_append(GString *out, bool color, enum v8scope_style style, const char *text)
{
	bool styled = color && style != V8SCOPE_STYLE_PLAIN;

	if (styled) {
		g_string_append(out, style_sequences[style]);
	}
	g_string_append(out, text);
	if (styled) {
		g_string_append(out, STYLE_END);
	}
}

static void put(struct v8scope_layout *layout, enum v8scope_style style, const char *text)
{
	v8scope_style_append(layout->out, layout->color, style, text);
	layout->column += v8scope_text_width(text);
}

static void break_line(struct v8scope_layout *layout)
{
	g_string_append_c(layout->out, '\n');
	layout->column = 0;
	pad(layout, layout->indent);
}

/* Puts a text that is clean already, behind a gap, or on a new line. */
static void put_item(
	struct v8scope_layout *layout, enum v8scope_style style, const char *text, int gap)
{
	if (layout->column > layout->indent) {
		if (layout->column + gap + v8scope_text_width(text) > layout->width) {
			break_line(layout);
		} else {
			pad(layout, gap);
		}
	}
	put(layout, style, text);
}

void v8scope_layout_begin(
	struct v8scope_layout *layout, int label_indent, const char *label, int indent)
{
	layout->indent = indent;
	layout->column = 0;
	if (label != NULL) {
		pad(layout, label_indent);
		put(layout, V8SCOPE_STYLE_DIM, label);
	}
	pad(layout, indent - layout->column);
}

void v8scope_layout_item(struct v8scope_layout *layout, enum v8scope_style style,
	enum v8scope_elide elide, const char *text)
{
	char *fitted = fit(layout, text, elide);

	put_item(layout, style, fitted, ITEM_GAP);
	g_free(fitted);
}

void v8scope_layout_itemf(struct v8scope_layout *layout, const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	v8scope_layout_item(layout, V8SCOPE_STYLE_PLAIN, V8SCOPE_ELIDE_END, text);
	g_free(text);
}

void v8scope_layout_end(struct v8scope_layout *layout)
{
	g_string_append_c(layout->out, '\n');
	layout->column = 0;
}

/* A word wider than a line is broken: the end of a path is what matters in it. */
static void put_word(struct v8scope_layout *layout, const char *word)
{
	int room = layout->width - layout->indent;
	char *cleaned = v8scope_clean(word, layout->ascii);
	const char *rest = cleaned;

	while (*rest != '\0') {
		size_t length = prefix_length(rest, room);
		char *part = g_strndup(rest, length);

		put_item(layout, V8SCOPE_STYLE_PLAIN, part, 1);
		rest += length;
		g_free(part);
	}
	g_free(cleaned);
}

void v8scope_layout_paragraph(struct v8scope_layout *layout, int label_indent, const char *label,
	int indent, const char *text)
{
	char **words = g_strsplit_set(text, " \n\t", -1);

	v8scope_layout_begin(layout, label_indent, label, indent);
	for (char **word = words; *word != NULL; word++) {
		put_word(layout, *word);
	}
	v8scope_layout_end(layout);
	g_strfreev(words);
}

void v8scope_layout_blank(struct v8scope_layout *layout)
{
	g_string_append_c(layout->out, '\n');
}

char *v8scope_layout_bar(const struct v8scope_layout *layout, double share, int cells)
{
	int filled = isfinite(share) ? (int)lround(CLAMP(share, 0, 1) * cells) : 0;
	GString *bar = g_string_new(NULL);

	for (int i = 0; i < cells; i++) {
		if (layout->ascii) {
			g_string_append(bar, i < filled ? "#" : ".");
		} else {
			g_string_append(bar, i < filled ? "\u2588" : "\u2591");
		}
	}
	return g_string_free(bar, FALSE);
}

enum v8scope_style v8scope_verdict_style(enum v8scope_verdict verdict)
{
	switch (verdict) {
	case V8SCOPE_VERDICT_OK:
		return V8SCOPE_STYLE_GOOD;
	case V8SCOPE_VERDICT_LEAK:
		return V8SCOPE_STYLE_BAD;
	default:
		return V8SCOPE_STYLE_WARN;
	}
}
