/* SPDX-License-Identifier: MIT */
/* Follows the JSON of a heap snapshot and hands its numbers and strings to the tables. */
#include "snapshot.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "json_stream.h"
#include "tables.h"

/* Where in the document the reader is. */
enum place {
	PLACE_OUTSIDE, /* before the document begins */
	PLACE_TOP,
	PLACE_SNAPSHOT,
	PLACE_META,
	PLACE_FIELDS, /* names of the fields of a kind of row */
	PLACE_TYPES,  /* for each field its type: a name, or a list of values */
	PLACE_TYPE_VALUES,
	PLACE_NODES,
	PLACE_EDGES,
	PLACE_STRINGS,
};

enum rows { ROWS_NONE, ROWS_NODES, ROWS_EDGES };

/* A value that is looked into; all others are skipped. */
struct section {
	enum place parent;
	const char *key;
	bool is_array;
	enum place place;
	enum rows rows; /* whose meta it is */
};

static const struct section sections[] = {
	{PLACE_TOP, "snapshot", false, PLACE_SNAPSHOT, ROWS_NONE},
	{PLACE_TOP, "nodes", true, PLACE_NODES, ROWS_NONE},
	{PLACE_TOP, "edges", true, PLACE_EDGES, ROWS_NONE},
	{PLACE_TOP, "strings", true, PLACE_STRINGS, ROWS_NONE},
	{PLACE_SNAPSHOT, "meta", false, PLACE_META, ROWS_NONE},
	{PLACE_META, "node_fields", true, PLACE_FIELDS, ROWS_NODES},
	{PLACE_META, "node_types", true, PLACE_TYPES, ROWS_NODES},
	{PLACE_META, "edge_fields", true, PLACE_FIELDS, ROWS_EDGES},
	{PLACE_META, "edge_types", true, PLACE_TYPES, ROWS_EDGES},
};

enum {
	DEPTH_MAX = 64, /* of what is skipped; allocation traces nest as deep as stacks */
	PLACES_MAX = 8	/* more than the longest chain in `sections` */
};

struct reader {
	struct v8scope_tables tables;
	GError *error; /* owned; why the handler stopped */
	enum place place;
	enum place parents[PLACES_MAX];
	int depth;			   /* used in parents */
	unsigned skipped;		   /* depth inside a value that is skipped */
	char key[32];			   /* the last key; longer ones are none of ours and cut */
	unsigned seen;			   /* bits of sections */
	struct v8scope_row_layout *layout; /* whose meta is read; of tables */
	uint32_t column;		   /* in PLACE_TYPES */
	uint64_t row[V8SCOPE_ROW_MAX];
	guint filled; /* of row */
	guint width;  /* of a row; 0 outside of rows */
};

static bool fail(struct reader *reader, enum v8scope_snapshot_error code, const char *message)
{
	g_set_error_literal(&reader->error, V8SCOPE_SNAPSHOT_ERROR, (int)code, message);
	return false;
}

static bool unexpected(struct reader *reader)
{
	return fail(reader, V8SCOPE_SNAPSHOT_ERROR_FORMAT,
		"is not a heap snapshot as known here: it has other values than expected in "
		"\"snapshot\", \"nodes\", \"edges\" or \"strings\"");
}

static bool has_seen(const struct reader *reader, enum place place)
{
	return (reader->seen & 1u << place) != 0;
}

/* Nodes need the meta, and edges the nodes, to be checked: V8 writes them in that order. */
static bool enter_rows(struct reader *reader, enum place needed, struct v8scope_row_layout *layout)
{
	if (!has_seen(reader, needed)) {
		return fail(reader, V8SCOPE_SNAPSHOT_ERROR_FORMAT,
			"is not a heap snapshot as known here: expected \"snapshot\", \"nodes\" "
			"and "
			"\"edges\" in this order");
	}
	reader->width = layout->fields->len;
	reader->filled = 0;
	return true;
}

