/* SPDX-License-Identifier: MIT */
#include "scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dlfcn.h>
#include <string.h>

void scene_init(struct scene *scene)
{
	struct v8scope_report_process *process;
	struct v8scope_report_isolate *isolate;

	*scene = (struct scene){0};
	scene->symbols = v8scope_symbols_create();
	scene->report = v8scope_report_create();
	process = v8scope_report_add_process(scene->report, PID);
	isolate = v8scope_report_process_add_isolate(process, 0x1000);
	scene->holder =
		v8scope_report_isolate_add_holder(isolate, V8SCOPE_HOLDER_KIND_HANDLE_SCOPE);
}

void scene_fini(struct scene *scene)
{
	v8scope_report_destroy(scene->report);
	v8scope_symbols_destroy(scene->symbols);
	if (scene->library != NULL) {
		dlclose(scene->library);
	}
}

void scene_begin(struct scene *scene, const char *path, const char *function, uint32_t depth)
{
	fixture_run *run;

	scene_init(scene);
	scene->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	assert_non_null(scene->library);
	*(void **)&run = dlsym(scene->library, function);
	assert_non_null(run);
	run(&scene->record);
	assert_true(load_map_find(scene->record.ips[0], &scene->object));
	scene->holder->ips = g_memdup2(scene->record.ips, depth * sizeof(uintptr_t));
	scene->holder->ip_count = depth;
}

void scene_add_module(struct scene *scene, const char *path)
{
	v8scope_symbols_add_module(
		scene->symbols, PID, scene->object.base, scene->object.size, path, 0);
}

void scene_resolve(struct scene *scene)
{
	v8scope_symbols_resolve_report(scene->symbols, scene->report);
}

void scene_make(struct scene *scene, const char *path, const char *function, uint32_t depth)
{
	scene_begin(scene, path, function, depth);
	scene_add_module(scene, path);
	scene_resolve(scene);
}

void assert_site(const struct v8scope_site *site, const char *function, int line)
{
	assert_non_null(site->function);
	assert_string_equal(site->function, function);
	assert_non_null(site->file);
	assert_string_equal(site->file, FIXTURE_SOURCES "/fixture.cc");
	assert_int_equal(site->line, line);
}

void assert_only_module(const struct scene *scene, const char *module)
{
	const struct v8scope_site *site = &scene->holder->opened;

	assert_null(site->function);
	assert_null(site->file);
	assert_int_equal(site->line, 0);
	assert_string_equal(site->module, module);
	assert_int_equal(site->module_offset, site->ip - scene->object.base);
}

const struct v8scope_report_module *only_module(const struct scene *scene)
{
	const struct v8scope_report_process *process =
		g_ptr_array_index(scene->report->processes, 0);

	assert_int_equal(process->modules->len, 1);
	return g_ptr_array_index(process->modules, 0);
}

void assert_advises(const struct v8scope_report_module *module, const char *words)
{
	assert_non_null(module->advice);
	assert_non_null(strstr(module->advice, words));
}
