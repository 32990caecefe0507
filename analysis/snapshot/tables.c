/* SPDX-License-Identifier: MIT */
#include "tables.h"

#include <string.h>

#include "snapshot.h"

/* Leaves room for the virtual nodes that retention adds, and for GArray to double. */
#define ROWS_MAX (UINT32_C(1) << 31)

void v8scope_tables_init(struct v8scope_tables *tables)
{
	*tables = (struct v8scope_tables){0};
	v8scope_row_layout_init(&tables->nodes);
	v8scope_row_layout_init(&tables->edges);
	tables->type = g_array_new(FALSE, FALSE, sizeof(uint8_t));
	tables->name = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	tables->self_size = g_array_new(FALSE, FALSE, sizeof(uint64_t));
	tables->first_edge = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	tables->to = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	tables->retains = g_array_new(FALSE, FALSE, sizeof(uint8_t));
	tables->string_at = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	tables->string_bytes = g_array_new(FALSE, FALSE, 1);
	tables->id = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	tables->internal = g_array_new(FALSE, FALSE, sizeof(uint32_t));
}

void v8scope_tables_fini(struct v8scope_tables *tables)
{
	GArray **arrays[] = {&tables->type, &tables->name, &tables->self_size, &tables->first_edge,
		&tables->to, &tables->retains, &tables->string_at, &tables->string_bytes,
		&tables->id, &tables->internal};

	v8scope_row_layout_fini(&tables->nodes);
	v8scope_row_layout_fini(&tables->edges);
	for (size_t i = 0; i < G_N_ELEMENTS(arrays); i++) {
		g_clear_pointer(arrays[i], g_array_unref);
	}
}

struct column {
	int *column;
	const char *field;
};

static bool find_columns(const struct v8scope_row_layout *layout, const char *rows,
	const struct column *columns, size_t count, GError **error)
{
	for (size_t i = 0; i < count; i++) {
		*columns[i].column =
			v8scope_row_layout_column(layout, rows, columns[i].field, error);
		if (*columns[i].column < 0) {
			return false;
		}
	}
	return v8scope_row_layout_check(layout, rows, error);
}

bool v8scope_tables_begin(struct v8scope_tables *tables, GError **error)
{
	const struct column node[] = {{&tables->node_type, "type"}, {&tables->node_name, "name"},
		{&tables->node_id, "id"}, {&tables->node_self_size, "self_size"},
		{&tables->node_edge_count, "edge_count"}};
	const struct column edge[] = {{&tables->edge_type, "type"},
		{&tables->edge_name, "name_or_index"}, {&tables->edge_to, "to_node"}};

	tables->edge_weak = v8scope_row_layout_type(&tables->edges, "weak");
	tables->edge_shortcut = v8scope_row_layout_type(&tables->edges, "shortcut");
	tables->edge_internal = v8scope_row_layout_type(&tables->edges, "internal");
	return find_columns(&tables->nodes, "node", node, G_N_ELEMENTS(node), error) &&
	       find_columns(&tables->edges, "edge", edge, G_N_ELEMENTS(edge), error);
}

static bool refuse(GError **error, const char *rows, guint row, const char *what, uint64_t value)
{
	g_set_error(error, V8SCOPE_SNAPSHOT_ERROR, V8SCOPE_SNAPSHOT_ERROR_CORRUPT,
		"is damaged: %s %u has %s %" G_GUINT64_FORMAT ", which cannot be", rows, row, what,
		value);
	return false;
}

static bool refuse_more(GError **error, const char *rows)
{
	g_set_error(error, V8SCOPE_SNAPSHOT_ERROR, V8SCOPE_SNAPSHOT_ERROR_LIMIT,
		"has too many %s for v8scope", rows);
	return false;
}

