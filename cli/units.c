/* SPDX-License-Identifier: MIT */
#include "units.h"

#include <string.h>

static const uint64_t longest_ms = 24ULL * 60 * 60 * 1000;

static const struct {
	const char *suffix;
	uint64_t milliseconds;
} duration_units[] = {
	{"ms", 1},
	{"s", 1000},
	{"m", 60 * 1000},
};

bool v8scope_parse_duration(const char *text, uint64_t *milliseconds)
{
	char *end = NULL;

	if (!g_ascii_isdigit(text[0])) {
		return false;
	}
	uint64_t number = g_ascii_strtoull(text, &end, 10);
	for (size_t i = 0; i < G_N_ELEMENTS(duration_units); i++) {
		uint64_t unit = duration_units[i].milliseconds;

		if (strcmp(end, duration_units[i].suffix) != 0) {
			continue;
		}
		if (number == 0 || number > longest_ms / unit) {
			return false;
		}
		*milliseconds = number * unit;
		return true;
	}
	return false;
}

bool v8scope_parse_bytes(const char *text, uint64_t *bytes)
{
	static const char suffixes[] = "KMG";
	const char *suffix;
	char *end = NULL;
	uint64_t unit = 1;

	if (!g_ascii_isdigit(text[0])) {
		return false;
	}
	*bytes = g_ascii_strtoull(text, &end, 10);
	if (*end != '\0') {
		suffix = strchr(suffixes, *end);
		if (!suffix || end[1] != '\0') {
			return false;
		}
		unit <<= 10 * (suffix - suffixes + 1);
	}
	if (*bytes > INT64_MAX / unit) {
		return false;
	}
	*bytes *= unit;
	return true;
}

char *v8scope_format_size(uint64_t bytes)
{
	static const char *const names[] = {"kB", "MB", "GB", "TB"};
	double value = (double)bytes / 1000;
	size_t i = 0;

	if (bytes < 1000) {
		return g_strdup_printf("%u bytes", (unsigned int)bytes);
	}
	/* 999.95 would be shown as 1000.0 */
	while (value >= 999.95 && i + 1 < G_N_ELEMENTS(names)) {
		value /= 1000;
		i++;
	}
	return g_strdup_printf("%.1f %s", value, names[i]);
}
