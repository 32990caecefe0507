/* SPDX-License-Identifier: MIT */
/*
 * In which namespace, class or function an entry of debug info lies: DWARF has no way up, and libdw
 * walks over the unit for each entry that it is asked for.
 */
#ifndef V8SCOPE_SCOPE_INDEX_H
#define V8SCOPE_SCOPE_INDEX_H

#include <elfutils/libdw.h>
#include <stdbool.h>

struct v8scope_scope_index;

/* Reads the unit whose first entry is `unit`. */
struct v8scope_scope_index *v8scope_scope_index_create(Dwarf_Die *unit);
void v8scope_scope_index_destroy(struct v8scope_scope_index *index); /* NULL-safe */

/* The innermost one around `die`: a type, a namespace or a function of that unit. False: none. */
bool v8scope_scope_index_find(
	const struct v8scope_scope_index *index, const Dwarf_Die *die, Dwarf_Die *scope);

#endif