bool v8scope_tables_add_node(struct v8scope_tables *tables, const uint64_t *row, GError **error)
{
	guint node = tables->type->len;
	uint64_t edges = row[tables->node_edge_count];
	uint8_t type = (uint8_t)row[tables->node_type];
	uint32_t name = (uint32_t)row[tables->node_name];
	uint32_t id = (uint32_t)row[tables->node_id];
	uint32_t first_edge = (uint32_t)tables->edges_total;

	if (node == ROWS_MAX) {
		return refuse_more(error, "nodes");
	}
	if (row[tables->node_type] >= tables->nodes.types->len) {
		return refuse(error, "node", node, "type", row[tables->node_type]);
	}
	if (row[tables->node_name] > UINT32_MAX) {
		return refuse(error, "node", node, "name", row[tables->node_name]);
	}
	if (row[tables->node_id] > UINT32_MAX) {
		return refuse(error, "node", node, "id", row[tables->node_id]);
	}
	/* A byte for each address there is, so that sums of sizes cannot overflow. */
	if (row[tables->node_self_size] >= UINT64_C(1) << 48) {
		return refuse(error, "node", node, "self_size", row[tables->node_self_size]);
	}
	if (edges > ROWS_MAX - tables->edges_total) {
		return refuse(error, "node", node, "edge_count", edges);
	}
	tables->edges_total += edges;
	g_array_append_val(tables->type, type);
	g_array_append_val(tables->name, name);
	g_array_append_val(tables->id, id);
	g_array_append_val(tables->self_size, row[tables->node_self_size]);
	g_array_append_val(tables->first_edge, first_edge);
	return true;
}

bool v8scope_tables_add_edge(struct v8scope_tables *tables, const uint64_t *row, GError **error)
{
	guint edge = tables->to->len;
	uint64_t type = row[tables->edge_type];
	guint width = tables->nodes.fields->len;
	uint32_t to = (uint32_t)(row[tables->edge_to] / width);
	uint8_t retains =
		type != (uint64_t)tables->edge_weak && type != (uint64_t)tables->edge_shortcut;
	bool is_internal = type == (uint64_t)tables->edge_internal;
	uint32_t name = is_internal ? (uint32_t)row[tables->edge_name] : 0;

	if (edge == tables->edges_total) {
		g_set_error(error, V8SCOPE_SNAPSHOT_ERROR, V8SCOPE_SNAPSHOT_ERROR_CORRUPT,
			"is damaged: it has more edges than the %u that its nodes declare", edge);
		return false;
	}
	if (type >= tables->edges.types->len) {
		return refuse(error, "edge", edge, "type", type);
	}
	if (row[tables->edge_name] > UINT32_MAX) {
		return refuse(error, "edge", edge, "name_or_index", row[tables->edge_name]);
	}
	/* to_node is a position in the list of numbers "nodes". */
	if (row[tables->edge_to] % width != 0 ||
		row[tables->edge_to] / width >= tables->type->len) {
		return refuse(error, "edge", edge, "to_node", row[tables->edge_to]);
	}
	g_array_append_val(tables->to, to);
	g_array_append_val(tables->retains, retains);
	g_array_append_val(tables->internal, name);
	return true;
}

bool v8scope_tables_add_string(
	struct v8scope_tables *tables, const char *text, size_t length, GError **error)
{
	uint32_t at = tables->string_bytes->len;

	if (tables->string_at->len == ROWS_MAX || length >= ROWS_MAX - at) {
		return refuse_more(error, "strings");
	}
	g_array_append_val(tables->string_at, at);
	g_array_append_vals(tables->string_bytes, text, (guint)length);
	g_array_append_vals(tables->string_bytes, "", 1);
	return true;
}

static bool check_totals(const struct v8scope_tables *tables, GError **error)
{
	if (tables->type->len == 0) {
		g_set_error(error, V8SCOPE_SNAPSHOT_ERROR, V8SCOPE_SNAPSHOT_ERROR_FORMAT,
			"is not a heap snapshot: it has no nodes");
		return false;
	}
	if (tables->to->len != tables->edges_total) {
		g_set_error(error, V8SCOPE_SNAPSHOT_ERROR, V8SCOPE_SNAPSHOT_ERROR_CORRUPT,
			"is damaged: it has %u edges, but its nodes declare %" G_GUINT64_FORMAT,
			tables->to->len, tables->edges_total);
		return false;
	}
	for (guint i = 0; i < tables->name->len; i++) {
		uint32_t name = g_array_index(tables->name, uint32_t, i);

		if (name >= tables->string_at->len) {
			return refuse(error, "node", i, "name", name);
		}
	}
	return true;
}

