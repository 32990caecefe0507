/* SPDX-License-Identifier: MIT */
/*
 * What subcommands take alike on their command lines, beside the options of choice.h. Each
 * function is false after an error, which begins with the subcommand's name; a `given` that is
 * NULL was not given, and leaves the default.
 */
#ifndef V8SCOPE_ARGUMENTS_H
#define V8SCOPE_ARGUMENTS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* The row of --format, of a subcommand that writes text or JSON; `value` is of type char **. */
#define V8SCOPE_FORMAT_OPTION(value)                                                               \
	{                                                                                          \
		"format", 0, 0, G_OPTION_ARG_STRING, (value),                                      \
			"How to write it: text, json (default: text)", "FORMAT"                    \
	}

/* The error that `given` is not what --OPTION takes. Always false. */
bool v8scope_refuse_value(const char *subcommand, const char *option, const char *given,
	const char *expected, GError **error);

/* The value of a --format that is `text`, the default, or "json". */
bool v8scope_take_format(
	const char *subcommand, const char *given, const char *text, bool *json, GError **error);

/* The value of an option that is a time: "500ms", "10s", ... */
bool v8scope_take_duration(const char *subcommand, const char *option, const char *given,
	uint64_t *milliseconds, GError **error);

/* What is left of the arguments is the recording to read: `directory` is borrowed from argv. */
bool v8scope_take_directory(
	const char *subcommand, int argc, char **argv, const char **directory, GError **error);

#endif
