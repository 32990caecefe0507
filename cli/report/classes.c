/* SPDX-License-Identifier: MIT */
#include "classes.h"

#include "../exit_status.h"
#include "../paths.h"
#include "bt_error.h"

#define PLUGIN_NAME "v8scope"
#define PLUGIN_FILE V8SCOPE_PLUGIN_SUBDIR "/babeltrace-plugin-v8scope.so"

static bool set_missing(GError **error, const char *class, const char *plugin)
{
	g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_PLUGIN,
		"babeltrace2's plugin '%s' has no component class '%s': install a babeltrace2 2.0 "
		"with its plugins",
		plugin, class);
	return false;
}

/* A reference; NULL with an error: not found in babeltrace2's own places. */
static const bt_plugin *find_standard(const char *name, GError **error)
{
	const bt_plugin *plugin = NULL;

	if (bt_plugin_find(name, BT_TRUE, BT_TRUE, BT_TRUE, BT_TRUE, BT_FALSE, &plugin) ==
		BT_PLUGIN_FIND_STATUS_OK) {
		return plugin;
	}
	const bt_error *cause = bt_current_thread_take_error();
	if (cause) {
		bt_error_release(cause);
	}
	g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_PLUGIN,
		"babeltrace2's plugin '%s' was not found: install the package babeltrace2", name);
	return NULL;
}

static bool find_standard_classes(struct v8scope_classes *classes, GError **error)
{
	classes->ctf = find_standard("ctf", error);
	if (!classes->ctf) {
		return false;
	}
	classes->utils = find_standard("utils", error);
	if (!classes->utils) {
		return false;
	}
	classes->ctf_fs = bt_plugin_borrow_source_component_class_by_name_const(classes->ctf, "fs");
	classes->muxer =
		bt_plugin_borrow_filter_component_class_by_name_const(classes->utils, "muxer");
	if (!classes->ctf_fs) {
		return set_missing(error, "fs", "ctf");
	}
	return classes->muxer || set_missing(error, "muxer", "utils");
}

/* NULL: this file holds no such plugin or class. */
static const bt_component_class_filter *borrow_attribute(const bt_plugin_set *set)
{
	for (uint64_t i = 0; i < bt_plugin_set_get_plugin_count(set); i++) {
		const bt_plugin *plugin = bt_plugin_set_borrow_plugin_by_index_const(set, i);

		if (g_strcmp0(bt_plugin_get_name(plugin), PLUGIN_NAME) == 0) {
			return bt_plugin_borrow_filter_component_class_by_name_const(
				plugin, "attribute");
		}
	}
	return NULL;
}

static bool load_own_plugin(struct v8scope_classes *classes, const char *path, GError **error)
{
	switch (bt_plugin_find_all_from_file(path, BT_TRUE, &classes->v8scope)) {
	case BT_PLUGIN_FIND_ALL_FROM_FILE_STATUS_OK:
		classes->attribute = borrow_attribute(classes->v8scope);
		return classes->attribute || set_missing(error, "attribute", PLUGIN_NAME);
	case BT_PLUGIN_FIND_ALL_FROM_FILE_STATUS_NOT_FOUND:
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_PLUGIN,
			"%s is not a babeltrace2 plugin: reinstall v8scope", path);
		return false;
	default:
		v8scope_bt_error_take(error, V8SCOPE_EXIT_STATUS_PLUGIN, path);
		return false;
	}
}

static bool find_own_class(struct v8scope_classes *classes, GError **error)
{
	char *searched = NULL;
	char *path = v8scope_paths_find(PLUGIN_FILE, &searched);
	bool ok = false;

	if (!path) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_PLUGIN,
			"v8scope's babeltrace2 plugin was not found (looked for %s): reinstall "
			"v8scope or set V8SCOPE_LIBDIR to its library directory",
			searched);
	} else {
		ok = load_own_plugin(classes, path, error);
	}
	g_free(path);
	g_free(searched);
	return ok;
}

bool v8scope_classes_init(struct v8scope_classes *classes, GError **error)
{
	*classes = (struct v8scope_classes){0};
	return find_own_class(classes, error) && find_standard_classes(classes, error);
}

void v8scope_classes_fini(struct v8scope_classes *classes)
{
	bt_plugin_put_ref(classes->ctf);
	bt_plugin_put_ref(classes->utils);
	bt_plugin_set_put_ref(classes->v8scope);
}
