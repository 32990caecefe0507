/* SPDX-License-Identifier: MIT */
#include "debug_units.h"

#include "address_tree.h"
#include "scope_index.h"

/* Each part is NULL until it is needed. */
struct unit {
	struct v8scope_address_tree *tree;  /* owned */
	struct v8scope_scope_index *scopes; /* owned */
};

struct v8scope_units {
	Dwfl_Module *module;		   /* borrowed */
	GHashTable *units;		   /* address of its first entry -> struct unit */
	struct v8scope_address_tree *code; /* of all units; owned, NULL until it is needed */
	Dwarf_Addr bias;		   /* of those */
};

static void unit_destroy(void *data)
{
	struct unit *unit = data;

	v8scope_address_tree_destroy(unit->tree);
	v8scope_scope_index_destroy(unit->scopes);
	g_free(unit);
}

struct v8scope_units *v8scope_units_create(Dwfl_Module *module)
{
	struct v8scope_units *units = g_new0(struct v8scope_units, 1);

	units->module = module;
	units->units = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, unit_destroy);
	return units;
}

void v8scope_units_destroy(struct v8scope_units *units)
{
	if (units == NULL) {
		return;
	}
	v8scope_address_tree_destroy(units->code);
	g_hash_table_destroy(units->units);
	g_free(units);
}

static struct unit *get_unit(struct v8scope_units *units, const Dwarf_Die *die)
{
	struct unit *unit = g_hash_table_lookup(units->units, die->addr);

	if (unit == NULL) {
		unit = g_new0(struct unit, 1);
		g_hash_table_insert(units->units, die->addr, unit);
	}
	return unit;
}

static void read_code(struct v8scope_units *units)
{
	Dwarf_Die *unit = NULL;

	units->code = v8scope_address_tree_create_empty();
	while ((unit = dwfl_module_nextcu(units->module, unit, &units->bias)) != NULL) {
		v8scope_address_tree_add(units->code, unit);
	}
}

/* Some compilers leave no index of addresses; then the units themselves have to be asked. */
Dwarf_Die *v8scope_units_find(struct v8scope_units *units, uint64_t address, Dwarf_Addr *bias)
{
	Dwarf_Die *unit = dwfl_module_addrdie(units->module, address, bias);
	struct v8scope_address_tree *found;

	if (unit != NULL) {
		return unit;
	}
	if (units->code == NULL) {
		read_code(units);
	}
	*bias = units->bias;
	found = v8scope_address_tree_find(units->code, address - units->bias);
	return found != NULL ? v8scope_address_tree_get_die(found) : NULL;
}

void v8scope_units_find_path(
	struct v8scope_units *units, Dwarf_Die *die, Dwarf_Addr address, GArray *path)
{
	struct unit *unit = get_unit(units, die);
	struct v8scope_address_tree *tree;

	if (unit->tree == NULL) {
		unit->tree = v8scope_address_tree_create(die);
	}
	tree = v8scope_address_tree_find(unit->tree, address);
	while (tree != NULL) {
		g_array_append_val(path, *v8scope_address_tree_get_die(tree));
		tree = v8scope_address_tree_find(tree, address);
	}
}

bool v8scope_units_find_scope(struct v8scope_units *units, Dwarf_Die *die, Dwarf_Die *scope)
{
	struct unit *unit;
	Dwarf_Die first;

	if (dwarf_diecu(die, &first, NULL, NULL) == NULL) {
		return false;
	}
	unit = get_unit(units, &first);
	if (unit->scopes == NULL) {
		unit->scopes = v8scope_scope_index_create(&first);
	}
	return v8scope_scope_index_find(unit->scopes, die, scope);
}
