/* SPDX-License-Identifier: MIT */
#include "row_layout.h"

#include <string.h>

#include "snapshot.h"
#include "tables.h"

void v8scope_row_layout_init(struct v8scope_row_layout *layout)
{
	layout->fields = g_ptr_array_new_with_free_func(g_free);
	layout->types = g_ptr_array_new_with_free_func(g_free);
	layout->type_column = UINT32_MAX;
}

void v8scope_row_layout_fini(struct v8scope_row_layout *layout)
{
	g_clear_pointer(&layout->fields, g_ptr_array_unref);
	g_clear_pointer(&layout->types, g_ptr_array_unref);
}

static int position(const GPtrArray *names, const char *name)
{
	for (guint i = 0; i < names->len; i++) {
		if (strcmp(names->pdata[i], name) == 0) {
			return (int)i;
		}
	}
	return -1;
}

int v8scope_row_layout_column(const struct v8scope_row_layout *layout, const char *rows,
	const char *field, GError **error)
{
	int column = position(layout->fields, field);

	if (column < 0) {
		g_set_error(error, V8SCOPE_SNAPSHOT_ERROR, V8SCOPE_SNAPSHOT_ERROR_FORMAT,
			"is not a heap snapshot as known here: its %s_fields have no \"%s\"", rows,
			field);
	}
	return column;
}

int v8scope_row_layout_type(const struct v8scope_row_layout *layout, const char *name)
{
	return position(layout->types, name);
}

bool v8scope_row_layout_check(
	const struct v8scope_row_layout *layout, const char *rows, GError **error)
{
	int column = v8scope_row_layout_column(layout, rows, "type", error);

	if (column < 0) {
		return false;
	}
	if (layout->fields->len > V8SCOPE_ROW_MAX || layout->types->len > UINT8_MAX ||
		layout->type_column != (uint32_t)column) {
		g_set_error(error, V8SCOPE_SNAPSHOT_ERROR, V8SCOPE_SNAPSHOT_ERROR_FORMAT,
			"is not a heap snapshot as known here: its %s_types do not fit its "
			"%s_fields",
			rows, rows);
		return false;
	}
	return true;
}
