/* SPDX-License-Identifier: MIT */
#include "arguments.h"

#include "exit_status.h"
#include "units.h"

bool v8scope_refuse_value(const char *subcommand, const char *option, const char *given,
	const char *expected, GError **error)
{
	g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
		"%s: --%s=%s: expected %s", subcommand, option, given, expected);
	return false;
}

bool v8scope_take_format(
	const char *subcommand, const char *given, const char *text, bool *json, GError **error)
{
	char *expected;

	*json = g_strcmp0(given, "json") == 0;
	if (!given || *json || g_str_equal(given, text)) {
		return true;
	}
	expected = g_strdup_printf("%s or json", text);
	v8scope_refuse_value(subcommand, "format", given, expected, error);
	g_free(expected);
	return false;
}

bool v8scope_take_duration(const char *subcommand, const char *option, const char *given,
	uint64_t *milliseconds, GError **error)
{
	if (!given || v8scope_parse_duration(given, milliseconds)) {
		return true;
	}
	return v8scope_refuse_value(
		subcommand, option, given, "a time like 500ms, 10s or 2m, at most a day", error);
}

bool v8scope_take_directory(
	const char *subcommand, int argc, char **argv, const char **directory, GError **error)
{
	if (argc != 2) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_USAGE,
			"%s: expected one trace directory, got %d; see 'v8scope help %s'",
			subcommand, argc - 1, subcommand);
		return false;
	}
	*directory = argv[1];
	return true;
}
