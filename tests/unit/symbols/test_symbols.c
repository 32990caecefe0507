/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glib.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "scene.h"

static void scene_set_now(struct scene *scene, const void *ip)
{
	g_free(scene->holder->frame_ips);
	scene->holder->frame_ips = g_new(uintptr_t, 1);
	scene->holder->frame_ips[0] = (uintptr_t)ip;
	scene->holder->frame_count = 1;
}

static void the_inlined_opener_is_found_behind_inlined_plumbing(void **state)
{
	struct scene scene;

	(void)state;
	scene_make(&scene, FIXTURE, "fixture_inlined", 1);
	assert_site(&scene.holder->opened, "app::Server::handle", scene.record.line);
	assert_ptr_equal(scene.holder->opened.ip, scene.record.ips[0]);
	assert_string_equal(scene.holder->opened.module, FIXTURE);
	assert_null(scene.holder->now.function);
	scene_fini(&scene);
}

static void frames_of_plumbing_are_skipped(void **state)
{
	struct scene scene;

	(void)state;
	scene_make(&scene, FIXTURE, "fixture_out_of_line", 2);
	assert_site(&scene.holder->opened, "app::serve_out_of_line", scene.record.line);
	assert_ptr_equal(scene.holder->opened.ip, scene.record.ips[1]);
	scene_fini(&scene);
}

static void a_stack_of_plumbing_shows_its_first_frame(void **state)
{
	struct scene scene;

	(void)state;
	scene_make(&scene, FIXTURE, "fixture_out_of_line", 1);
	assert_string_equal(scene.holder->opened.function, "v8::open");
	assert_ptr_equal(scene.holder->opened.ip, scene.record.ips[0]);
	scene_fini(&scene);
}

static void the_stack_has_every_function_inlined_ones_included(void **state)
{
	struct scene scene;
	const struct v8scope_site *frame;

	(void)state;
	scene_make(&scene, FIXTURE, "fixture_out_of_line", 2);
	scene_resolve(&scene); /* again: nothing is there twice */
	assert_true(scene.holder->stack->len >= 3);
	frame = g_ptr_array_index(scene.holder->stack, 0);
	assert_string_equal(frame->function, "v8::open");
	assert_ptr_equal(frame->ip, scene.record.ips[0]);
	assert_string_equal(frame->module, FIXTURE);
	frame = g_ptr_array_index(scene.holder->stack, 1);
	assert_string_equal(frame->function, "v8::open_out_of_line");
	assert_ptr_equal(frame->ip, scene.record.ips[0]);
	frame = g_ptr_array_index(scene.holder->stack, 2);
	assert_site(frame, "app::serve_out_of_line", scene.record.line);
	assert_ptr_equal(frame->ip, scene.record.ips[1]);
	scene_fini(&scene);
}

static void assert_frame(const struct scene *scene, guint index, const char *function, int line)
{
	const struct v8scope_site *frame = g_ptr_array_index(scene->holder->stack, index);

	assert_site(frame, function, line);
	assert_ptr_equal(frame->ip, scene->record.ips[0]);
}

static void inlined_functions_have_the_lines_that_they_stood_at(void **state)
{
	struct scene scene;

	(void)state;
	scene_make(&scene, FIXTURE, "fixture_inlined", 1);
	/* The two that are plumbing are of a header. */
	assert_int_equal(scene.holder->stack->len, 4);
	assert_frame(&scene, 2, "app::Server::handle", scene.record.line);
	assert_frame(&scene, 3, "app::serve", scene.record.line_around);
	scene_fini(&scene);
}

static void names_of_lambdas_say_where_they_are(void **state)
{
	struct scene scene;

	(void)state;
	scene_make(&scene, FIXTURE, "fixture_lambda", 1);
	assert_true(g_str_has_prefix(scene.holder->opened.function, "app::serve_template<int>::"));
	assert_int_equal(scene.holder->opened.line, scene.record.line);
	scene_fini(&scene);
}