/* The id of the WeakMap's table that an edge of this name speaks of, or 0. */
static uint32_t weak_map_table(const char *name)
{
	static const char mark[] = " pair in WeakMap (table @";
	const char *found = g_strrstr(name, mark);

	return found == NULL ? 0 : (uint32_t)g_ascii_strtoull(found + sizeof(mark) - 1, NULL, 10);
}

/* A GArray of uint32_t a string: weak_map_table() of it. The caller owns it. */
static GArray *weak_map_tables(const struct v8scope_tables *tables)
{
	GArray *result = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), tables->string_at->len);

	for (guint i = 0; i < tables->string_at->len; i++) {
		uint32_t table = weak_map_table(
			tables->string_bytes->data + g_array_index(tables->string_at, uint32_t, i));

		g_array_append_val(result, table);
	}
	return result;
}

static bool is_from_table(
	const struct v8scope_tables *tables, const GArray *table_of, guint node, uint32_t name)
{
	uint32_t table = g_array_index(table_of, uint32_t, name);

	return table != 0 && table == g_array_index(tables->id, uint32_t, node);
}

/*
 * V8 writes an entry of a WeakMap as two edges to the value, from its key and from
 * the map's table, though either alone keeps nothing alive. Maps mostly outlive
 * their keys, so the edge from the key is the one that tells the truth.
 */
static bool forget_weak_map_values(struct v8scope_tables *tables, GError **error)
{
	GArray *table_of = weak_map_tables(tables);
	guint node = 0;
	bool ok = true;

	for (guint e = 0; e < tables->to->len && ok; e++) {
		uint32_t name = g_array_index(tables->internal, uint32_t, e);

		while (node + 1 < tables->type->len &&
			g_array_index(tables->first_edge, uint32_t, node + 1) <= e) {
			node++;
		}
		if (name >= table_of->len && name != 0) {
			ok = refuse(error, "edge", e, "name_or_index", name);
		} else if (name != 0 && is_from_table(tables, table_of, node, name)) {
			g_array_index(tables->retains, uint8_t, e) = 0;
		}
	}
	g_array_unref(table_of);
	return ok;
}

/*
 * V8 lists its tables of strings among the roots, as if they kept them. They do not: a
 * collection drops what nothing else refers to.
 */
static void forget_string_tables(struct v8scope_snapshot *snapshot)
{
	static const char *const tables[] = {"(Internalized strings)", "(External strings)"};

	for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
		uint32_t node = v8scope_snapshot_root_named(snapshot, tables[i]);

		if (node != V8SCOPE_NO_NODE) {
			memset(snapshot->edge_retains + snapshot->first_edge[node], 0,
				snapshot->first_edge[node + 1] - snapshot->first_edge[node]);
		}
	}
}

/* The array's memory, without the room it had to grow; the array is gone. */
static void *take(GArray **array)
{
	size_t size = (size_t)(*array)->len * g_array_get_element_size(*array);
	void *memory = g_array_free(*array, FALSE);

	*array = NULL;
	return g_realloc(memory, MAX(size, 1));
}

static char **take_names(GPtrArray **names)
{
	char **result;

	g_ptr_array_add(*names, NULL);
	result = (char **)g_ptr_array_free(*names, FALSE);
	*names = NULL;
	return result;
}

struct v8scope_snapshot *v8scope_tables_finish(struct v8scope_tables *tables, GError **error)
{
	struct v8scope_snapshot *snapshot;
	uint32_t end = (uint32_t)tables->edges_total;

	if (!check_totals(tables, error) || !forget_weak_map_values(tables, error)) {
		return NULL;
	}
	g_array_append_val(tables->first_edge, end);
	snapshot = g_new0(struct v8scope_snapshot, 1);
	snapshot->node_count = tables->type->len;
	snapshot->edge_count = tables->to->len;
	snapshot->string_count = tables->string_at->len;
	snapshot->node_type = take(&tables->type);
	snapshot->node_name = take(&tables->name);
	snapshot->node_id = take(&tables->id);
	snapshot->self_size = take(&tables->self_size);
	snapshot->first_edge = take(&tables->first_edge);
	snapshot->edge_to = take(&tables->to);
	snapshot->edge_retains = take(&tables->retains);
	snapshot->string_at = take(&tables->string_at);
	snapshot->string_bytes = take(&tables->string_bytes);
	snapshot->type_names = take_names(&tables->nodes.types);
	forget_string_tables(snapshot);
	return snapshot;
}
