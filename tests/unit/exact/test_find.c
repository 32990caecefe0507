/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "snapshot_source.h"

#define TEXT "{\"snapshot\"}"

/* BASE/trace/snapshots/one, and BASE/outside. */
struct fixture {
	char *base;
	struct v8scope_snapshot_source source;
	char *problem;
	char *found;
};

static char *path_in(const struct fixture *fixture, const char *name)
{
	return g_build_filename(fixture->base, name, NULL);
}

static void write_file(const struct fixture *fixture, const char *name)
{
	char *path = path_in(fixture, name);

	assert_true(g_file_set_contents(path, TEXT, -1, NULL));
	g_free(path);
}

static int setup(void **state)
{
	struct fixture *fixture = g_new0(struct fixture, 1);
	char *folder;

	fixture->base = g_dir_make_tmp("v8scope-find-XXXXXX", NULL);
	folder = path_in(fixture, "trace/snapshots");
	g_mkdir_with_parents(folder, 0700);
	g_free(folder);
	fixture->source.directory = path_in(fixture, "trace");
	write_file(fixture, "trace/snapshots/one");
	write_file(fixture, "outside");
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	static const char *const names[] = {"trace/snapshots/one", "trace/snapshots/link",
		"trace/snapshots/pipe", "trace/mine", "outside", "trace/snapshots", "trace", ""};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		char *path = path_in(fixture, names[i]);

		g_remove(path);
		g_free(path);
	}
	v8scope_snapshot_source_fini(&fixture->source);
	g_free(fixture->problem);
	g_free(fixture->found);
	g_free(fixture->base);
	g_free(fixture);
	return 0;
}

static const char *find(struct fixture *fixture, const char *recorded, uint64_t bytes)
{
	g_clear_pointer(&fixture->problem, g_free);
	g_clear_pointer(&fixture->found, g_free);
	fixture->found =
		v8scope_snapshot_find(&fixture->source, recorded, bytes, &fixture->problem);
	assert_true((fixture->found == NULL) == (fixture->problem != NULL));
	return fixture->found;
}

static void assert_found(struct fixture *fixture, const char *recorded, const char *expected)
{
	char *path = path_in(fixture, expected);
	char *resolved = realpath(path, NULL);

	assert_non_null(find(fixture, recorded, strlen(TEXT)));
	assert_string_equal(fixture->found, resolved);
	free(resolved);
	g_free(path);
}

static void assert_refused(struct fixture *fixture, const char *recorded, const char *problem)
{
	assert_null(find(fixture, recorded, strlen(TEXT)));
	assert_non_null(strstr(fixture->problem, problem));
}

static void a_trace_that_was_moved_still_has_its_snapshot(void **state)
{
	assert_found(*state, "/where/it/was/snapshots/one", "trace/snapshots/one");
}

static void the_recorded_path_is_taken_if_it_is_in_the_directory(void **state)
{
	struct fixture *fixture = *state;
	char *path = path_in(fixture, "trace/mine");

	write_file(fixture, "trace/mine");
	assert_found(fixture, path, "trace/mine");
	g_free(path);
}

static void a_file_outside_the_directory_is_not_read(void **state)
{
	struct fixture *fixture = *state;
	char *path = path_in(fixture, "outside");
	char *dotted = path_in(fixture, "trace/../outside");

	assert_refused(fixture, path, "not in the trace's directory");
	assert_refused(fixture, dotted, "not in the trace's directory");
	assert_refused(fixture, "..", "not in the trace's directory");
	g_free(dotted);
	g_free(path);
}

static void a_link_that_leads_out_is_not_followed(void **state)
{
	struct fixture *fixture = *state;
	char *link = path_in(fixture, "trace/snapshots/link");

	assert_int_equal(symlink("../../outside", link), 0);
	assert_refused(fixture, "/x/link", "not in the trace's directory");
	g_free(link);
}

/* Opening one would wait for whoever writes to it. */
static void a_pipe_is_not_opened(void **state)
{
	struct fixture *fixture = *state;
	char *pipe = path_in(fixture, "trace/snapshots/pipe");

	assert_int_equal(mkfifo(pipe, 0600), 0);
	assert_refused(fixture, "/x/pipe", "no regular file");
	g_free(pipe);
}

static void a_file_of_another_size_is_another(void **state)
{
	struct fixture *fixture = *state;

	assert_null(find(fixture, "/x/one", 4711));
	assert_non_null(strstr(fixture->problem, "4711 were recorded"));
}

static void the_users_file_may_be_anywhere(void **state)
{
	struct fixture *fixture = *state;

	fixture->source.file = path_in(fixture, "outside");
	assert_found(fixture, "/x/one", "outside");
	assert_null(find(fixture, "/x/one", 4711));
}

static void without_a_directory_nothing_is_read(void **state)
{
	struct fixture *fixture = *state;
	char *path = path_in(fixture, "trace/snapshots/one");

	g_clear_pointer(&fixture->source.directory, g_free);
	assert_refused(fixture, path, "not looked for");
	g_free(path);
}

#define find_test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		find_test(a_trace_that_was_moved_still_has_its_snapshot),
		find_test(the_recorded_path_is_taken_if_it_is_in_the_directory),
		find_test(a_file_outside_the_directory_is_not_read),
		find_test(a_link_that_leads_out_is_not_followed),
		find_test(a_pipe_is_not_opened),
		find_test(a_file_of_another_size_is_another),
		find_test(the_users_file_may_be_anywhere),
		find_test(without_a_directory_nothing_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