/* The pieces that a compiler makes of a function are one function, with and without debug info. */
static void a_function_in_pieces_is_one(void **state)
{
	const char *path = FIXTURE_VARIANTS "/no-debug-info.so";
	struct scene scene;

	(void)state;
	scene_begin(&scene, FIXTURE, "fixture_in_pieces", 1);
	scene_set_now(&scene, scene.record.now_elsewhere);
	scene_add_module(&scene, FIXTURE);
	scene_resolve(&scene);
	assert_site(&scene.holder->opened, "app::serve_in_pieces", scene.record.line);
	assert_string_equal(scene.holder->now.function, "app::serve_in_pieces");
	scene_fini(&scene);

	scene_make(&scene, path, "fixture_in_pieces", 1);
	assert_string_equal(scene.holder->opened.function, "app::serve_in_pieces");
	scene_fini(&scene);
}

static void now_is_the_line_of_the_same_inlined_function(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, FIXTURE, "fixture_inlined", 1);
	scene_set_now(&scene, scene.record.now_in_same_inline);
	scene_add_module(&scene, FIXTURE);
	scene_resolve(&scene);
	assert_site(&scene.holder->now, "app::Server::handle", scene.record.line_in_same_inline);
	scene_fini(&scene);
}

static void now_falls_back_to_the_function_around_it(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, FIXTURE, "fixture_inlined", 1);
	scene_set_now(&scene, scene.record.now_in_same_function);
	scene_add_module(&scene, FIXTURE);
	scene_resolve(&scene);
	assert_site(&scene.holder->now, "app::serve", scene.record.line_in_same_function);
	scene_fini(&scene);
}

static void now_is_unknown_in_another_function(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, FIXTURE, "fixture_inlined", 1);
	scene_set_now(&scene, scene.record.now_elsewhere);
	scene_add_module(&scene, FIXTURE);
	scene_resolve(&scene);
	assert_non_null(scene.holder->opened.function);
	assert_null(scene.holder->now.function);
	assert_int_equal(scene.holder->now.ip, 0);
	scene_fini(&scene);
}

static void a_stripped_object_has_exported_names(void **state)
{
	struct scene scene;

	(void)state;
	scene_make(&scene, FIXTURE_VARIANTS "/stripped.so", "fixture_exported", 1);
	assert_string_equal(scene.holder->opened.function, "fixture_exported");
	assert_null(scene.holder->opened.file);
	scene_fini(&scene);
}

static void a_hidden_function_of_a_stripped_object_has_an_offset(void **state)
{
	struct scene scene;

	(void)state;
	scene_make(&scene, FIXTURE_VARIANTS "/stripped.so", "fixture_inlined", 1);
	assert_only_module(&scene, FIXTURE_VARIANTS "/stripped.so");
	assert_int_equal(only_module(&scene)->symbols, V8SCOPE_MODULE_SYMBOLS_STRIPPED);
	assert_advises(only_module(&scene), "stripped");
	scene_fini(&scene);
}

static void an_object_linked_at_an_address_of_its_own_resolves(void **state)
{
	struct scene scene;

	(void)state;
	scene_make(&scene, FIXTURE_ELSEWHERE, "fixture_inlined", 1);
	assert_site(&scene.holder->opened, "app::Server::handle", scene.record.line);
	scene_fini(&scene);
}

static void an_object_with_debug_info_lacks_nothing(void **state)
{
	const struct v8scope_report_module *module;
	struct scene scene;

	(void)state;
	scene_begin(&scene, FIXTURE, "fixture_inlined", 1);
	scene_add_module(&scene, FIXTURE);
	v8scope_symbols_add_module(
		scene.symbols, PID, 0x1000, 0x1000, "/nonexistent/on/no/stack", 0);
	scene_resolve(&scene);
	scene_resolve(&scene); /* again: nothing is there twice */
	module = only_module(&scene);
	assert_string_equal(module->name, FIXTURE);
	assert_string_equal(module->path, FIXTURE);
	assert_int_equal(module->symbols, V8SCOPE_MODULE_SYMBOLS_FULL);
	assert_null(module->build_id);
	assert_int_equal(strlen(module->file_build_id), 40);
	assert_null(module->advice);
	scene_fini(&scene);
}

