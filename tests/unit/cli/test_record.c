/* SPDX-License-Identifier: MIT */
/* The parts of `v8scope record` that need no session daemon. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include <glib.h>

#include "exit_status.h"
#include "paths.h"
#include "record/channels.h"
#include "record/child.h"
#include "record/control.h"
#include "record/daemon.h"
#include "record/environment.h"
#include "record/descriptor_helper.h"
#include "record/output.h"
#include "record/signals.h"

struct fixture {
	char *dir; /* empty; owned */
};

static int set_up(void **state)
{
	struct fixture *fixture = g_new0(struct fixture, 1);

	fixture->dir = g_dir_make_tmp("v8scope-cli-XXXXXX", NULL);
	*state = fixture;
	return fixture->dir ? 0 : -1;
}

/* Tests leave it empty. */
static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	int result = rmdir(fixture->dir);

	g_free(fixture->dir);
	g_free(fixture);
	return result;
}

static void default_name_has_command_and_time(void **state)
{
	char *name = v8scope_output_default_name("/usr/bin/no de;x", 0);

	(void)state;
	assert_true(g_str_has_prefix(name, "v8scope-no_de_x-19"));
	assert_int_equal(strlen(name), strlen("v8scope-no_de_x-19700101-000000"));
	g_free(name);
}

static void the_program_of_node_is_its_script(void **state)
{
	struct fixture *fixture = *state;
	char *script = g_build_filename(fixture->dir, "app.js", NULL);
	char *const with_script[] = {"/usr/bin/node", "--stack-size", "900", script, "-x", NULL};
	char *const without[] = {"node", "-e", "1", NULL};
	char *const another[] = {"cat", script, NULL};

	assert_true(g_file_set_contents(script, "", 0, NULL));
	assert_ptr_equal(v8scope_output_program(with_script), script);
	assert_string_equal(v8scope_output_program(without), "node");
	assert_string_equal(v8scope_output_program(another), "cat");
	unlink(script);
	g_free(script);
}

static void output_is_made_private_and_removed_if_empty(void **state)
{
	struct fixture *fixture = *state;
	char *path = g_build_filename(fixture->dir, "out", NULL);
	struct v8scope_output output;
	struct stat st;

	assert_true(v8scope_output_init(&output, path, "prog", NULL));
	assert_string_equal(output.path, path);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	v8scope_output_remove_if_empty(&output);
	assert_int_not_equal(stat(path, &st), 0);
	v8scope_output_fini(&output);
	g_free(path);
}

static void output_that_holds_something_is_refused(void **state)
{
	struct fixture *fixture = *state;
	char *file = g_build_filename(fixture->dir, "file", NULL);
	struct v8scope_output output;
	GError *error = NULL;

	assert_true(g_file_set_contents(file, "x", 1, NULL));
	assert_false(v8scope_output_init(&output, fixture->dir, "prog", &error));
	assert_int_equal(v8scope_exit_status_of(error), V8SCOPE_EXIT_STATUS_OUTPUT_DIRECTORY);
	g_clear_error(&error);
	assert_false(v8scope_output_init(&output, file, "prog", &error));
	assert_int_equal(v8scope_exit_status_of(error), V8SCOPE_EXIT_STATUS_OUTPUT_DIRECTORY);
	g_clear_error(&error);
	unlink(file);
	g_free(file);
}

static void output_that_was_there_is_kept(void **state)
{
	struct fixture *fixture = *state;
	struct v8scope_output output;

	assert_true(v8scope_output_init(&output, fixture->dir, "prog", NULL));
	v8scope_output_remove_if_empty(&output);
	assert_true(g_file_test(fixture->dir, G_FILE_TEST_IS_DIR));
	v8scope_output_fini(&output);
}

static void assert_command_status(const char *command, enum v8scope_exit_status expected)
{
	GError *error = NULL;
	bool ok = v8scope_child_check_command(command, &error);

	assert_int_equal(ok ? V8SCOPE_EXIT_STATUS_OK : v8scope_exit_status_of(error), expected);
	g_clear_error(&error);
}

