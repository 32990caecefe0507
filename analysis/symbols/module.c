/* SPDX-License-Identifier: MIT */
#include "module.h"

#include <fcntl.h>
#include <gelf.h>
#include <sys/stat.h>
#include <unistd.h>

#include "symbol_table.h"
#include "debug_units.h"

/* Every page size that Linux has is a multiple of this. */
#define SMALLEST_PAGE 4096

/*
 * Separate debug info is searched for where the distributions put it (debug
 * links, .build-id folders), and then on the servers of $DEBUGINFOD_URLS, if that
 * is not hidden (debug_servers.h).
 */
static const Dwfl_Callbacks callbacks = {
	.find_elf = dwfl_build_id_find_elf,
	.find_debuginfo = dwfl_standard_find_debuginfo,
	.section_address = dwfl_offline_section_address,
};

struct v8scope_module *v8scope_module_create(uint64_t base, uint64_t size, const char *path)
{
	struct v8scope_module *module = g_new0(struct v8scope_module, 1);

	module->base = base;
	module->size = size;
	module->path = g_strdup(path);
	module->status = V8SCOPE_MODULE_STATUS_UNOPENED;
	return module;
}

void v8scope_module_destroy(struct v8scope_module *module)
{
	if (module == NULL) {
		return;
	}
	v8scope_module_close(module);
	g_clear_pointer(&module->build_id, g_bytes_unref);
	g_free(module->path);
	g_free(module);
}

bool v8scope_module_overlaps(const struct v8scope_module *module, uint64_t base, uint64_t size)
{
	return base - module->base < module->size || module->base - base < size;
}

/* The path comes from a trace: a FIFO or a device there must not block or be read. -1: no file. */
static int open_regular_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat status;

	if (fd >= 0 && (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static bool first_load_address(Elf *elf, GElf_Addr *address)
{
	GElf_Phdr header;
	size_t count;

	if (elf == NULL || elf_getphdrnum(elf, &count) != 0) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (gelf_getphdr(elf, (int)i, &header) != NULL && header.p_type == PT_LOAD) {
			*address = header.p_vaddr;
			return true;
		}
	}
	return false;
}

static uint64_t page_start(uint64_t address)
{
	return address & ~(uint64_t)(SMALLEST_PAGE - 1);
}

/*
 * What to add to the file's addresses to get the process': 0 for an executable
 * that is not position independent. Tracers disagree whether an object's base
 * is its first segment's address or that of its page; both give the same here.
 */
static bool load_bias(int fd, uint64_t base, GElf_Addr *bias)
{
	GElf_Addr first;
	bool known;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	known = first_load_address(elf, &first);
	if (known) {
		*bias = page_start(base) - page_start(first);
	}
	elf_end(elf);
	return known;
}

static bool report_to_dwfl(struct v8scope_module *module)
{
	GElf_Addr bias = 0;
	int fd = open_regular_file(module->path);

	if (fd < 0) {
		return false;
	}
	if (load_bias(fd, module->base, &bias)) {
		module->dwfl = dwfl_begin(&callbacks);
	}
	if (module->dwfl != NULL) {
		dwfl_report_begin(module->dwfl);
		module->dwfl_module =
			dwfl_report_elf(module->dwfl, module->path, module->path, fd, bias, true);
		dwfl_report_end(module->dwfl, NULL, NULL);
	}
	if (module->dwfl_module == NULL) {
		close(fd); /* otherwise it is libdwfl's */
	}
	return module->dwfl_module != NULL;
}

static GBytes *read_build_id(Dwfl_Module *module)
{
	const unsigned char *id;
	GElf_Addr address;
	int length = dwfl_module_build_id(module, &id, &address);

	return length > 0 ? g_bytes_new(id, (gsize)length) : NULL;
}

/* True as well where the trace does not say which build-id was recorded. */
static bool build_id_agrees(const struct v8scope_module *module)
{
	return module->build_id == NULL ||
	       (module->file_build_id != NULL &&
		       g_bytes_equal(module->build_id, module->file_build_id));
}

static enum v8scope_module_status open_once(struct v8scope_module *module)
{
	if (!report_to_dwfl(module)) {
		return V8SCOPE_MODULE_STATUS_NOT_FOUND;
	}
	module->file_build_id = read_build_id(module->dwfl_module);
	if (!build_id_agrees(module)) {
		return V8SCOPE_MODULE_STATUS_OTHER_BUILD;
	}
	module->units = v8scope_units_create(module->dwfl_module);
	return V8SCOPE_MODULE_STATUS_USABLE;
}

static void close_file(struct v8scope_module *module)
{
	g_clear_pointer(&module->units, v8scope_units_destroy);
	g_clear_pointer(&module->table, v8scope_symbol_table_destroy);
	g_clear_pointer(&module->dwfl, dwfl_end);
	module->dwfl_module = NULL;
}

enum v8scope_module_status v8scope_module_open(struct v8scope_module *module)
{
	enum v8scope_module_status status = module->status;

	if (status == V8SCOPE_MODULE_STATUS_UNOPENED) {
		status = open_once(module);
		if (status != V8SCOPE_MODULE_STATUS_USABLE) {
			close_file(module);
		}
		module->status = status;
	}
	return status;
}

void v8scope_module_close(struct v8scope_module *module)
{
	close_file(module);
	g_clear_pointer(&module->file_build_id, g_bytes_unref);
	module->status = V8SCOPE_MODULE_STATUS_UNOPENED;
}

const struct v8scope_symbol_table *v8scope_module_get_table(struct v8scope_module *module)
{
	if (module->table == NULL) {
		module->table = v8scope_symbol_table_create(module->dwfl_module);
	}
	return module->table;
}

/* How many exported symbols a file has, and whether it has the others' table as well. */
static int count_exported(Elf *elf, bool *has_table)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	int exported = 0;

	*has_table = false;
	while ((section = elf_nextscn(elf, section)) != NULL) {
		if (gelf_getshdr(section, &header) == NULL || header.sh_entsize == 0) {
			continue;
		}
		if (header.sh_type == SHT_DYNSYM) {
			exported = (int)MIN(header.sh_size / header.sh_entsize, G_MAXINT);
		}
		*has_table = *has_table || header.sh_type == SHT_SYMTAB;
	}
	return exported;
}

