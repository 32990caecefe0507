/* SPDX-License-Identifier: MIT */
#include "clean.h"

/* Control and format characters (which include those that reorder text), unassigned ones. */
static bool is_safe(gunichar c)
{
	switch (g_unichar_type(c)) {
	case G_UNICODE_CONTROL:
	case G_UNICODE_FORMAT:
	case G_UNICODE_UNASSIGNED:
	case G_UNICODE_PRIVATE_USE:
	case G_UNICODE_SURROGATE:
	case G_UNICODE_LINE_SEPARATOR:
	case G_UNICODE_PARAGRAPH_SEPARATOR:
		return false;
	default:
		return true;
	}
}

char *v8scope_clean(const char *text, bool ascii)
{
	char *valid = g_utf8_make_valid(text, -1);
	GString *result = g_string_new(NULL);

	for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (!is_safe(c)) {
			g_string_append_printf(result, c < 0x100 ? "\\x%02x" : "\\u{%x}", c);
		} else if (ascii && c >= 0x80) {
			g_string_append_c(result, '?');
		} else {
			g_string_append_unichar(result, c);
		}
	}
	g_free(valid);
	return g_string_free(result, FALSE);
}
