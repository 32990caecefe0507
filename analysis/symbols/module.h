/* SPDX-License-Identifier: MIT */
/* One object in a process' address space, opened only when an address in it is asked for. */
#ifndef V8SCOPE_MODULE_H
#define V8SCOPE_MODULE_H

#include <elfutils/libdwfl.h>
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "report.h"

enum v8scope_module_status {
	V8SCOPE_MODULE_STATUS_UNOPENED,
	V8SCOPE_MODULE_STATUS_USABLE,
	V8SCOPE_MODULE_STATUS_NOT_FOUND,   /* no such file, or not an ELF object */
	V8SCOPE_MODULE_STATUS_OTHER_BUILD, /* its build-id is not the recorded one */
};

struct v8scope_module {
	uint64_t base; /* lowest mapped address */
	uint64_t size;
	int64_t loaded_at; /* CLOCK_MONOTONIC, or when a trace first said that it is there */
	char *path;	   /* owned */
	GBytes *build_id;  /* owned; NULL: the trace does not say */
	enum v8scope_module_status status;
	GBytes *file_build_id; /* owned; of the file that was opened, NULL: it has none */
	/* What the report that is being made has of it: see used_modules.h. */
	bool is_used;
	bool lacks_a_line;
	Dwfl *dwfl;			    /* owned; NULL unless usable */
	Dwfl_Module *dwfl_module;	    /* of dwfl */
	struct v8scope_symbol_table *table; /* owned; NULL until it is needed */
	struct v8scope_units *units;	    /* owned; NULL unless usable */
};

struct v8scope_module *v8scope_module_create(uint64_t base, uint64_t size, const char *path);
void v8scope_module_destroy(struct v8scope_module *module); /* NULL-safe */

bool v8scope_module_overlaps(const struct v8scope_module *module, uint64_t base, uint64_t size);

/* Opens it if that was not tried yet. Addresses in dwfl are those of the process. */
enum v8scope_module_status v8scope_module_open(struct v8scope_module *module);

/* How much the files have that were found for it; opens it. */
enum v8scope_module_symbols v8scope_module_get_symbols(struct v8scope_module *module);

/* The symbols of a usable module; they are its own. */
const struct v8scope_symbol_table *v8scope_module_get_table(struct v8scope_module *module);

/* Forgets the file; the next v8scope_module_open() tries anew. */
void v8scope_module_close(struct v8scope_module *module);

/* The path, followed by what is wrong with the file if it is not usable. The caller owns it. */
char *v8scope_module_describe(const struct v8scope_module *module);

#endif
