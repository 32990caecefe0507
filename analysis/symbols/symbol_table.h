/* SPDX-License-Identifier: MIT */
/* The symbols of a module, sorted: libdwfl walks over all of them for each address. */
#ifndef V8SCOPE_SYMBOL_TABLE_H
#define V8SCOPE_SYMBOL_TABLE_H

#include <elfutils/libdwfl.h>
#include <stdint.h>

struct v8scope_symbol_table;

/* Reads the module, which must outlive the table. */
struct v8scope_symbol_table *v8scope_symbol_table_create(Dwfl_Module *module);
void v8scope_symbol_table_destroy(struct v8scope_symbol_table *table); /* NULL-safe */

/*
 * The symbol that contains an address of the process, and where it begins. A symbol whose size
 * nobody wrote down (assembler) reaches to the next one of its section. The name is the module's,
 * and not empty; NULL: there is none.
 */
const char *v8scope_symbol_table_find(
	const struct v8scope_symbol_table *table, uint64_t address, uint64_t *start);

#endif
