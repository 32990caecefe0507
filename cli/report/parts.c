/* SPDX-License-Identifier: MIT */
#include "parts.h"

#include <stdint.h>
#include <string.h>

#define ARCHIVES "/archives/"

/* The numbers of the parts in one folder, from 1: GLib cannot tell 0 from none. */
struct numbers {
	GHashTable *known; /* owned; a set */
	guint64 first;
	guint64 last;
};

static void numbers_destroy(gpointer data)
{
	struct numbers *numbers = data;

	g_hash_table_destroy(numbers->known);
	g_free(numbers);
}

static struct numbers *numbers_of(GHashTable *folders, const char *folder, gsize length)
{
	char *key = g_strndup(folder, length);
	struct numbers *numbers = g_hash_table_lookup(folders, key);

	if (numbers) {
		g_free(key);
		return numbers;
	}
	numbers = g_new0(struct numbers, 1);
	numbers->known = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	g_hash_table_insert(folders, key, numbers);
	return numbers;
}

/* `name` is that of a part, and may go on after a slash; 0: it is none. */
static guint64 part_number(const char *name)
{
	const char *end = strchrnul(name, '/');
	const char *number = end;
	guint64 value = 0;

	while (number > name && g_ascii_isdigit(number[-1])) {
		number--;
	}
	if (number == name || number == end || number[-1] != '-') {
		return 0;
	}
	value = g_ascii_strtoull(number, NULL, 10);
	return value < G_MAXUINT64 ? value + 1 : 0;
}

static void note_trace(GHashTable *folders, const char *trace)
{
	const char *archives = g_strrstr(trace, ARCHIVES);
	guint64 number = archives ? part_number(archives + strlen(ARCHIVES)) : 0;

	if (number == 0) {
		return;
	}
	struct numbers *numbers = numbers_of(folders, trace, (gsize)(archives - trace));
	numbers->first = numbers->first > 0 ? MIN(numbers->first, number) : number;
	numbers->last = MAX(numbers->last, number);
	g_hash_table_add(numbers->known, g_memdup2(&number, sizeof(number)));
}

bool v8scope_parts_are_missing(const GPtrArray *traces)
{
	GHashTable *folders =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, numbers_destroy);
	bool missing = false;
	GHashTableIter iter;
	gpointer value;

	for (guint i = 0; i < traces->len; i++) {
		note_trace(folders, g_ptr_array_index(traces, i));
	}
	g_hash_table_iter_init(&iter, folders);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const struct numbers *numbers = value;

		missing |= numbers->last - numbers->first >= g_hash_table_size(numbers->known);
	}
	g_hash_table_destroy(folders);
	return missing;
}
