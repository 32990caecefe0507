/* SPDX-License-Identifier: MIT */
#include "snapshot_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct node {
	enum node_type type;
	uint32_t name; /* index into strings */
	uint64_t size;
};

struct edge {
	uint32_t from;
	uint32_t to;
	enum edge_type type;
	uint32_t name;
};

struct text {
	GArray *nodes;
	GArray *edges;
	GPtrArray *strings;
};

/* Each string once, as V8 writes them. */
static uint32_t add_string(struct text *text, const char *string)
{
	for (guint i = 0; i < text->strings->len; i++) {
		if (strcmp(text->strings->pdata[i], string) == 0) {
			return i;
		}
	}
	g_ptr_array_add(text->strings, g_strdup(string));
	return text->strings->len - 1;
}

struct text *text_create(void)
{
	struct text *text = g_new0(struct text, 1);

	text->nodes = g_array_new(FALSE, FALSE, sizeof(struct node));
	text->edges = g_array_new(FALSE, FALSE, sizeof(struct edge));
	text->strings = g_ptr_array_new_with_free_func(g_free);
	add_string(text, "<dummy>");
	text_node(text, NODE_SYNTHETIC, "", 0);
	text_node(text, NODE_SYNTHETIC, "(GC roots)", 0);
	text_node(text, NODE_SYNTHETIC, "(Handle scope)", 0);
	text_node(text, NODE_SYNTHETIC, "(Global handles)", 0);
	text_edge(text, TEXT_ROOT, TEXT_GC_ROOTS, EDGE_ELEMENT);
	text_edge(text, TEXT_GC_ROOTS, TEXT_HANDLES, EDGE_ELEMENT);
	text_edge(text, TEXT_GC_ROOTS, TEXT_GLOBALS, EDGE_ELEMENT);
	return text;
}

void text_destroy(struct text *text)
{
	g_array_unref(text->nodes);
	g_array_unref(text->edges);
	g_ptr_array_unref(text->strings);
	g_free(text);
}

uint32_t text_node(struct text *text, enum node_type type, const char *name, uint64_t size)
{
	struct node node = {type, add_string(text, name), size};

	g_array_append_val(text->nodes, node);
	return text->nodes->len - 1;
}

void text_edge(struct text *text, uint32_t from, uint32_t to, enum edge_type type)
{
	struct edge edge = {from, to, type, 1};

	g_array_append_val(text->edges, edge);
}

void text_named_edge(
	struct text *text, uint32_t from, uint32_t to, enum edge_type type, const char *name)
{
	struct edge edge = {from, to, type, add_string(text, name)};

	g_array_append_val(text->edges, edge);
}

/* Appends the edges of one node, or all if it is UINT32_MAX; returns how many. */
static unsigned print_edges(
	const struct text *text, uint32_t from, unsigned width, bool reordered, GString *out)
{
	unsigned count = 0;

	for (guint i = 0; i < text->edges->len; i++) {
		const struct edge *edge = &g_array_index(text->edges, struct edge, i);

		if (edge->from != from) {
			continue;
		}
		count++;
		if (out != NULL && reordered) {
			g_string_append_printf(out, "%s%u,7,%u,%d", out->len > 0 ? ",\n" : "",
				edge->to * width, edge->name, edge->type);
		} else if (out != NULL) {
			g_string_append_printf(out, "%s%d,%u,%u", out->len > 0 ? "\n," : "",
				edge->type, edge->name, edge->to * width);
		}
	}
	return count;
}

static const char *const node_types = "[\"synthetic\",\"object\",\"closure\",\"string\"]";
static const char *const edge_types = "[\"element\",\"internal\",\"shortcut\",\"weak\"]";

