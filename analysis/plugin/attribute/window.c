/* SPDX-License-Identifier: MIT */
#include "window.h"

#include <glib.h>
#include <string.h>

static const int64_t second_ns = 1000000000;
/* Twice that is still an int64_t of nanoseconds: a beginning and what comes after it. */
static const int64_t max_seconds = INT64_C(4000000000);

static const struct {
	const char *suffix;
	int64_t ns;
} units[] = {
	{"ms", 1000000},
	{"s", 1000000000},
	{"m", INT64_C(60000000000)},
	{"h", INT64_C(3600000000000)},
};

/*
 * "2.5" of a unit, exactly: a double has not the digits for nanoseconds since 1970.
 * `rest` is what follows the number.
 */
static bool parse_decimal(const char *text, int64_t unit_ns, int64_t *ns, const char **rest)
{
	const char *digit = text;
	int64_t part_ns = unit_ns;

	*ns = 0;
	for (; g_ascii_isdigit(*digit); digit++) {
		*ns = *ns * 10 + (*digit - '0');
		if (*ns > max_seconds) {
			return false;
		}
	}
	if (digit == text || *ns > max_seconds * second_ns / unit_ns) {
		return false;
	}
	*ns *= unit_ns;
	if (*digit == '.') {
		for (digit++; g_ascii_isdigit(*digit); digit++) {
			part_ns /= 10;
			*ns += (*digit - '0') * part_ns;
		}
	}
	*rest = digit;
	return true;
}

static bool parse_since_start(const char *text, struct v8scope_window_edge *edge)
{
	size_t number = strspn(text, "0123456789.");
	const char *rest;

	for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
		if (strcmp(text + number, units[i].suffix) == 0) {
			edge->from_start = true;
			return parse_decimal(text, units[i].ns, &edge->ns, &rest) &&
			       rest == text + number;
		}
	}
	return false;
}

static bool parse_since_1970(const char *text, struct v8scope_window_edge *edge)
{
	const char *rest;

	return text[0] == '@' && parse_decimal(text + 1, second_ns, &edge->ns, &rest) &&
	       *rest == '\0';
}

static bool parse_date(const char *text, struct v8scope_window_edge *edge)
{
	GTimeZone *zone = g_time_zone_new_local();
	GDateTime *time = g_date_time_new_from_iso8601(text, zone);
	bool ok = false;

	if (time != NULL) {
		int64_t seconds = g_date_time_to_unix(time);

		ok = seconds >= 0 && seconds <= max_seconds;
		if (ok) {
			edge->ns = seconds * second_ns +
				   (int64_t)g_date_time_get_microsecond(time) * 1000;
		}
		g_date_time_unref(time);
	}
	g_time_zone_unref(zone);
	return ok;
}

bool v8scope_window_edge_parse(const char *text, struct v8scope_window_edge *edge)
{
	*edge = (struct v8scope_window_edge){0};
	edge->given = parse_since_start(text, edge) || parse_since_1970(text, edge) ||
		      parse_date(text, edge);
	return edge->given;
}

static void resolve(struct v8scope_window_edge *edge, int64_t start_ns)
{
	if (edge->from_start) {
		edge->from_start = false;
		edge->ns += start_ns;
	}
}

void v8scope_window_resolve(struct v8scope_window *window, int64_t start_ns)
{
	resolve(&window->begin, start_ns);
	resolve(&window->end, start_ns);
}
