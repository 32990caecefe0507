/* SPDX-License-Identifier: MIT */
#include "module_map.h"

struct v8scope_module_map {
	GPtrArray *modules; /* of struct v8scope_module, in the order in which they came */
};

static void module_destroy(void *data)
{
	v8scope_module_destroy(data);
}

struct v8scope_module_map *v8scope_module_map_create(void)
{
	struct v8scope_module_map *map = g_new0(struct v8scope_module_map, 1);

	map->modules = g_ptr_array_new_with_free_func(module_destroy);
	return map;
}

void v8scope_module_map_destroy(struct v8scope_module_map *map)
{
	if (map == NULL) {
		return;
	}
	g_ptr_array_unref(map->modules);
	g_free(map);
}

/* The last to come that overlaps the range: what is there now. */
static struct v8scope_module *latest_in(
	const struct v8scope_module_map *map, uint64_t base, uint64_t size)
{
	for (guint i = map->modules->len; i > 0; i--) {
		struct v8scope_module *module = g_ptr_array_index(map->modules, i - 1);

		if (v8scope_module_overlaps(module, base, size)) {
			return module;
		}
	}
	return NULL;
}

static void append(struct v8scope_module_map *map, uint64_t base, uint64_t size, const char *path,
	int64_t clock_ns)
{
	struct v8scope_module *module = v8scope_module_create(base, size, path);

	module->loaded_at = clock_ns;
	g_ptr_array_add(map->modules, module);
}

/* Every recording session states all objects anew: what is known already stays, opened. */
void v8scope_module_map_add(struct v8scope_module_map *map, uint64_t base, uint64_t size,
	const char *path, int64_t clock_ns)
{
	const struct v8scope_module *known = latest_in(map, base, size);

	if (size == 0 || (known != NULL && known->base == base && known->size == size &&
				 g_str_equal(known->path, path))) {
		return;
	}
	append(map, base, size, path, clock_ns);
}

void v8scope_module_map_set_build_id(struct v8scope_module_map *map, uint64_t base,
	const uint8_t *build_id, size_t length, int64_t clock_ns)
{
	struct v8scope_module *module = latest_in(map, base, 1);
	GBytes *bytes;

	if (module == NULL || module->base != base || length == 0) {
		return;
	}
	bytes = g_bytes_new(build_id, length);
	if (module->build_id != NULL && g_bytes_equal(module->build_id, bytes)) {
		g_bytes_unref(bytes);
		return;
	}
	if (module->build_id != NULL) {
		append(map, module->base, module->size, module->path, clock_ns);
		module = latest_in(map, base, 1);
	}
	v8scope_module_close(module); /* it may have been opened without knowing */
	module->build_id = bytes;
}

struct v8scope_module *v8scope_module_map_find(const struct v8scope_module_map *map,
	uint64_t address, const struct v8scope_code_time *code_time)
{
	struct v8scope_module *earliest = NULL;

	for (guint i = map->modules->len; i > 0; i--) {
		struct v8scope_module *module = g_ptr_array_index(map->modules, i - 1);

		if (!v8scope_module_overlaps(module, address, 1)) {
			continue;
		}
		if (module->loaded_at <= code_time->clock_ns) {
			return module;
		}
		earliest = module;
	}
	return code_time->unloaded ? NULL : earliest;
}

const GPtrArray *v8scope_module_map_get_modules(const struct v8scope_module_map *map)
{
	return map->modules;
}

uint64_t v8scope_module_map_open_bytes(const struct v8scope_module_map *map)
{
	uint64_t bytes = 0;

	for (guint i = 0; i < map->modules->len; i++) {
		const struct v8scope_module *module = g_ptr_array_index(map->modules, i);

		bytes += module->dwfl != NULL ? module->size : 0;
	}
	return bytes;
}

void v8scope_module_map_close(const struct v8scope_module_map *map)
{
	for (guint i = 0; i < map->modules->len; i++) {
		v8scope_module_close(g_ptr_array_index(map->modules, i));
	}
}

size_t v8scope_module_map_count(const struct v8scope_module_map *map)
{
	return map->modules->len;
}