static void an_object_without_debug_info_has_names_and_says_what_to_do(void **state)
{
	struct scene scene;

	(void)state;
	scene_make(&scene, FIXTURE_VARIANTS "/no-debug-info.so", "fixture_inlined", 1);
	assert_string_equal(scene.holder->opened.function, "app::serve");
	assert_null(scene.holder->opened.file);
	assert_int_equal(only_module(&scene)->symbols, V8SCOPE_MODULE_SYMBOLS_SYMBOL_TABLE);
	assert_advises(only_module(&scene), "no debug info");
	assert_advises(only_module(&scene), only_module(&scene)->file_build_id);
	assert_advises(only_module(&scene), "--debuginfod asks");
	scene_fini(&scene);
}

static void rust_names_come_from_the_symbol_table(void **state)
{
	struct scene scene;

	(void)state;
	scene_make(&scene, FIXTURE_VARIANTS "/no-debug-info.so", "fixture_plain", 1);
	assert_string_equal(scene.holder->opened.function, "mycrate::serve");
	scene_fini(&scene);
}

static void a_symbol_without_a_size_is_found(void **state)
{
	struct scene scene;

	(void)state;
	scene_make(&scene, FIXTURE_VARIANTS "/no-debug-info.so", "fixture_assembler", 1);
	assert_string_equal(scene.holder->opened.function, "sizeless");
	scene_fini(&scene);
}

/* What lies between functions is not the one before: no name is better than a wrong one. */
static void an_address_between_symbols_has_no_name(void **state)
{
	const char *path = FIXTURE_VARIANTS "/no-debug-info.so";
	struct scene scene;

	(void)state;
	scene_begin(&scene, path, "fixture_assembler", 1);
	scene_add_module(&scene, path);
	scene.holder->ips[0] -= 8;
	scene_resolve(&scene);
	assert_null(scene.holder->opened.function);
	scene_fini(&scene);
}

static void a_part_without_debug_info_is_told(void **state)
{
	struct scene scene;

	(void)state;
	scene_make(&scene, FIXTURE, "fixture_plain", 1);
	assert_string_equal(scene.holder->opened.function, "mycrate::serve");
	assert_int_equal(scene.holder->opened.line, 0);
	assert_int_equal(only_module(&scene)->symbols, V8SCOPE_MODULE_SYMBOLS_FULL);
	assert_advises(only_module(&scene), "Parts of it");
	scene_fini(&scene);
}

static void lines_of_plumbing_are_not_missed(void **state)
{
	struct scene scene;

	(void)state;
	scene_make(&scene, FIXTURE_VARIANTS "/no-debug-info.so", "fixture_out_of_line", 1);
	assert_string_equal(scene.holder->opened.function, "v8::open_out_of_line");
	assert_null(only_module(&scene)->advice);
	scene_fini(&scene);
}

static void separate_debug_info_is_found(void **state)
{
	struct scene scene;

	(void)state;
	scene_make(&scene, FIXTURE_VARIANTS "/debuglink.so", "fixture_inlined", 1);
	assert_site(&scene.holder->opened, "app::Server::handle", scene.record.line);
	scene_fini(&scene);
}

static void debug_info_without_an_index_is_searched(void **state)
{
	struct scene scene;

	(void)state;
	scene_make(&scene, FIXTURE_VARIANTS "/unindexed.so", "fixture_inlined", 1);
	assert_site(&scene.holder->opened, "app::Server::handle", scene.record.line);
	scene_fini(&scene);
}

