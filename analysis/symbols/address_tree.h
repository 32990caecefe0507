/* SPDX-License-Identifier: MIT */
/*
 * Which entries of debug info contain an address, nested as they are: a unit, its functions, the
 * blocks and inlined functions in these. An entry's children are read and sorted once, when the
 * first address in it is looked up; libdw would walk over them for each.
 */
#ifndef V8SCOPE_ADDRESS_TREE_H
#define V8SCOPE_ADDRESS_TREE_H

#include <elfutils/libdw.h>
#include <glib.h>

/* An entry and, once they were needed, its children. */
struct v8scope_address_tree;

/* Of the entry `die`, which is copied; what it points to must outlive the tree. */
struct v8scope_address_tree *v8scope_address_tree_create(const Dwarf_Die *die);
void v8scope_address_tree_destroy(struct v8scope_address_tree *tree); /* NULL-safe */

/* A tree of units: of those that are added, instead of the children of an entry. */
struct v8scope_address_tree *v8scope_address_tree_create_empty(void);
void v8scope_address_tree_add(struct v8scope_address_tree *tree, const Dwarf_Die *die);

/* The child that contains the address; valid as long as the tree is. NULL: none. */
struct v8scope_address_tree *v8scope_address_tree_find(
	struct v8scope_address_tree *tree, Dwarf_Addr address);

Dwarf_Die *v8scope_address_tree_get_die(struct v8scope_address_tree *tree);

#endif
