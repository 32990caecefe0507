/* SPDX-License-Identifier: MIT */
#include "surrogates.h"

#include <glib.h>
#include <string.h>

enum {
	ESCAPE_LENGTH = 6 /* \uXXXX */
};

/* The code unit of a complete escape, 0 if it is none. */
static unsigned code_unit(const char *escape)
{
	unsigned unit = 0;

	if (escape[0] != '\\' || escape[1] != 'u') {
		return 0;
	}
	for (int i = 2; i < ESCAPE_LENGTH; i++) {
		int digit = g_ascii_xdigit_value(escape[i]);

		if (digit < 0) {
			return 0;
		}
		unit = unit << 4 | (unsigned)digit;
	}
	return unit;
}

static bool is_high(unsigned unit)
{
	return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low(unsigned unit)
{
	return unit >= 0xdc00 && unit < 0xe000;
}

/* Repairs the escape at `text`. Returns its length, 0 if more text is needed to tell. */
static size_t repair_escape(char *text, size_t length)
{
	unsigned unit;

	if (length < 2) {
		return 0;
	}
	if (text[1] != 'u') {
		return 2;
	}
	if (length < ESCAPE_LENGTH) {
		return 0;
	}
	unit = code_unit(text);
	if (is_high(unit)) {
		if (length < 2 * ESCAPE_LENGTH) {
			return 0;
		}
		if (is_low(code_unit(text + ESCAPE_LENGTH))) {
			return (size_t)2 * ESCAPE_LENGTH;
		}
	}
	if (is_high(unit) || is_low(unit)) {
		memcpy(text + 2, "FFFD", 4);
	}
	return ESCAPE_LENGTH;
}

/* Of the last text, what is too short to tell: a low half, if any, cannot follow. */
static void repair_end(char *text, size_t length)
{
	if (length >= ESCAPE_LENGTH && is_high(code_unit(text))) {
		memcpy(text + 2, "FFFD", 4);
	}
}

size_t v8scope_surrogates_repair(char *text, size_t length, bool last)
{
	size_t done = 0;

	while (done < length) {
		char *escape = memchr(text + done, '\\', length - done);
		size_t width;

		if (escape == NULL) {
			break;
		}
		done = (size_t)(escape - text);
		width = repair_escape(escape, length - done);
		if (width == 0 && !last) {
			return done;
		}
		if (width == 0) {
			repair_end(escape, length - done);
			width = ESCAPE_LENGTH;
		}
		done += width;
	}
	return length;
}