static void print_meta(const struct text *text, bool reordered, GString *out)
{
	g_string_append(out, "{\"snapshot\":{\"meta\":{\"node_fields\":");
	g_string_append(
		out, reordered ? "[\"edge_count\",\"self_size\",\"type\",\"id\",\"news\",\"name\"]"
			       : "[\"type\",\"name\",\"id\",\"self_size\",\"edge_count\","
				 "\"trace_node_id\",\"detachedness\"]");
	g_string_append_printf(out, ",\"node_types\":[%s%s,\"number\",\"number\"]",
		reordered ? "\"number\",\"number\"," : "", node_types);
	g_string_append_printf(out, ",\"edge_fields\":%s,\"edge_types\":[%s%s,\"node\"]",
		reordered ? "[\"to_node\",\"news\",\"name_or_index\",\"type\"]"
			  : "[\"type\",\"name_or_index\",\"to_node\"]",
		reordered ? "\"node\",\"x\",\"string_or_number\"," : "", edge_types);
	g_string_append_printf(out,
		",\"sample_fields\":[\"timestamp_us\"]},\"node_count\":%u,\"edge_count\":%u},\n",
		text->nodes->len, text->edges->len);
}

static void print_nodes(const struct text *text, bool reordered, GString *out)
{
	g_string_append(out, "\"nodes\":[");
	for (guint i = 0; i < text->nodes->len; i++) {
		const struct node *node = &g_array_index(text->nodes, struct node, i);
		unsigned edges = print_edges(text, i, 0, reordered, NULL);
		const char *comma = i > 0 ? "," : "";

		if (reordered) {
			g_string_append_printf(out, "%s%u,%ju,%d,%u,99,%u", comma, edges,
				(uintmax_t)node->size, node->type, 2 * i + 1, node->name);
		} else {
			g_string_append_printf(out, "%s%d,%u,%u,%ju,%u,0,0\n", comma, node->type,
				node->name, 2 * i + 1, (uintmax_t)node->size, edges);
		}
	}
	g_string_append(out, "],\n\"edges\":[");
}

static char *print(const struct text *text, bool reordered)
{
	GString *out = g_string_new(NULL);
	GString *edges = g_string_new(NULL);

	print_meta(text, reordered, out);
	print_nodes(text, reordered, out);
	for (guint i = 0; i < text->nodes->len; i++) {
		print_edges(text, i, reordered ? 6 : 7, reordered, edges);
	}
	g_string_append_printf(out, "%s],\n", edges->str);
	g_string_append(out, "\"trace_function_infos\":[],\n\"trace_tree\":[1,[2,[3,[-4,{}]]]],\n"
			     "\"samples\":[1,2],\n\"locations\":[7,1,2,3],\n\"strings\":[");
	for (guint i = 0; i < text->strings->len; i++) {
		g_string_append_printf(
			out, "%s\"%s\"", i > 0 ? ",\n" : "", (const char *)text->strings->pdata[i]);
	}
	g_string_append(out, "]}");
	g_string_free(edges, TRUE);
	return g_string_free(out, FALSE);
}

char *text_print(const struct text *text)
{
	return print(text, false);
}

char *text_print_reordered(const struct text *text)
{
	return print(text, true);
}

struct memory {
	const char *text;
	size_t left;
	size_t step;
};

static ptrdiff_t read_memory(void *data, char *buffer, size_t size)
{
	struct memory *memory = data;
	size_t count = MIN(size, memory->left);

	if (memory->step > 0) {
		count = MIN(count, memory->step);
	}
	memcpy(buffer, memory->text, count);
	memory->text += count;
	memory->left -= count;
	return (ptrdiff_t)count;
}

struct v8scope_snapshot *read_text(const char *text, size_t length, size_t step, GError **error)
{
	struct memory memory = {text, length, step};

	return v8scope_snapshot_read(read_memory, &memory, error);
}

struct v8scope_snapshot *text_read(const struct text *text)
{
	char *printed = text_print(text);
	GError *error = NULL;
	struct v8scope_snapshot *snapshot = read_text(printed, strlen(printed), 0, &error);

	if (snapshot == NULL) {
		fail_msg("%s", error->message);
	}
	g_free(printed);
	return snapshot;
}