static void commands_are_found_as_by_execvp(void **state)
{
	(void)state;
	assert_command_status("sh", V8SCOPE_EXIT_STATUS_OK);
	assert_command_status("/bin/sh", V8SCOPE_EXIT_STATUS_OK);
	assert_command_status("no-such-command-here", V8SCOPE_EXIT_STATUS_COMMAND_NOT_FOUND);
	assert_command_status("./no/such", V8SCOPE_EXIT_STATUS_COMMAND_NOT_FOUND);
	assert_command_status("", V8SCOPE_EXIT_STATUS_COMMAND_NOT_FOUND);
	assert_command_status("/etc/passwd", V8SCOPE_EXIT_STATUS_COMMAND_NOT_EXECUTABLE);
	assert_command_status("/tmp", V8SCOPE_EXIT_STATUS_COMMAND_NOT_EXECUTABLE);
}

static int run_to_end(const char *script)
{
	char *const argv[] = {(char *)"sh", (char *)"-c", (char *)script, NULL};
	struct v8scope_signals signals = {.fd = -1};
	struct v8scope_child child;
	int wait_status = 0;

	assert_true(v8scope_signals_init(&signals, NULL));
	assert_true(v8scope_child_init(&child, argv, environ, &signals, NULL));
	assert_true(v8scope_child_exec(&child, argv[0], NULL));
	while (!v8scope_child_has_ended(&child, &wait_status)) {
		g_usleep(1000);
	}
	v8scope_child_fini(&child);
	v8scope_signals_fini(&signals);
	return v8scope_child_exit_status(wait_status);
}

static void exit_status_is_the_commands(void **state)
{
	(void)state;
	assert_int_equal(run_to_end("exit 0"), 0);
	assert_int_equal(run_to_end("exit 7"), 7);
	assert_int_equal(run_to_end("kill -9 $$"), 128 + 9);
	/* The signals that we block are not blocked in the command. */
	assert_int_equal(run_to_end("kill -TERM $$"), 128 + 15);
}

static void child_that_is_not_let_go_never_runs(void **state)
{
	struct fixture *fixture = *state;
	char *file = g_build_filename(fixture->dir, "ran", NULL);
	char *const argv[] = {(char *)"touch", file, NULL};
	struct v8scope_signals signals = {.fd = -1};
	struct v8scope_child child;

	assert_true(v8scope_signals_init(&signals, NULL));
	assert_true(v8scope_child_init(&child, argv, environ, &signals, NULL));
	v8scope_child_fini(&child);
	v8scope_signals_fini(&signals);
	assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
	g_free(file);
}

static void failed_exec_gives_its_status(void **state)
{
	char *const argv[] = {(char *)"/no/such/command", NULL};
	struct v8scope_signals signals = {.fd = -1};
	struct v8scope_child child;
	GError *error = NULL;

	(void)state;
	assert_true(v8scope_signals_init(&signals, NULL));
	assert_true(v8scope_child_init(&child, argv, environ, &signals, NULL));
	assert_false(v8scope_child_exec(&child, argv[0], &error));
	assert_int_equal(v8scope_exit_status_of(error), V8SCOPE_EXIT_STATUS_COMMAND_NOT_FOUND);
	g_clear_error(&error);
	v8scope_child_fini(&child);
	v8scope_signals_fini(&signals);
}

static void terminal_signals_are_not_forwarded(void **state)
{
	struct signalfd_siginfo info = {.ssi_signo = SIGINT, .ssi_code = SI_KERNEL};
	struct v8scope_signals signals = {.fd = -1};

	(void)state;
	assert_false(v8scope_signals_is_to_forward(&signals, &info));
	info.ssi_code = SI_USER;
	assert_true(v8scope_signals_is_to_forward(&signals, &info));
	info.ssi_signo = SIGCHLD;
	assert_false(v8scope_signals_is_to_forward(&signals, &info));
}

static void a_signal_of_our_own_is_kept(void **state)
{
	const struct signalfd_siginfo info = {.ssi_signo = SIGUSR1, .ssi_code = SI_USER};
	struct v8scope_signals signals = {.fd = -1};

	(void)state;
	assert_true(v8scope_signals_is_to_forward(&signals, &info));
	assert_false(v8scope_signals_take_own(&signals));
	signals.own = SIGUSR1;
	assert_false(v8scope_signals_is_to_forward(&signals, &info));
	assert_true(v8scope_signals_take_own(&signals));
	assert_false(v8scope_signals_take_own(&signals));
}

