/* SPDX-License-Identifier: MIT */
/*
 * find_site [--debuginfod] LIBRARY FUNCTION: where the first address lies that this fixture's
 * function notes, "FUNCTION line|- SYMBOLS".
 */
#include <dlfcn.h>
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"
#include "load_map.h"
#include "report.h"
#include "symbols.h"

#define PID 1

int main(int argc, char **argv)
{
	bool ask_servers = argc == 4 && strcmp(argv[1], "--debuginfod") == 0;

	if (ask_servers) {
		argc--;
		argv++;
	}
	void *library = argc == 3 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
	struct v8scope_symbols *symbols = v8scope_symbols_create();
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_report_process *process = v8scope_report_add_process(report, PID);
	struct v8scope_holder *holder = v8scope_report_isolate_add_holder(
		v8scope_report_process_add_isolate(process, 1), V8SCOPE_HOLDER_KIND_HANDLE_SCOPE);
	const struct v8scope_report_module *module;
	struct fixture_record record = {0};
	struct loaded_object object;
	fixture_run *run = NULL;

	if (library) {
		*(void **)&run = dlsym(library, argv[2]);
	}
	if (!run) {
		fprintf(stderr, "usage: find_site [--debuginfod] LIBRARY FUNCTION\n");
		return 2;
	}
	run(&record);
	if (!load_map_find(record.ips[0], &object)) {
		return 1;
	}
	v8scope_symbols_ask_servers(symbols, ask_servers);
	v8scope_symbols_add_module(symbols, PID, object.base, object.size, argv[1], 0);
	holder->ips = g_memdup2(record.ips, sizeof(uintptr_t));
	holder->ip_count = 1;
	v8scope_symbols_resolve_report(symbols, report);
	module = g_ptr_array_index(process->modules, 0);
	printf("%s %s %s\n", holder->opened.function ? holder->opened.function : "-",
		holder->opened.line > 0 ? "line" : "-",
		v8scope_module_symbols_name(module->symbols));
	v8scope_report_destroy(report);
	v8scope_symbols_destroy(symbols);
	dlclose(library);
	return 0;
}
