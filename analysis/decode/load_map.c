/* SPDX-License-Identifier: MIT */
#include "load_map.h"

#include <string.h>

#include "report.h"
#include "symbols.h"

#define FIELD(name, kind, member) V8SCOPE_FIELD(name, kind, struct v8scope_loaded_object, member)

static const struct v8scope_field_spec range_fields[] = {
	FIELD("baddr", UNSIGNED, base),
	FIELD("memsz", UNSIGNED, size),
	FIELD("path", STRING, path),
};

static const struct v8scope_field_spec build_id_fields[] = {
	FIELD("baddr", UNSIGNED, base),
	V8SCOPE_FIELD_SEQUENCE("build_id", struct v8scope_loaded_object, build_id, build_id_length),
};

#define RANGE(event_name)                                                                          \
	{                                                                                          \
		event_name, V8SCOPE_LOADED_OBJECT_RANGE, range_fields, G_N_ELEMENTS(range_fields)  \
	}
#define BUILD_ID(event_name)                                                                       \
	{                                                                                          \
		event_name, V8SCOPE_LOADED_OBJECT_BUILD_ID, build_id_fields,                       \
			G_N_ELEMENTS(build_id_fields)                                              \
	}

/*
 * Unload events are left out: an address is looked up at the time it was taken, and what
 * was loaded last by then at its place is what it belongs to.
 */
static const struct v8scope_record_spec events[] = {
	RANGE("lttng_ust_statedump:bin_info"),
	BUILD_ID("lttng_ust_statedump:build_id"),
	RANGE("lttng_ust_lib:load"),
	BUILD_ID("lttng_ust_lib:build_id"),
	RANGE("lttng_ust_dl:dlopen"),
	RANGE("lttng_ust_dl:dlmopen"),
	BUILD_ID("lttng_ust_dl:build_id"),
};

const struct v8scope_record_spec *v8scope_load_map_find_event(const char *event_name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(events); i++) {
		if (strcmp(events[i].event_name, event_name) == 0) {
			return &events[i];
		}
	}
	return NULL;
}

struct v8scope_load_map {
	struct v8scope_symbols *symbols; /* borrowed */
	GHashTable *pids;		 /* owned; a set of int64_t that have objects */
	GPtrArray *unattributed;	 /* owned; of struct v8scope_loaded_object */
};

static void free_object(gpointer data)
{
	struct v8scope_loaded_object *object = data;

	g_free((char *)object->path);
	g_free((uint8_t *)object->build_id);
	g_free(object);
}

static struct v8scope_loaded_object *copy_object(const struct v8scope_loaded_object *object)
{
	struct v8scope_loaded_object *copy = g_memdup2(object, sizeof(*object));

	copy->path = g_strdup(object->path);
	copy->build_id = g_memdup2(object->build_id, object->build_id_length);
	return copy;
}

struct v8scope_load_map *v8scope_load_map_create(struct v8scope_symbols *symbols)
{
	struct v8scope_load_map *map = g_new0(struct v8scope_load_map, 1);

	map->symbols = symbols;
	map->pids = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	map->unattributed = g_ptr_array_new_with_free_func(free_object);
	return map;
}

void v8scope_load_map_destroy(struct v8scope_load_map *map)
{
	if (!map) {
		return;
	}
	g_hash_table_destroy(map->pids);
	g_ptr_array_free(map->unattributed, TRUE);
	g_free(map);
}

static void add_to_process(
	struct v8scope_load_map *map, const struct v8scope_loaded_object *object, int64_t pid)
{
	if (object->type == V8SCOPE_LOADED_OBJECT_BUILD_ID) {
		v8scope_symbols_set_build_id(map->symbols, pid, object->base, object->build_id,
			object->build_id_length, object->clock_ns);
	} else if (object->size > 0) { /* the vDSO has no size */
		v8scope_symbols_add_module(map->symbols, pid, object->base, object->size,
			object->path, object->clock_ns);
	}
}

void v8scope_load_map_add(struct v8scope_load_map *map, const struct v8scope_loaded_object *object)
{
	if (object->pid < 0) {
		g_ptr_array_add(map->unattributed, copy_object(object));
		return;
	}
	if (!g_hash_table_contains(map->pids, &object->pid)) {
		g_hash_table_add(map->pids, g_memdup2(&object->pid, sizeof(object->pid)));
	}
	add_to_process(map, object, object->pid);
}

void v8scope_load_map_assign_unattributed(
	struct v8scope_load_map *map, const struct v8scope_report *report)
{
	for (guint i = 0; i < report->processes->len; i++) {
		const struct v8scope_report_process *process =
			g_ptr_array_index(report->processes, i);

		int64_t key = v8scope_report_process_key(process->host, process->pid);

		if (g_hash_table_contains(map->pids, &key)) {
			continue;
		}
		for (guint j = 0; j < map->unattributed->len; j++) {
			add_to_process(map, g_ptr_array_index(map->unattributed, j), key);
		}
	}
}
