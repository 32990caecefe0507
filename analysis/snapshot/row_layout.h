/* SPDX-License-Identifier: MIT */
/* Where in a row of numbers each field lies, as the snapshot's own "meta" declares it. */
#ifndef V8SCOPE_ROW_LAYOUT_H
#define V8SCOPE_ROW_LAYOUT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* What meta says of one kind of row ("node", "edge"). */
struct v8scope_row_layout {
	GPtrArray *fields;    /* owned; of char *: the names of a row's fields, in order */
	GPtrArray *types;     /* owned; of char *: the names of the values of field "type" */
	uint32_t type_column; /* where the list of `types` stood among the fields */
};

void v8scope_row_layout_init(struct v8scope_row_layout *layout);
void v8scope_row_layout_fini(struct v8scope_row_layout *layout);

/* The column of a field, or -1 with `error` set; `rows` names the kind of row. */
int v8scope_row_layout_column(const struct v8scope_row_layout *layout, const char *rows,
	const char *field, GError **error);

/* The value of field "type" with that name, or -1. */
int v8scope_row_layout_type(const struct v8scope_row_layout *layout, const char *name);

/* Whether fields and types fit together, and are few enough to be true; else sets `error`. */
bool v8scope_row_layout_check(
	const struct v8scope_row_layout *layout, const char *rows, GError **error);

#endif
