/* SPDX-License-Identifier: MIT */
/* What was loaded where and when in a process: addresses are used again. */
#ifndef V8SCOPE_MODULE_MAP_H
#define V8SCOPE_MODULE_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "module.h"
#include "report.h"

struct v8scope_module_map;

struct v8scope_module_map *v8scope_module_map_create(void);
void v8scope_module_map_destroy(struct v8scope_module_map *map); /* NULL-safe */

/*
 * From `clock_ns` on an object is at [base, base + size); what overlaps it was there
 * before. Additions come in the order of time.
 */
void v8scope_module_map_add(struct v8scope_module_map *map, uint64_t base, uint64_t size,
	const char *path, int64_t clock_ns);

/* The build-id of what is at `base` now: another than before is another file there. */
void v8scope_module_map_set_build_id(struct v8scope_module_map *map, uint64_t base,
	const uint8_t *build_id, size_t length, int64_t clock_ns);

/*
 * What was at `address` then, NULL: nothing known. Before the first object that is known
 * there, that one, unless the code was unloaded: a trace states objects that have long
 * been loaded when it begins.
 */
struct v8scope_module *v8scope_module_map_find(const struct v8scope_module_map *map,
	uint64_t address, const struct v8scope_code_time *code_time);

/* All of them, of struct v8scope_module, in the order in which they came. Owned by the map. */
const GPtrArray *v8scope_module_map_get_modules(const struct v8scope_module_map *map);

/* Of the files that are open, roughly what is mapped of them. */
uint64_t v8scope_module_map_open_bytes(const struct v8scope_module_map *map);

/* Closes all files; they are opened again when they are needed. */
void v8scope_module_map_close(const struct v8scope_module_map *map);

size_t v8scope_module_map_count(const struct v8scope_module_map *map);

#endif
