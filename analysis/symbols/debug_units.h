/* SPDX-License-Identifier: MIT */
/* The debug info of a module, by unit: what was read of a unit once is kept. */
#ifndef V8SCOPE_DEBUG_UNITS_H
#define V8SCOPE_DEBUG_UNITS_H

#include <elfutils/libdwfl.h>
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct v8scope_units;

/* `module` is borrowed and must outlive the units. */
struct v8scope_units *v8scope_units_create(Dwfl_Module *module);
void v8scope_units_destroy(struct v8scope_units *units); /* NULL-safe */

/*
 * The unit whose code is at an address of the process; NULL: none. What `*bias` is then set to
 * is to be taken from the address for one of the debug info.
 */
Dwarf_Die *v8scope_units_find(struct v8scope_units *units, uint64_t address, Dwarf_Addr *bias);

/* Appends the entries of the unit `die` that contain the address (of Dwarf_Die), outermost first.
 */
void v8scope_units_find_path(
	struct v8scope_units *units, Dwarf_Die *die, Dwarf_Addr address, GArray *path);

/* The namespace, type or function that contains such an entry. False: none. */
bool v8scope_units_find_scope(struct v8scope_units *units, Dwarf_Die *die, Dwarf_Die *scope);

#endif
