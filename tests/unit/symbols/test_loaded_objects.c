/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "scene.h"

static void a_vanished_file_gives_module_and_offset(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, FIXTURE, "fixture_inlined", 1);
	scene_add_module(&scene, "/nonexistent/server");
	scene_resolve(&scene);
	assert_only_module(&scene, "/nonexistent/server (file not found)");
	assert_string_equal(only_module(&scene)->name, scene.holder->opened.module);
	assert_string_equal(only_module(&scene)->path, "/nonexistent/server");
	assert_int_equal(only_module(&scene)->symbols, V8SCOPE_MODULE_SYMBOLS_MISSING);
	assert_advises(only_module(&scene), "no such object");
	scene_fini(&scene);
}

static void a_path_that_is_no_file_is_not_read(void **state)
{
	char *fifo = g_strdup_printf("%s/v8scope-fifo-%u", g_get_tmp_dir(), g_random_int());
	char *expected = g_strdup_printf("%s (file not found)", fifo);
	struct scene scene;

	(void)state;
	assert_int_equal(mkfifo(fifo, 0600), 0);
	scene_begin(&scene, FIXTURE, "fixture_inlined", 1);
	scene_add_module(&scene, fifo);
	scene_resolve(&scene);
	g_unlink(fifo);
	assert_only_module(&scene, expected);
	scene_fini(&scene);
	g_free(expected);
	g_free(fifo);
}

static void another_build_is_not_used(void **state)
{
	static const uint8_t build_id[20] = {1, 2, 3};
	struct scene scene;

	(void)state;
	scene_begin(&scene, FIXTURE, "fixture_inlined", 1);
	scene_add_module(&scene, FIXTURE);
	v8scope_symbols_set_build_id(
		scene.symbols, PID, scene.object.base, build_id, sizeof(build_id), 0);
	scene_resolve(&scene);
	assert_only_module(&scene, FIXTURE " (not the build that was recorded)");
	assert_int_equal(only_module(&scene)->symbols, V8SCOPE_MODULE_SYMBOLS_DIFFERENT_BUILD);
	assert_string_equal(
		only_module(&scene)->build_id, "0102030000000000000000000000000000000000");
	assert_int_equal(strlen(only_module(&scene)->file_build_id), 40);
	assert_advises(only_module(&scene), only_module(&scene)->build_id);
	assert_advises(only_module(&scene), only_module(&scene)->file_build_id);
	scene_fini(&scene);
}

static void a_later_object_replaces_the_one_it_overlaps(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, FIXTURE, "fixture_inlined", 1);
	v8scope_symbols_add_module(scene.symbols, PID, scene.object.base - 0x1000,
		scene.object.size, "/nonexistent/earlier", 0);
	scene_resolve(&scene);
	assert_null(scene.holder->opened.function);
	scene_add_module(&scene, FIXTURE);
	scene_resolve(&scene);
	assert_site(&scene.holder->opened, "app::Server::handle", scene.record.line);
	scene_fini(&scene);
}

/* The fixture was there until 10, then something else. */
static void scene_replace(struct scene *scene)
{
	scene_begin(scene, FIXTURE, "fixture_inlined", 1);
	scene_add_module(scene, FIXTURE);
	v8scope_symbols_add_module(scene->symbols, PID, scene->object.base, scene->object.size,
		"/nonexistent/later", 10);
}

static void an_address_is_looked_up_at_its_time(void **state)
{
	struct scene scene;

	(void)state;
	scene_replace(&scene);
	scene.holder->code_time.clock_ns = 9;
	scene_resolve(&scene);
	assert_site(&scene.holder->opened, "app::Server::handle", scene.record.line);
	scene.holder->code_time.clock_ns = 10;
	scene_resolve(&scene);
	assert_only_module(&scene, "/nonexistent/later (file not found)");
	scene_fini(&scene);
}

static void an_object_that_comes_back_is_found_again(void **state)
{
	struct scene scene;

	(void)state;
	scene_replace(&scene);
	v8scope_symbols_add_module(
		scene.symbols, PID, scene.object.base, scene.object.size, FIXTURE, 20);
	scene.holder->code_time.clock_ns = 15;
	scene_resolve(&scene);
	assert_only_module(&scene, "/nonexistent/later (file not found)");
	scene.holder->code_time.clock_ns = 20;
	scene_resolve(&scene);
	assert_site(&scene.holder->opened, "app::Server::handle", scene.record.line);
	scene_fini(&scene);
}

/* A trace that begins late states what was loaded long before. */
static void the_first_object_stated_was_there_before(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, FIXTURE, "fixture_inlined", 1);
	v8scope_symbols_add_module(
		scene.symbols, PID, scene.object.base, scene.object.size, FIXTURE, 10);
	scene.holder->code_time.clock_ns = 5;
	scene_resolve(&scene);
	assert_site(&scene.holder->opened, "app::Server::handle", scene.record.line);
	scene_fini(&scene);
}

static void code_that_was_unloaded_is_not_of_what_is_stated_later(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, FIXTURE, "fixture_inlined", 1);
	v8scope_symbols_add_module(
		scene.symbols, PID, scene.object.base, scene.object.size, FIXTURE, 10);
	scene.holder->code_time.clock_ns = 5;
	scene.holder->code_time.unloaded = true;
	scene_resolve(&scene);
	assert_null(scene.holder->opened.function);
	assert_null(scene.holder->opened.module);
	scene_fini(&scene);
}

static void objects_of_another_process_are_not_used(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, FIXTURE, "fixture_inlined", 1);
	v8scope_symbols_add_module(
		scene.symbols, PID + 1, scene.object.base, scene.object.size, FIXTURE, 0);
	scene_resolve(&scene);
	assert_null(scene.holder->opened.function);
	assert_null(scene.holder->opened.module);
	scene_fini(&scene);
}

static void a_single_process_takes_objects_without_a_pid(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, FIXTURE, "fixture_inlined", 1);
	v8scope_symbols_add_module(
		scene.symbols, -1, scene.object.base, scene.object.size, FIXTURE, 0);
	scene_resolve(&scene);
	assert_site(&scene.holder->opened, "app::Server::handle", scene.record.line);
	scene_fini(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_vanished_file_gives_module_and_offset),
		cmocka_unit_test(a_path_that_is_no_file_is_not_read),
		cmocka_unit_test(another_build_is_not_used),
		cmocka_unit_test(a_later_object_replaces_the_one_it_overlaps),
		cmocka_unit_test(an_address_is_looked_up_at_its_time),
		cmocka_unit_test(an_object_that_comes_back_is_found_again),
		cmocka_unit_test(the_first_object_stated_was_there_before),
		cmocka_unit_test(code_that_was_unloaded_is_not_of_what_is_stated_later),
		cmocka_unit_test(objects_of_another_process_are_not_used),
		cmocka_unit_test(a_single_process_takes_objects_without_a_pid),
	};

	return cmocka_run_group_tests_name("loaded_objects", tests, NULL, NULL);
}
