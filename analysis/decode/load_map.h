/* SPDX-License-Identifier: MIT */
/*
 * Which objects were loaded where, as LTTng-UST records it (lttng_ust_statedump,
 * lttng_ust_lib, lttng_ust_dl): on the way from the trace to symbols/.
 */
#ifndef V8SCOPE_LOAD_MAP_H
#define V8SCOPE_LOAD_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "record.h"

struct v8scope_report;
struct v8scope_symbols;

enum v8scope_loaded_object_type {
	V8SCOPE_LOADED_OBJECT_RANGE,	/* base, size, path */
	V8SCOPE_LOADED_OBJECT_BUILD_ID, /* base, build_id */
};

struct v8scope_loaded_object {
	enum v8scope_loaded_object_type type;
	int64_t pid; /* with its host: a v8scope_report_process_key(); -1: the trace does not say */
	int64_t clock_ns; /* of the event, as in struct v8scope_event */
	uint64_t base;
	uint64_t size;
	const char *path;	 /* borrowed */
	const uint8_t *build_id; /* borrowed */
	uint32_t build_id_length;
};

/* The event's fields by its name; NULL: it says nothing about loaded objects. */
const struct v8scope_record_spec *v8scope_load_map_find_event(const char *event_name);

/* Hands objects to symbols/, and those of an unknown process when it is known. */
struct v8scope_load_map;

/* `symbols` is borrowed and must outlive the map. */
struct v8scope_load_map *v8scope_load_map_create(struct v8scope_symbols *symbols);
void v8scope_load_map_destroy(struct v8scope_load_map *map); /* NULL-safe */
void v8scope_load_map_add(struct v8scope_load_map *map, const struct v8scope_loaded_object *object);

/*
 * A trace recorded without the vpid context does not say whose the objects are,
 * while isolate_attach does say the process: gives every process of the report
 * that has no objects of its own those without a process.
 */
void v8scope_load_map_assign_unattributed(
	struct v8scope_load_map *map, const struct v8scope_report *report);

#endif
