/* SPDX-License-Identifier: MIT */
#include "units.h"

#include <glib.h>
#include <math.h>
#include <string.h>

int64_t v8scope_clamp(uint64_t count)
{
	return count <= INT64_MAX ? (int64_t)count : INT64_MAX;
}

char *v8scope_format_bytes(int64_t bytes)
{
	static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
	double value = (double)bytes;
	size_t unit = 0;

	/* 1023.95 would be shown as 1024.0 of the smaller unit. */
	while (fabs(value) >= (unit == 0 ? 1024 : 1023.95) && unit + 1 < G_N_ELEMENTS(units)) {
		value /= 1024;
		unit++;
	}
	return g_strdup_printf("%.*f %s", unit == 0 ? 0 : 1, value, units[unit]);
}

char *v8scope_format_count(int64_t count)
{
	char digits[32];
	GString *text = g_string_new(NULL);
	size_t length;

	g_snprintf(digits, sizeof(digits), "%" G_GINT64_FORMAT, count);
	length = strlen(digits);
	for (size_t i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0 && digits[i - 1] != '-') {
			g_string_append_c(text, ',');
		}
		g_string_append_c(text, digits[i]);
	}
	return g_string_free(text, FALSE);
}

char *v8scope_format_counted(int64_t count, const char *noun)
{
	char *number = v8scope_format_count(count);
	char *text = g_strdup_printf("%s %s%s", number, noun, count == 1 ? "" : "s");

	g_free(number);
	return text;
}

char *v8scope_format_duration(uint64_t ns)
{
	/* Each unit in those of the one before. */
	static const struct {
		const char *name;
		double size;
	} units[] = {{"ns", 1}, {"us", 1000}, {"ms", 1000}, {"s", 1000}, {"min", 60}, {"h", 60}};
	double value = (double)ns;
	size_t unit = 0;

	while (unit + 1 < G_N_ELEMENTS(units) && value >= units[unit + 1].size - 0.05) {
		value /= units[++unit].size;
	}
	return g_strdup_printf("%.*f %s", unit == 0 ? 0 : 1, value, units[unit].name);
}

char *v8scope_format_utc(int64_t unix_ns)
{
	GDateTime *time = g_date_time_new_from_unix_utc(unix_ns / G_GINT64_CONSTANT(1000000000));
	char *seconds, *text;

	if (time == NULL) {
		return NULL;
	}
	seconds = g_date_time_format(time, "%Y-%m-%dT%H:%M:%S");
	text = g_strdup_printf("%s.%03dZ", seconds, (int)(ABS(unix_ns) / 1000000 % 1000));
	g_free(seconds);
	g_date_time_unref(time);
	return text;
}

char *v8scope_format_time(int64_t unix_ns)
{
	GDateTime *time = g_date_time_new_from_unix_local(unix_ns / G_GINT64_CONSTANT(1000000000));
	char *text;

	if (time == NULL) {
		return NULL;
	}
	text = g_date_time_format(time, "%Y-%m-%d %H:%M:%S");
	g_date_time_unref(time);
	return text;
}