static void a_holder_without_a_stack_uses_its_address(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, FIXTURE, "fixture_inlined", 1);
	scene.holder->ip_count = 0;
	scene.holder->opened.ip = (uintptr_t)scene.record.ips[0];
	scene_add_module(&scene, FIXTURE);
	scene_resolve(&scene);
	assert_site(&scene.holder->opened, "app::Server::handle", scene.record.line);
	scene_fini(&scene);
}

static void a_holder_without_an_address_stays_unknown(void **state)
{
	struct scene scene;

	(void)state;
	scene_init(&scene);
	scene_resolve(&scene);
	assert_null(scene.holder->opened.function);
	assert_null(scene.holder->opened.module);
	scene_fini(&scene);
}

/* Runs the program and resolves the address it prints. */
static void assert_program_resolves(const char *path)
{
	uint64_t base, size;
	struct scene scene;
	uintptr_t ip;
	FILE *output;
	int line;

	output = popen(path, "r");
	assert_non_null(output);
	assert_int_equal(
		fscanf(output, "%" SCNx64 " %" SCNx64 " %" SCNxPTR " %d", &base, &size, &ip, &line),
		4);
	assert_int_equal(pclose(output), 0);

	scene_init(&scene);
	scene.holder->opened.ip = ip;
	v8scope_symbols_add_module(scene.symbols, PID, base, size, path, 0);
	scene_resolve(&scene);
	assert_string_equal(scene.holder->opened.function, "main");
	assert_string_equal(scene.holder->opened.file, FIXTURE_SOURCES "/fixture_program.c");
	assert_int_equal(scene.holder->opened.line, line);
	scene_fini(&scene);
}

static void a_position_independent_executable_is_resolved(void **state)
{
	(void)state;
	assert_program_resolves(FIXTURE_PIE);
}

static void an_executable_at_a_fixed_address_is_resolved(void **state)
{
	(void)state;
	assert_program_resolves(FIXTURE_NO_PIE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_inlined_opener_is_found_behind_inlined_plumbing),
		cmocka_unit_test(frames_of_plumbing_are_skipped),
		cmocka_unit_test(a_stack_of_plumbing_shows_its_first_frame),
		cmocka_unit_test(the_stack_has_every_function_inlined_ones_included),
		cmocka_unit_test(inlined_functions_have_the_lines_that_they_stood_at),
		cmocka_unit_test(names_of_lambdas_say_where_they_are),
		cmocka_unit_test(a_function_in_pieces_is_one),
		cmocka_unit_test(now_is_the_line_of_the_same_inlined_function),
		cmocka_unit_test(now_falls_back_to_the_function_around_it),
		cmocka_unit_test(now_is_unknown_in_another_function),
		cmocka_unit_test(a_stripped_object_has_exported_names),
		cmocka_unit_test(a_hidden_function_of_a_stripped_object_has_an_offset),
		cmocka_unit_test(an_object_linked_at_an_address_of_its_own_resolves),
		cmocka_unit_test(an_object_with_debug_info_lacks_nothing),
		cmocka_unit_test(an_object_without_debug_info_has_names_and_says_what_to_do),
		cmocka_unit_test(rust_names_come_from_the_symbol_table),
		cmocka_unit_test(a_symbol_without_a_size_is_found),
		cmocka_unit_test(an_address_between_symbols_has_no_name),
		cmocka_unit_test(a_part_without_debug_info_is_told),
		cmocka_unit_test(lines_of_plumbing_are_not_missed),
		cmocka_unit_test(separate_debug_info_is_found),
		cmocka_unit_test(debug_info_without_an_index_is_searched),
		cmocka_unit_test(a_holder_without_a_stack_uses_its_address),
		cmocka_unit_test(a_holder_without_an_address_stays_unknown),
		cmocka_unit_test(a_position_independent_executable_is_resolved),
		cmocka_unit_test(an_executable_at_a_fixed_address_is_resolved),
	};

	return cmocka_run_group_tests_name("symbols", tests, NULL, NULL);
}