static void count_tracked(pid_t pid, void *data)
{
	assert_int_equal(pid, getpid());
	(*(int *)data)++;
}

static int connect_to(const struct v8scope_control *control)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	g_strlcpy(address.sun_path, v8scope_control_path(control), sizeof(address.sun_path));
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static void control_tracks_and_answers(void **state)
{
	int tracked = 0;
	char answer = 0;
	struct v8scope_control *control = v8scope_control_create(count_tracked, &tracked, NULL);

	(void)state;
	int fd = connect_to(control);
	assert_int_equal(write(fd, "p", 1), 1);
	v8scope_control_dispatch(control);
	assert_int_equal(tracked, 1);
	assert_int_equal(read(fd, &answer, 1), 1);
	assert_int_equal(answer, 'k');
	assert_false(v8scope_control_saw_isolate(control));
	close(fd);
	v8scope_control_destroy(control);
}

static void control_notes_isolates_and_ignores_the_rest(void **state)
{
	int tracked = 0;
	struct v8scope_control *control = v8scope_control_create(count_tracked, &tracked, NULL);

	(void)state;
	int silent = connect_to(control);
	int foreign = connect_to(control);
	assert_int_equal(write(foreign, "GET /", 5), 5);
	v8scope_control_dispatch(control);
	assert_false(v8scope_control_saw_isolate(control));
	int isolate = connect_to(control);
	assert_int_equal(write(isolate, "i", 1), 1);
	close(isolate);
	v8scope_control_dispatch(control);
	assert_true(v8scope_control_saw_isolate(control));
	assert_int_equal(tracked, 0);
	close(foreign);
	close(silent);
	v8scope_control_destroy(control);
}

static void control_socket_is_removed(void **state)
{
	int tracked = 0;
	struct v8scope_control *control = v8scope_control_create(count_tracked, &tracked, NULL);
	char *path = g_strdup(v8scope_control_path(control));
	char *dir = g_path_get_dirname(path);

	(void)state;
	assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
	v8scope_control_destroy(control);
	assert_false(g_file_test(dir, G_FILE_TEST_EXISTS));
	g_free(dir);
	g_free(path);
}

static void environment_keeps_what_was_preloaded(void **state)
{
	const char *const base[] = {"A=1", "LD_PRELOAD=/x.so", NULL};
	char **env =
		v8scope_environment_create(base, "/l/libv8scope.so", NULL, "every:10", "/c", true);

	(void)state;
	assert_string_equal(g_environ_getenv(env, "A"), "1");
	assert_string_equal(g_environ_getenv(env, "LD_PRELOAD"), "/l/libv8scope.so:/x.so");
	assert_string_equal(g_environ_getenv(env, "V8SCOPE_GC"), "every:10");
	assert_string_equal(g_environ_getenv(env, "V8SCOPE_CONTROL"), "/c");
	assert_string_equal(g_environ_getenv(env, "LTTNG_UST_ALLOW_BLOCKING"), "1");
	assert_null(g_environ_getenv(env, "NODE_OPTIONS"));
	g_strfreev(env);
}

static void node_is_told_to_require_us_first(void **state)
{
	const char *const base[] = {"NODE_OPTIONS=--require ./x.js", NULL};
	const char *const none[] = {NULL};
	char **env = v8scope_environment_create(base, "/l.so", "/a b/\"p\".js", "off", "/c", false);

	(void)state;
	assert_string_equal(g_environ_getenv(env, "NODE_OPTIONS"),
		"--require=\"/a b/\\\"p\\\".js\" --require ./x.js");
	g_strfreev(env);
	env = v8scope_environment_create(none, "/l.so", "/p.js", "off", "/c", false);
	assert_string_equal(g_environ_getenv(env, "NODE_OPTIONS"), "--require=\"/p.js\"");
	g_strfreev(env);
}