static bool enter_section(struct reader *reader, const struct section *section)
{
	struct v8scope_tables *tables = &reader->tables;

	switch (section->place) {
	case PLACE_NODES:
		return enter_rows(reader, PLACE_META, &tables->nodes);
	case PLACE_EDGES:
		return enter_rows(reader, PLACE_NODES, &tables->edges);
	case PLACE_FIELDS:
	case PLACE_TYPES:
		reader->layout = section->rows == ROWS_NODES ? &tables->nodes : &tables->edges;
		reader->column = 0;
		return true;
	default:
		return true;
	}
}

static void push(struct reader *reader, enum place place)
{
	reader->parents[reader->depth++] = reader->place;
	reader->place = place;
}

static const struct section *find_section(const struct reader *reader, bool is_array)
{
	for (size_t i = 0; i < G_N_ELEMENTS(sections); i++) {
		if (sections[i].parent == reader->place && sections[i].is_array == is_array &&
			strcmp(sections[i].key, reader->key) == 0) {
			return &sections[i];
		}
	}
	return NULL;
}

static bool enter(struct reader *reader, const struct section *section)
{
	unsigned bit = 1u << (section->place + (section->rows == ROWS_EDGES ? 16 : 0));

	if ((reader->seen & bit) != 0) {
		return fail(reader, V8SCOPE_SNAPSHOT_ERROR_FORMAT,
			"is not a heap snapshot as known here: one of its sections is there twice");
	}
	if (!enter_section(reader, section)) {
		return false;
	}
	reader->seen |= bit;
	push(reader, section->place);
	return true;
}

/* The values of field "type": the first list of values, wherever it stands. */
static bool enter_type_values(struct reader *reader)
{
	if (reader->layout->type_column == UINT32_MAX) {
		reader->layout->type_column = reader->column++;
		push(reader, PLACE_TYPE_VALUES);
		return true;
	}
	reader->column++;
	reader->skipped = 1;
	return true;
}

static bool on_begin(void *data, bool is_array)
{
	struct reader *reader = data;
	const struct section *section;

	if (reader->skipped > 0) {
		return ++reader->skipped <= DEPTH_MAX ||
		       fail(reader, V8SCOPE_SNAPSHOT_ERROR_FORMAT,
			       "is not a heap snapshot as known here: its values nest too deeply");
	}
	switch (reader->place) {
	case PLACE_OUTSIDE:
		if (is_array) {
			return unexpected(reader);
		}
		push(reader, PLACE_TOP);
		return true;
	case PLACE_TYPES:
		return is_array ? enter_type_values(reader) : unexpected(reader);
	case PLACE_TOP:
	case PLACE_SNAPSHOT:
	case PLACE_META:
		section = find_section(reader, is_array);
		if (section != NULL) {
			return enter(reader, section);
		}
		reader->skipped = 1;
		return true;
	default:
		return unexpected(reader);
	}
}

static bool leave_rows(struct reader *reader)
{
	bool is_whole = reader->filled == 0;

	reader->width = 0;
	return is_whole || fail(reader, V8SCOPE_SNAPSHOT_ERROR_CORRUPT,
				   "is damaged: its last node or edge is not complete");
}

static bool on_end(void *data)
{
	struct reader *reader = data;
	enum place left = reader->place;

	if (reader->skipped > 0) {
		reader->skipped--;
		return true;
	}
	reader->place = reader->parents[--reader->depth];
	if (left == PLACE_META) {
		return v8scope_tables_begin(&reader->tables, &reader->error);
	}
	return (left != PLACE_NODES && left != PLACE_EDGES) || leave_rows(reader);
}

static bool on_key(void *data, const char *text, size_t length)
{
	struct reader *reader = data;

	length = MIN(length, sizeof(reader->key) - 1);
	memcpy(reader->key, text, length);
	reader->key[length] = '\0';
	return true;
}

static bool add_row(struct reader *reader)
{
	reader->filled = 0;
	return reader->place == PLACE_NODES
		       ? v8scope_tables_add_node(&reader->tables, reader->row, &reader->error)
		       : v8scope_tables_add_edge(&reader->tables, reader->row, &reader->error);
}

static bool on_number(void *data, uint64_t value)
{
	struct reader *reader = data;

	if (reader->skipped > 0) {
		return true;
	}
	if (reader->width > 0) {
		reader->row[reader->filled++] = value;
		return reader->filled < reader->width || add_row(reader);
	}
	return reader->place == PLACE_TOP || reader->place == PLACE_SNAPSHOT ||
	       reader->place == PLACE_META || unexpected(reader);
}

