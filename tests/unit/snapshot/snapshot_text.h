/* SPDX-License-Identifier: MIT */
/* Heap snapshots made by hand: objects and references in, JSON text out. */
#ifndef SNAPSHOT_TEXT_H
#define SNAPSHOT_TEXT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "snapshot.h"

enum node_type { NODE_SYNTHETIC, NODE_OBJECT, NODE_CLOSURE, NODE_STRING };

enum edge_type { EDGE_ELEMENT, EDGE_INTERNAL, EDGE_SHORTCUT, EDGE_WEAK };

struct text;

/* Node 0 is the root, 1 is "(GC roots)", 2 "(Handle scope)", 3 "(Global handles)". */
enum {
	TEXT_ROOT,
	TEXT_GC_ROOTS,
	TEXT_HANDLES,
	TEXT_GLOBALS,
	TEXT_OWN /* the first node that a test adds */
};

struct text *text_create(void);
void text_destroy(struct text *text);

/* Returns the number of the node; its id is 2 * number + 1. */
uint32_t text_node(struct text *text, enum node_type type, const char *name, uint64_t size);
void text_edge(struct text *text, uint32_t from, uint32_t to, enum edge_type type);
/* An edge whose name is a string; `name` may hold JSON escapes. */
void text_named_edge(
	struct text *text, uint32_t from, uint32_t to, enum edge_type type, const char *name);

/* The snapshot's text, owned by the caller; in the layout of Node 18, or another order. */
char *text_print(const struct text *text);
char *text_print_reordered(const struct text *text);

/* Reads text from memory, a few bytes at a time if `step` is not 0. */
struct v8scope_snapshot *read_text(const char *text, size_t length, size_t step, GError **error);
/* Reads what text_print() gives; fails the test if it cannot be read. */
struct v8scope_snapshot *text_read(const struct text *text);

#endif
