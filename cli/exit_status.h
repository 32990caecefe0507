/* SPDX-License-Identifier: MIT */
/*
 * Every status that v8scope itself can end with. `v8scope record` otherwise ends
 * with its command's status, so its own are the high ones that programs seldom
 * use; 126, 127 and 128+n mean what they mean in a shell.
 */
#ifndef V8SCOPE_EXIT_STATUS_H
#define V8SCOPE_EXIT_STATUS_H

#include <glib.h>
#include <stddef.h>

/* name, number, the subcommands (NULL: all), what it means as --help says it */
#define V8SCOPE_EXIT_STATUS_LIST(X)                                                                \
	X(OK, 0, NULL, "success")                                                                  \
	X(LIMIT, 1, "check", "a limit is exceeded")                                                \
	X(USAGE, 2, NULL, "bad command line; of check also: it cannot be told")                    \
	X(TRACE_MISSING, 10, "report diff replay", "there is no such directory")                   \
	X(TRACE_EMPTY, 11, "report diff replay", "the directory holds no trace")                   \
	X(TRACE_DAMAGED, 12, "report diff replay",                                                 \
		"the trace is damaged or cut short; the rest was reported")                        \
	X(TRACE_FOREIGN, 13, "report diff replay", "the trace holds no events of v8scope")         \
	X(TRACE_NEWER, 14, "report diff live replay", "the trace is from a newer v8scope")         \
	X(OUTPUT, 15, "report diff live replay", "the report could not be written")                \
	X(PLUGIN, 16, "report diff live replay", "a babeltrace2 plugin is missing or failed")      \
	X(ARCHIVE, 17, "link-flags", "libv8scope-wrap.a is missing or cannot be named")            \
	X(INSTALLATION, 20, "doctor", "a part of v8scope, LTTng-UST or babeltrace2 is missing")    \
	X(NO_V8, 21, "doctor", "the command has no V8, or none that v8scope can reach")            \
	X(NO_EVENTS, 22, "doctor", "V8 was reached, but events that must come did not")            \
	X(SENSORS, 23, "doctor", "it works, but sensors that a report relies on are off")          \
	X(RELAY, 119, "record live",                                                               \
		"no relay daemon could be reached or started, or it went away")                    \
	X(SESSION_DAEMON, 120, "record live doctor",                                               \
		"no LTTng session daemon could be reached or started")                             \
	X(OUTPUT_DIRECTORY, 121, "record",                                                         \
		"the trace directory or the pid file cannot be written, or a disk is full")        \
	X(TRACING, 122, "record live doctor",                                                      \
		"the tracing session could not be set up or finished")                             \
	X(RUNTIME, 123, "record live", "libv8scope.so is missing or cannot be preloaded")          \
	X(COMMAND_NOT_EXECUTABLE, 126, "record live doctor", "the command cannot be executed")     \
	X(COMMAND_NOT_FOUND, 127, "record live doctor", "the command was not found")               \
	X(SIGNAL_BASE, 128, "record live", "128+n: the command died by signal n")

enum v8scope_exit_status {
#define V8SCOPE_EXIT_STATUS_ENUMERATOR(name, number, subcommand, meaning)                          \
	V8SCOPE_EXIT_STATUS_##name = (number),
	V8SCOPE_EXIT_STATUS_LIST(V8SCOPE_EXIT_STATUS_ENUMERATOR)
#undef V8SCOPE_EXIT_STATUS_ENUMERATOR
};

struct v8scope_exit_status_entry {
	enum v8scope_exit_status status;
	const char *subcommands; /* with blanks between; NULL: every one */
	const char *meaning;
};

/* All of the above, by number. */
extern const struct v8scope_exit_status_entry v8scope_exit_statuses[];
extern const size_t v8scope_exit_status_count;

/*
 * The errors of cli/ are GErrors of this domain: the code is the status to end
 * with, the message one line without prefix or full stop.
 */
#define V8SCOPE_EXIT_ERROR (v8scope_exit_error_quark())
GQuark v8scope_exit_error_quark(void);

/* The status that `error` asks for; GLib's own option errors ask for USAGE. */
enum v8scope_exit_status v8scope_exit_status_of(const GError *error);

/* Appends the lines "  NUMBER  MEANING" of one subcommand (and of all) to `text`. */
void v8scope_exit_status_describe(GString *text, const char *subcommand);

#endif
