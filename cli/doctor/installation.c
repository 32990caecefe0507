/* SPDX-License-Identifier: MIT */
#include "installation.h"

#include <babeltrace2/babeltrace.h>
#include <lttng/lttng.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../paths.h"
#include "../record/daemon.h"
#include "../record/environment.h"
#include "../report/classes.h"

#define UST_LIBRARY "liblttng-ust.so"
#define DAEMON_NAME "lttng-sessiond"

/* What the dynamic linker says that it would load with the runtime; owned. */
static char *list_libraries(const char *runtime)
{
	char *self = g_file_read_link("/proc/self/exe", NULL);
	char *argv[] = {self, NULL};
	char *preload = g_strconcat("LD_PRELOAD=", runtime, NULL);
	char *library_path = g_strconcat("LD_LIBRARY_PATH=", g_getenv("LD_LIBRARY_PATH"), NULL);
	char *env[] = {(char *)"LD_TRACE_LOADED_OBJECTS=1", preload, library_path, NULL};
	char *listed = NULL;

	if (self) {
		g_spawn_sync(NULL, argv, env, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &listed, NULL,
			NULL, NULL);
	}
	g_free(library_path);
	g_free(preload);
	g_free(self);
	return listed ? listed : g_strdup("");
}

/* The path that follows "NAME... => " in the list; owned; NULL: it was not found. */
static char *find_listed(const char *listed, const char *name)
{
	const char *line = strstr(listed, name);
	const char *path = line ? strstr(line, " => ") : NULL;

	if (!path || memchr(line, '\n', (size_t)(path - line)) || path[strlen(" => ")] != '/') {
		return NULL;
	}
	path += strlen(" => ");
	return g_strndup(path, strcspn(path, " \n"));
}

static bool check_ust(struct v8scope_findings *findings, const char *runtime)
{
	char *listed = list_libraries(runtime);
	char *path = strstr(listed, runtime) ? find_listed(listed, UST_LIBRARY) : NULL;
	char *file = path ? realpath(path, NULL) : NULL;

	if (file) {
		v8scope_findings_ok(findings, "ust.found", "LTTng-UST is %s", file);
	} else {
		v8scope_findings_problem(findings, "ust.missing", V8SCOPE_EXIT_STATUS_INSTALLATION,
			"The runtime cannot be loaded into any program.",
			"Install LTTng-UST 2.13 (Debian: liblttng-ust1), or reinstall v8scope.",
			"the dynamic linker does not load %s with its liblttng-ust", runtime);
	}
	free(file);
	g_free(path);
	g_free(listed);
	return file != NULL;
}

static char *check_runtime(struct v8scope_findings *findings)
{
	GError *error = NULL;
	char *runtime = v8scope_environment_find_runtime(&error);

	if (!runtime) {
		v8scope_findings_problem(findings, "runtime.missing",
			V8SCOPE_EXIT_STATUS_INSTALLATION,
			"Nothing can be recorded: it is what observes V8 in the program.",
			"Reinstall v8scope, or set V8SCOPE_LIBDIR to the directory that holds it.",
			"%s", error->message);
		g_error_free(error);
		return NULL;
	}
	v8scope_findings_ok(findings, "runtime.found", "the runtime is %s", runtime);
	if (!check_ust(findings, runtime)) {
		g_clear_pointer(&runtime, g_free);
	}
	return runtime;
}

static void check_node_script(struct v8scope_findings *findings)
{
	char *searched = NULL;
	char *path = v8scope_paths_find("v8scope/preload.js", &searched);

	if (path) {
		v8scope_findings_ok(findings, "node.found", "node's addon is loaded by %s", path);
	} else {
		v8scope_findings_problem(findings, "node.missing", V8SCOPE_EXIT_STATUS_INSTALLATION,
			"In node, only addons are seen: no worker, no program in JavaScript alone.",
			"Reinstall v8scope.", "preload.js was not found (looked for %s)", searched);
	}
	g_free(searched);
	g_free(path);
}