/* A file without sections has no table, and exported symbols that cannot be counted so. */
static bool has_symbol_table(Dwfl_Module *module)
{
	GElf_Addr bias;
	size_t sections = 0;
	Elf *elf = dwfl_module_getelf(module, &bias);
	bool has_table;
	int exported;

	if (elf == NULL || elf_getshdrnum(elf, &sections) != 0 || sections == 0) {
		return false;
	}
	exported = count_exported(elf, &has_table);
	/* The table may be in the file of the debug info, or compressed (.gnu_debugdata). */
	return has_table || dwfl_module_getsymtab(module) > exported;
}

enum v8scope_module_symbols v8scope_module_get_symbols(struct v8scope_module *module)
{
	Dwarf_Addr bias;

	switch (v8scope_module_open(module)) {
	case V8SCOPE_MODULE_STATUS_USABLE:
		break;
	case V8SCOPE_MODULE_STATUS_OTHER_BUILD:
		return V8SCOPE_MODULE_SYMBOLS_DIFFERENT_BUILD;
	default:
		return V8SCOPE_MODULE_SYMBOLS_MISSING;
	}
	if (dwfl_module_nextcu(module->dwfl_module, NULL, &bias) != NULL) {
		return V8SCOPE_MODULE_SYMBOLS_FULL;
	}
	return has_symbol_table(module->dwfl_module) ? V8SCOPE_MODULE_SYMBOLS_SYMBOL_TABLE
						     : V8SCOPE_MODULE_SYMBOLS_STRIPPED;
}

char *v8scope_module_describe(const struct v8scope_module *module)
{
	switch (module->status) {
	case V8SCOPE_MODULE_STATUS_NOT_FOUND:
		return g_strdup_printf("%s (file not found)", module->path);
	case V8SCOPE_MODULE_STATUS_OTHER_BUILD:
		return g_strdup_printf("%s (not the build that was recorded)", module->path);
	default:
		return g_strdup(module->path);
	}
}