static bool add_name(struct reader *reader, GPtrArray *names, const char *text, size_t length)
{
	if (names->len == UINT8_MAX) {
		return unexpected(reader);
	}
	g_ptr_array_add(names, g_strndup(text, length));
	return true;
}

static bool on_string(void *data, const char *text, size_t length)
{
	struct reader *reader = data;

	if (reader->skipped > 0) {
		return true;
	}
	switch (reader->place) {
	case PLACE_STRINGS:
		return v8scope_tables_add_string(&reader->tables, text, length, &reader->error);
	case PLACE_FIELDS:
		return add_name(reader, reader->layout->fields, text, length);
	case PLACE_TYPE_VALUES:
		return add_name(reader, reader->layout->types, text, length);
	case PLACE_TYPES:
		reader->column++;
		return true;
	case PLACE_TOP:
	case PLACE_SNAPSHOT:
	case PLACE_META:
		return true;
	default:
		return unexpected(reader);
	}
}

static bool on_other(void *data)
{
	struct reader *reader = data;

	return reader->skipped > 0 || reader->place == PLACE_TOP ||
	       reader->place == PLACE_SNAPSHOT || reader->place == PLACE_META || unexpected(reader);
}

static bool in_numbers(void *data)
{
	const struct reader *reader = data;

	return reader->width > 0 && reader->skipped == 0;
}

static const struct v8scope_json_handler handler = {
	.begin = on_begin,
	.end = on_end,
	.key = on_key,
	.string = on_string,
	.number = on_number,
	.other = on_other,
	.in_numbers = in_numbers,
};

static struct v8scope_snapshot *finish(struct reader *reader)
{
	if (!has_seen(reader, PLACE_NODES) || !has_seen(reader, PLACE_EDGES) ||
		!has_seen(reader, PLACE_STRINGS)) {
		fail(reader, V8SCOPE_SNAPSHOT_ERROR_FORMAT,
			"is not a heap snapshot: expected \"snapshot\", \"nodes\", \"edges\" and "
			"\"strings\"");
		return NULL;
	}
	return v8scope_tables_finish(&reader->tables, &reader->error);
}

struct v8scope_snapshot *v8scope_snapshot_read(
	v8scope_snapshot_input input, void *data, GError **error)
{
	struct reader reader = {.place = PLACE_OUTSIDE};
	struct v8scope_snapshot *snapshot = NULL;
	GError *json_error = NULL;

	v8scope_tables_init(&reader.tables);
	if (v8scope_json_parse(input, data, &handler, &reader, &json_error)) {
		snapshot = finish(&reader);
	}
	v8scope_tables_fini(&reader.tables);
	/* Both: the handler refused what stands at the very end of a text that is cut off. */
	if (json_error != NULL && (reader.error == NULL || reader.place != PLACE_OUTSIDE)) {
		g_propagate_error(error, json_error);
		g_clear_error(&reader.error);
	} else if (reader.error != NULL) {
		g_propagate_error(error, reader.error);
		g_clear_error(&json_error);
	}
	return snapshot;
}

static ptrdiff_t read_stream(void *data, char *buffer, size_t size)
{
	FILE *file = data;
	size_t got;

	errno = 0;
	got = fread(buffer, 1, size, file);
	return got == 0 && ferror(file) ? -1 : (ptrdiff_t)got;
}

struct v8scope_snapshot *v8scope_snapshot_read_file(const char *path, GError **error)
{
	FILE *file = fopen(path, "rbe");
	struct v8scope_snapshot *snapshot;

	if (file == NULL) {
		g_set_error(error, V8SCOPE_SNAPSHOT_ERROR, V8SCOPE_SNAPSHOT_ERROR_READ,
			"%s: cannot be opened: %s", path, g_strerror(errno));
		return NULL;
	}
	snapshot = v8scope_snapshot_read(read_stream, file, error);
	fclose(file);
	if (snapshot == NULL) {
		g_prefix_error(error, "%s: ", path);
	}
	return snapshot;
}
