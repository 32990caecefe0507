/* SPDX-License-Identifier: MIT */
#include "scope_index.h"

#include <dwarf.h>
#include <glib.h>

/* Deeper nesting is a broken file. */
#define MAX_DEPTH 256

/* An entry that contains others of its kind. Entries lie in memory as they nest. */
struct scope {
	Dwarf_Die die;
	const void *last; /* the last of these */
	guint parent;	  /* its place plus one; 0: none */
};

struct v8scope_scope_index {
	GArray *scopes; /* of struct scope, in the order of their addresses */
};

static bool is_scope(int tag)
{
	switch (tag) {
	case DW_TAG_namespace:
	case DW_TAG_class_type:
	case DW_TAG_structure_type:
	case DW_TAG_union_type:
	case DW_TAG_enumeration_type:
	case DW_TAG_interface_type:
	case DW_TAG_module:
	case DW_TAG_subprogram:
		return true;
	default:
		return false;
	}
}

/* Returns the last entry below `parent` that is a scope, NULL: there is none. */
static const void *read_below(
	struct v8scope_scope_index *index, Dwarf_Die *parent, guint scope, int depth)
{
	const void *last = NULL;
	const void *last_below, *before;
	Dwarf_Die child;

	if (depth >= MAX_DEPTH || dwarf_child(parent, &child) != 0) {
		return NULL;
	}
	do {
		guint around = scope;

		before = child.addr;
		if (is_scope(dwarf_tag(&child))) {
			const struct scope added = {.die = child, .parent = scope};

			last = child.addr;
			g_array_append_val(index->scopes, added);
			around = index->scopes->len;
		}
		last_below = read_below(index, &child, around, depth + 1);
		if (last_below != NULL) {
			last = last_below;
		}
		if (around != scope && last_below == NULL) {
			/* Nothing lies in it: most functions. It is the last one. */
			g_array_set_size(index->scopes, around - 1);
		} else if (around != scope) {
			g_array_index(index->scopes, struct scope, around - 1).last = last_below;
		}
	} while (dwarf_siblingof(&child, &child) == 0 && child.addr > before); /* or it is broken */
	return last;
}

struct v8scope_scope_index *v8scope_scope_index_create(Dwarf_Die *unit)
{
	struct v8scope_scope_index *index = g_new0(struct v8scope_scope_index, 1);

	index->scopes = g_array_new(FALSE, FALSE, sizeof(struct scope));
	read_below(index, unit, 0, 0);
	return index;
}

void v8scope_scope_index_destroy(struct v8scope_scope_index *index)
{
	if (index == NULL) {
		return;
	}
	g_array_unref(index->scopes);
	g_free(index);
}

/* How many scopes begin before the entry. */
static guint count_begun(const GArray *scopes, const void *entry)
{
	guint low = 0;
	guint high = scopes->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;

		if (g_array_index(scopes, struct scope, middle).die.addr < entry) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

bool v8scope_scope_index_find(
	const struct v8scope_scope_index *index, const Dwarf_Die *die, Dwarf_Die *scope)
{
	guint number = count_begun(index->scopes, die->addr);

	while (number > 0) {
		const struct scope *candidate =
			&g_array_index(index->scopes, struct scope, number - 1);

		if (candidate->last >= die->addr) {
			*scope = candidate->die;
			return true;
		}
		number = candidate->parent;
	}
	return false;
}
