/* SPDX-License-Identifier: MIT */
#include "address_tree.h"

#include <dwarf.h>
#include <stdbool.h>

/* Deeper nesting of namespaces and classes is a broken file. */
#define MAX_DEPTH 256

struct range {
	Dwarf_Addr low;
	Dwarf_Addr high;     /* the first behind it */
	Dwarf_Addr max_high; /* of this and all before it, once they are sorted */
	guint child;	     /* its place among the children */
};

struct v8scope_address_tree {
	Dwarf_Die die;
	bool is_read;	     /* the children were */
	bool is_sorted;	     /* the ranges are */
	GPtrArray *children; /* of struct v8scope_address_tree; owned */
	GArray *ranges;	     /* of struct range: those of all children; owned */
};

static void destroy_child(void *data)
{
	v8scope_address_tree_destroy(data);
}

struct v8scope_address_tree *v8scope_address_tree_create(const Dwarf_Die *die)
{
	struct v8scope_address_tree *tree = g_new0(struct v8scope_address_tree, 1);

	tree->die = *die;
	return tree;
}

struct v8scope_address_tree *v8scope_address_tree_create_empty(void)
{
	struct v8scope_address_tree *tree = g_new0(struct v8scope_address_tree, 1);

	tree->is_read = true;
	return tree;
}

void v8scope_address_tree_destroy(struct v8scope_address_tree *tree)
{
	if (tree == NULL) {
		return;
	}
	if (tree->children != NULL) {
		g_ptr_array_unref(tree->children);
		g_array_unref(tree->ranges);
	}
	g_free(tree);
}

Dwarf_Die *v8scope_address_tree_get_die(struct v8scope_address_tree *tree)
{
	return &tree->die;
}

void v8scope_address_tree_add(struct v8scope_address_tree *tree, const Dwarf_Die *die)
{
	Dwarf_Die entry = *die;
	Dwarf_Addr base, low, high;
	ptrdiff_t offset = 0;
	guint before;

	if (tree->children == NULL) {
		tree->children = g_ptr_array_new_with_free_func(destroy_child);
		tree->ranges = g_array_new(FALSE, FALSE, sizeof(struct range));
	}
	before = tree->ranges->len;
	while ((offset = dwarf_ranges(&entry, offset, &base, &low, &high)) > 0) {
		const struct range range = {.low = low, .high = high, .child = tree->children->len};

		if (low < high) {
			g_array_append_val(tree->ranges, range);
		}
	}
	if (tree->ranges->len > before) {
		g_ptr_array_add(tree->children, v8scope_address_tree_create(die));
		tree->is_sorted = false;
	}
}

/* True for what may contain the code of functions without having addresses itself. */
static bool is_namespace(int tag)
{
	return tag == DW_TAG_namespace || tag == DW_TAG_module || tag == DW_TAG_class_type ||
	       tag == DW_TAG_structure_type || tag == DW_TAG_union_type ||
	       tag == DW_TAG_enumeration_type;
}

/* Rust's compiler leaves its functions in namespaces. */
static void read_children(struct v8scope_address_tree *tree, Dwarf_Die *parent, int depth)
{
	const void *before;
	Dwarf_Die child;

	if (depth >= MAX_DEPTH || dwarf_child(parent, &child) != 0) {
		return;
	}
	do {
		before = child.addr;
		if (is_namespace(dwarf_tag(&child))) {
			read_children(tree, &child, depth + 1);
		} else {
			v8scope_address_tree_add(tree, &child);
		}
	} while (dwarf_siblingof(&child, &child) == 0 && child.addr > before); /* or it is broken */
}

/* By where they begin; of several that begin there, the first child comes last. */
static int compare_ranges(const void *left, const void *right)
{
	const struct range *a = left;
	const struct range *b = right;

	if (a->low != b->low) {
		return a->low < b->low ? -1 : 1;
	}
	return a->child < b->child ? 1 : a->child > b->child ? -1 : 0;
}

static void sort_ranges(struct v8scope_address_tree *tree)
{
	Dwarf_Addr max_high = 0;

	g_array_sort(tree->ranges, compare_ranges);
	for (guint i = 0; i < tree->ranges->len; i++) {
		struct range *range = &g_array_index(tree->ranges, struct range, i);

		max_high = MAX(max_high, range->high);
		range->max_high = max_high;
	}
	tree->is_sorted = true;
}

/* How many ranges begin at or before the address. */
static guint count_begun(const GArray *ranges, Dwarf_Addr address)
{
	guint low = 0;
	guint high = ranges->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;

		if (g_array_index(ranges, struct range, middle).low <= address) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

struct v8scope_address_tree *v8scope_address_tree_find(
	struct v8scope_address_tree *tree, Dwarf_Addr address)
{
	if (!tree->is_read) {
		read_children(tree, &tree->die, 0);
		tree->is_read = true;
	}
	if (tree->children == NULL) {
		return NULL;
	}
	if (!tree->is_sorted) {
		sort_ranges(tree);
	}
	for (guint i = count_begun(tree->ranges, address); i > 0; i--) {
		const struct range *range = &g_array_index(tree->ranges, struct range, i - 1);

		if (range->max_high <= address) {
			break;
		}
		if (range->high > address) {
			return g_ptr_array_index(tree->children, range->child);
		}
	}
	return NULL;
}