static void check_plugins(struct v8scope_findings *findings)
{
	struct v8scope_classes classes;
	GError *error = NULL;

	if (v8scope_classes_init(&classes, &error)) {
		v8scope_findings_ok(findings, "plugins.found",
			"the plugins of babeltrace2 %u.%u.%u are found, and v8scope's",
			bt_version_get_major(), bt_version_get_minor(), bt_version_get_patch());
	} else {
		v8scope_findings_problem(findings, "plugins.missing",
			V8SCOPE_EXIT_STATUS_INSTALLATION, "No trace can be read here.",
			"Install babeltrace2 with its plugins, or reinstall v8scope.", "%s",
			error->message);
		g_error_free(error);
	}
	v8scope_classes_fini(&classes);
}

char *v8scope_installation_check(struct v8scope_findings *findings)
{
	char *runtime = check_runtime(findings);

	check_node_script(findings);
	check_plugins(findings);
	return runtime;
}

/* What `lttng-sessiond --version` says, of the one that a recording would start. */
static char *daemon_version(void)
{
	const char *configured = g_getenv("LTTNG_SESSIOND_PATH");
	char *argv[] = {(char *)(configured && *configured ? configured : DAEMON_NAME),
		(char *)"--version", NULL};
	char *version = NULL;

	if (!g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
		    NULL, &version, NULL, NULL, NULL)) {
		return NULL;
	}
	return g_strstrip(version);
}

/* It answers: but to this user? */
static bool check_sessions(struct v8scope_findings *findings, const char *version)
{
	struct lttng_session *sessions = NULL;
	int count = lttng_list_sessions(&sessions);

	free(sessions);
	if (count < 0) {
		v8scope_findings_problem(findings, "daemon.refuses",
			V8SCOPE_EXIT_STATUS_SESSION_DAEMON, "Recording sessions cannot be made.",
			"Join the group 'tracing' and log in anew, or start a session daemon of "
			"your own with 'lttng-sessiond --daemonize --no-kernel'.",
			"the session daemon runs, but does not serve this user: %s",
			lttng_strerror(count));
		return false;
	}
	v8scope_findings_ok(findings, "daemon.found",
		"the session daemon (lttng-tools %s) serves this user; it has %d other session%s",
		version ? version : "of unknown version", count, count == 1 ? "" : "s");
	return true;
}

static const char daemon_todo[] =
	"Install lttng-tools; as an ordinary user set HOME or LTTNG_HOME to a directory that you "
	"may write to.";

/* What a recording would meet that started one. */
static bool check_startable(struct v8scope_findings *findings, const char *version)
{
	const char *home = g_getenv("LTTNG_HOME") ? g_getenv("LTTNG_HOME") : g_getenv("HOME");

	if (!version) {
		v8scope_findings_problem(findings, "daemon.missing",
			V8SCOPE_EXIT_STATUS_SESSION_DAEMON, "Nothing can be recorded.", daemon_todo,
			"no session daemon runs, and " DAEMON_NAME " is not in PATH");
		return false;
	}
	if (getuid() != 0 && (!home || access(home, W_OK) != 0)) {
		v8scope_findings_problem(findings, "daemon.home",
			V8SCOPE_EXIT_STATUS_SESSION_DAEMON,
			"The session daemon that 'v8scope record' starts would have no place to "
			"listen at.",
			daemon_todo, "no session daemon runs, and %s cannot be written to",
			home ? home : "HOME");
		return false;
	}
	v8scope_findings_note(findings, "daemon.none",
		"'v8scope record' starts one and leaves it running.", NULL,
		"no session daemon runs that this user may use (lttng-tools %s is installed)",
		version);
	return true;
}

static bool start_daemon(struct v8scope_findings *findings)
{
	GError *error = NULL;

	if (v8scope_daemon_ensure(&error)) {
		return true;
	}
	v8scope_findings_problem(findings, "daemon.missing", V8SCOPE_EXIT_STATUS_SESSION_DAEMON,
		"Nothing can be recorded.", daemon_todo, "%s", error->message);
	g_error_free(error);
	return false;
}

bool v8scope_installation_check_daemon(struct v8scope_findings *findings, bool start)
{
	char *version = daemon_version();
	bool ok;

	if (lttng_session_daemon_alive() == 1 || (start && start_daemon(findings))) {
		ok = check_sessions(findings, version);
	} else {
		ok = !start && check_startable(findings, version);
	}
	g_free(version);
	return ok;
}
