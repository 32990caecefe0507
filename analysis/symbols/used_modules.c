/* SPDX-License-Identifier: MIT */
#include "used_modules.h"

/* NULL stays NULL. The caller owns it. */
static char *to_hex(GBytes *build_id)
{
	const guint8 *bytes;
	GString *text;
	gsize length;

	if (build_id == NULL) {
		return NULL;
	}
	bytes = g_bytes_get_data(build_id, &length);
	text = g_string_sized_new(2 * length);
	for (gsize i = 0; i < length; i++) {
		g_string_append_printf(text, "%02x", bytes[i]);
	}
	return g_string_free(text, FALSE);
}

/* " (build-id 0123...)", or nothing. */
static void append_build_id(GString *text, const char *build_id)
{
	if (build_id != NULL) {
		g_string_append_printf(text, " (build-id %s)", build_id);
	}
}

/* Debug info in a file of its own is found by build-id; without one, only beside the object. */
static void append_where_debug_info_is(
	GString *text, const struct v8scope_report_module *module, bool asked_servers)
{
	g_string_append(text, "Build it with -g, or install its debug info");
	append_build_id(text, module->file_build_id);
	g_string_append(text, ": a package of the distribution, mostly named -dbgsym, -dbg or "
			      "-debuginfo");
	if (asked_servers) {
		g_string_append(text, "; the servers of $DEBUGINFOD_URLS gave none");
	} else if (module->file_build_id != NULL) {
		g_string_append(text, "; --debuginfod asks the servers of $DEBUGINFOD_URLS for it");
	}
	g_string_append(text, ".");
}

/* The build-ids of both are needed: by them the file can be found in an archive. */
static void append_different_build(GString *text, const struct v8scope_report_module *module)
{
	g_string_append_printf(text, "It is not the build that was recorded: that had build-id %s",
		module->build_id);
	if (module->file_build_id != NULL) {
		g_string_append_printf(text, ", the file has %s", module->file_build_id);
	} else {
		g_string_append(text, ", the file has none");
	}
	g_string_append(text, ". Its names and lines would be wrong ones: put the recorded file "
			      "there, or record again.");
}

/* The caller owns it. */
static char *advise(const struct v8scope_report_module *module, bool asked_servers)
{
	GString *text = g_string_new(NULL);

	switch (module->symbols) {
	case V8SCOPE_MODULE_SYMBOLS_FULL:
		g_string_append(text, "Parts of it were built without debug info, so that lines "
				      "are missing: build all of it with -g.");
		break;
	case V8SCOPE_MODULE_SYMBOLS_SYMBOL_TABLE:
		g_string_append(text, "It has no debug info: lines and inlined functions are not "
				      "known. ");
		append_where_debug_info_is(text, module, asked_servers);
		break;
	case V8SCOPE_MODULE_SYMBOLS_STRIPPED:
		g_string_append(text, "It is stripped: only functions that it exports have names, "
				      "and lines are not known. ");
		append_where_debug_info_is(text, module, asked_servers);
		break;
	case V8SCOPE_MODULE_SYMBOLS_DIFFERENT_BUILD:
		append_different_build(text, module);
		break;
	case V8SCOPE_MODULE_SYMBOLS_MISSING:
		g_string_append(text, "There is no such object here: make the report where the "
				      "recorded file");
		append_build_id(text, module->build_id);
		g_string_append(text, " is, at the same path.");
		break;
	}
	return g_string_free(text, FALSE);
}

void v8scope_used_modules_reset(const struct v8scope_module_map *map)
{
	const GPtrArray *modules = v8scope_module_map_get_modules(map);

	for (guint i = 0; i < modules->len; i++) {
		struct v8scope_module *module = g_ptr_array_index(modules, i);

		module->is_used = false;
		module->lacks_a_line = false;
	}
}

static void add(
	struct v8scope_report_process *process, struct v8scope_module *module, bool asked_servers)
{
	struct v8scope_report_module *added = v8scope_report_process_add_module(process);

	added->name = v8scope_module_describe(module);
	added->path = g_strdup(module->path);
	added->build_id = to_hex(module->build_id);
	added->symbols = v8scope_module_get_symbols(module);
	added->file_build_id = to_hex(module->file_build_id);
	if (module->lacks_a_line) {
		added->advice = advise(added, asked_servers);
	}
}

void v8scope_used_modules_list(const struct v8scope_module_map *map, bool asked_servers,
	struct v8scope_report_process *process)
{
	const GPtrArray *modules = v8scope_module_map_get_modules(map);

	g_ptr_array_set_size(process->modules, 0);
	for (guint i = 0; i < modules->len; i++) {
		struct v8scope_module *module = g_ptr_array_index(modules, i);

		if (module->is_used) {
			add(process, module, asked_servers);
		}
	}
}
