/* SPDX-License-Identifier: MIT */
/* Any file as an object of a traced process: its names and lines, looked up all over it. */
#define _GNU_SOURCE
#include "symbols.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "checks.h"
#include "report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BASE = 0x10000, SIZE = 0x10000, LOOKUPS = 24 };

/* Nothing is asked of a server, whoever runs this. */
static int create_file(const uint8_t *data, size_t size)
{
	int fd = memfd_create("object", MFD_CLOEXEC);

	unsetenv("DEBUGINFOD_URLS");
	FUZZ_CHECK(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	return fd;
}

static struct v8scope_report *create_report(void)
{
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_report_isolate *isolate =
		v8scope_report_process_add_isolate(v8scope_report_add_process(report, 1), 1);
	struct v8scope_holder *holder =
		v8scope_report_isolate_add_holder(isolate, V8SCOPE_HOLDER_KIND_HANDLE_SCOPE);

	holder->ips = g_new(uintptr_t, LOOKUPS);
	holder->frame_ips = g_new(uintptr_t, LOOKUPS);
	for (uintptr_t i = 0; i < LOOKUPS; i++) {
		/* Where the seed has its code, and beyond. */
		holder->ips[i] = BASE + 0x1000 + i * 7;
		holder->frame_ips[i] = BASE + i * (SIZE / LOOKUPS);
	}
	holder->ip_count = LOOKUPS;
	holder->frame_count = LOOKUPS;
	return report;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct v8scope_symbols *symbols = v8scope_symbols_create();
	struct v8scope_report *report = create_report();
	int fd = create_file(data, size);
	char *path = g_strdup_printf("/proc/self/fd/%d", fd);

	v8scope_symbols_add_module(symbols, 1, BASE, SIZE, path, 0);
	v8scope_symbols_resolve_report(symbols, report);
	fuzz_check_rendering(report, size);
	v8scope_report_destroy(report);
	v8scope_symbols_destroy(symbols);
	g_free(path);
	close(fd);
	return 0;
}
