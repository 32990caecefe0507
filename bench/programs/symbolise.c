/* SPDX-License-Identifier: MIT */
/*
 * symbolise OBJECT COUNT: resolves COUNT addresses, evenly over the code of an object with
 * debug information, as the report does, each the site of one holder. Prints ns=TOTAL and
 * resolved=SITES: those that got a function.
 */
#include <fcntl.h>
#include <gelf.h>
#include <glib.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "report.h"
#include "symbols.h"

enum { PID = 1 };

/* Where the object would be loaded: any page will do. */
static const uint64_t base = 0x555500000000u;

struct code {
	uint64_t begin; /* offset from `base` */
	uint64_t size;
	uint64_t all; /* of the whole object */
};

static bool read_code(const char *path, struct code *code)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	Elf *elf;
	size_t count = 0;

	elf_version(EV_CURRENT);
	elf = fd >= 0 ? elf_begin(fd, ELF_C_READ, NULL) : NULL;
	if (elf != NULL && elf_getphdrnum(elf, &count) != 0) {
		count = 0;
	}
	for (size_t i = 0; i < count; i++) {
		GElf_Phdr segment;

		if (gelf_getphdr(elf, (int)i, &segment) == NULL || segment.p_type != PT_LOAD) {
			continue;
		}
		code->all = segment.p_vaddr + segment.p_memsz;
		if (segment.p_flags & PF_X) {
			code->begin = segment.p_vaddr;
			code->size = segment.p_memsz;
		}
	}
	elf_end(elf);
	if (fd >= 0) {
		close(fd);
	}
	return code->size > 0;
}

/* A holder for each address, with a stack of that address alone. */
static struct v8scope_report *report_of(const struct code *code, uint64_t count)
{
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_report_isolate *isolate =
		v8scope_report_process_add_isolate(v8scope_report_add_process(report, PID), 1);

	for (uint64_t i = 0; i < count; i++) {
		struct v8scope_holder *holder = v8scope_report_isolate_add_holder(
			isolate, V8SCOPE_HOLDER_KIND_HANDLE_SCOPE);
		uintptr_t ip = base + code->begin + code->size * i / count;

		holder->ips = g_memdup2(&ip, sizeof(ip));
		holder->ip_count = 1;
	}
	return report;
}

static uint64_t count_resolved(const struct v8scope_report *report)
{
	const struct v8scope_report_process *process = g_ptr_array_index(report->processes, 0);
	const struct v8scope_report_isolate *isolate = g_ptr_array_index(process->isolates, 0);
	uint64_t resolved = 0;

	for (guint i = 0; i < isolate->holders->len; i++) {
		const struct v8scope_holder *holder = g_ptr_array_index(isolate->holders, i);

		resolved += holder->stack != NULL && holder->stack->len > 0;
	}
	return resolved;
}

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

int main(int argc, char **argv)
{
	uint64_t count = argc == 3 ? strtoull(argv[2], NULL, 10) : 0;
	struct code code = {0};
	struct v8scope_report *report;
	struct v8scope_symbols *symbols;
	uint64_t begin;

	if (count == 0 || !read_code(argv[1], &code)) {
		fprintf(stderr, "usage: symbolise OBJECT COUNT\n");
		return 2;
	}
	report = report_of(&code, count);
	begin = now();
	symbols = v8scope_symbols_create();
	v8scope_symbols_add_module(symbols, PID, base, code.all, argv[1], 0);
	v8scope_symbols_resolve_report(symbols, report);
	v8scope_symbols_destroy(symbols);
	printf("ns=%" PRIu64 " resolved=%" PRIu64 "\n", now() - begin, count_resolved(report));
	v8scope_report_destroy(report);
	return 0;
}
