/* SPDX-License-Identifier: MIT */
/* Rows of numbers in, the arrays of a snapshot out: checks every number on its way. */
#ifndef V8SCOPE_SNAPSHOT_TABLES_H
#define V8SCOPE_SNAPSHOT_TABLES_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "row_layout.h"

struct v8scope_snapshot;

enum {
	V8SCOPE_ROW_MAX = 32 /* fields in a row; V8 has had up to 7 */
};

struct v8scope_tables {
	struct v8scope_row_layout nodes;
	struct v8scope_row_layout edges;
	/* Columns, valid after v8scope_tables_begin(). */
	int node_type, node_name, node_id, node_self_size, node_edge_count;
	int edge_type, edge_name, edge_to;
	int edge_weak, edge_shortcut, edge_internal; /* values of edge_type; -1: no such type */
	/* Owned; GArrays of what struct v8scope_snapshot has in the field of that name. */
	GArray *type, *name, *self_size, *first_edge, *to, *retains, *string_at, *string_bytes;
	GArray *id;	      /* owned; uint32_t a node */
	GArray *internal;     /* owned; uint32_t an edge: its name if it is internal, else 0 */
	uint64_t edges_total; /* by the nodes' edge counts */
};

void v8scope_tables_init(struct v8scope_tables *tables);
void v8scope_tables_fini(struct v8scope_tables *tables);

/* Call once the layouts are filled in and before the first row. All: false with `error` set. */
bool v8scope_tables_begin(struct v8scope_tables *tables, GError **error);
bool v8scope_tables_add_node(struct v8scope_tables *tables, const uint64_t *row, GError **error);
bool v8scope_tables_add_edge(struct v8scope_tables *tables, const uint64_t *row, GError **error);
bool v8scope_tables_add_string(
	struct v8scope_tables *tables, const char *text, size_t length, GError **error);

/* Moves everything into a snapshot, which the caller owns; NULL with `error` set. */
struct v8scope_snapshot *v8scope_tables_finish(struct v8scope_tables *tables, GError **error);

#endif
