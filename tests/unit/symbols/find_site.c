/* SPDX-License-Identifier: MIT */
/* find_site LIBRARY FUNCTION: where the first address lies that this fixture's function notes. */
#include <dlfcn.h>
#include <glib.h>
#include <stdio.h>

#include "fixture.h"
#include "load_map.h"
#include "report.h"
#include "symbols.h"

#define PID 1

int main(int argc, char **argv)
{
	void *library = argc == 3 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
	struct v8scope_symbols *symbols = v8scope_symbols_create();
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_holder *holder = v8scope_report_isolate_add_holder(
		v8scope_report_process_add_isolate(v8scope_report_add_process(report, PID), 1),
		V8SCOPE_HOLDER_KIND_HANDLE_SCOPE);
	struct fixture_record record = {0};
	struct loaded_object object;
	fixture_run *run = NULL;

	if (library) {
		*(void **)&run = dlsym(library, argv[2]);
	}
	if (!run) {
		fprintf(stderr, "usage: find_site LIBRARY FUNCTION\n");
		return 2;
	}
	run(&record);
	if (!load_map_find(record.ips[0], &object)) {
		return 1;
	}
	v8scope_symbols_add_module(symbols, PID, object.base, object.size, argv[1], 0);
	holder->ips = g_memdup2(record.ips, sizeof(uintptr_t));
	holder->ip_count = 1;
	v8scope_symbols_resolve_report(symbols, report);
	printf("%s %s\n", holder->opened.function ? holder->opened.function : "-",
		holder->opened.line > 0 ? "line" : "-");
	v8scope_report_destroy(report);
	v8scope_symbols_destroy(symbols);
	dlclose(library);
	return 0;
}