static void node_that_may_not_read_is_left_alone(void **state)
{
	char *const command[] = {"node", "--permission", "x.js", NULL};
	char *const plain[] = {"node", "x.js", NULL};
	const char *const base[] = {"NODE_OPTIONS=--experimental-permission", NULL};
	const char *const none[] = {NULL};

	(void)state;
	assert_null(v8scope_environment_find_node_preload(command, none));
	assert_null(v8scope_environment_find_node_preload(plain, base));
}

static void lttngs_helper_comes_after_what_is_preloaded(void **state)
{
	const char *const base[] = {"LD_PRELOAD=/l/libv8scope.so", NULL};
	char **env = v8scope_descriptor_helper_add(g_strdupv((char **)base));

	(void)state;
	/* liblttng-ust, which the runtime needs, brings it. */
	char **preloaded = g_strsplit(g_environ_getenv(env, "LD_PRELOAD"), ":", 0);
	assert_int_equal(g_strv_length(preloaded), 2);
	assert_string_equal(preloaded[0], "/l/libv8scope.so");
	assert_true(g_path_is_absolute(preloaded[1]));
	assert_true(g_str_has_suffix(preloaded[1], "/liblttng-ust-fd.so.1"));
	g_strfreev(preloaded);
	g_strfreev(env);
}

static void many_cpus_get_smaller_buffers(void **state)
{
	const uint64_t kib = 1024;
	const uint64_t mib = 1024 * kib;

	(void)state;
	assert_int_equal(v8scope_channels_subbuf_size(mib, 8, 64 * mib, 2), mib);
	assert_int_equal(v8scope_channels_subbuf_size(mib, 8, 64 * mib, 16), 512 * kib);
	assert_int_equal(v8scope_channels_subbuf_size(mib, 8, 64 * mib, 4096), 64 * kib);
}

static void first_error_of_the_daemon_is_shown(void **state)
{
	char *error = v8scope_daemon_first_error("Warning: a\nError: b c\nError: d\n");

	(void)state;
	assert_string_equal(error, "b c");
	g_free(error);
	error = v8scope_daemon_first_error("plain\nmore");
	assert_string_equal(error, "plain");
	g_free(error);
}

static void libraries_are_found_beside_the_executable(void **state)
{
	struct fixture *fixture = *state;
	char *lib = g_build_filename(fixture->dir, "lib", NULL);
	char *bin = g_build_filename(fixture->dir, "bin", NULL);
	char *searched = NULL;

	mkdir(lib, 0700);
	char *path = v8scope_paths_find_from(bin, NULL, ".", &searched);
	assert_string_equal(path, lib);
	g_free(path);
	assert_null(v8scope_paths_find_from(bin, "/nowhere", "x", &searched));
	assert_string_equal(searched, "/nowhere/x");
	g_free(searched);
	rmdir(lib);
	g_free(bin);
	g_free(lib);
}

#define FIXTURE_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(default_name_has_command_and_time),
		FIXTURE_TEST(the_program_of_node_is_its_script),
		FIXTURE_TEST(output_is_made_private_and_removed_if_empty),
		FIXTURE_TEST(output_that_holds_something_is_refused),
		FIXTURE_TEST(output_that_was_there_is_kept),
		cmocka_unit_test(commands_are_found_as_by_execvp),
		cmocka_unit_test(exit_status_is_the_commands),
		FIXTURE_TEST(child_that_is_not_let_go_never_runs),
		cmocka_unit_test(failed_exec_gives_its_status),
		cmocka_unit_test(terminal_signals_are_not_forwarded),
		cmocka_unit_test(a_signal_of_our_own_is_kept),
		cmocka_unit_test(control_tracks_and_answers),
		cmocka_unit_test(control_notes_isolates_and_ignores_the_rest),
		cmocka_unit_test(control_socket_is_removed),
		cmocka_unit_test(environment_keeps_what_was_preloaded),
		cmocka_unit_test(node_is_told_to_require_us_first),
		cmocka_unit_test(node_that_may_not_read_is_left_alone),
		cmocka_unit_test(lttngs_helper_comes_after_what_is_preloaded),
		cmocka_unit_test(many_cpus_get_smaller_buffers),
		cmocka_unit_test(first_error_of_the_daemon_is_shown),
		FIXTURE_TEST(libraries_are_found_beside_the_executable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
