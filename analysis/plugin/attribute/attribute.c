/* SPDX-License-Identifier: MIT */
#include "attribute.h"

#include <glib.h>
#include <string.h>

#define DIRECTORY "snapshot-directory"
#define FILE_NAME "snapshot-file"
#define SERVERS "debuginfod"

/* What the entries of the parameters are put into. */
struct taking {
	bt_self_component *self; /* borrowed */
	struct v8scope_attribute *attribute;
};

static bt_value_map_foreach_entry_const_func_status take_path(
	const struct taking *taking, const char *key, const bt_value *value, char **where)
{
	if (!bt_value_is_string(value) || bt_value_string_get(value)[0] == '\0') {
		BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_COMPONENT(
			taking->self, "parameter `%s`: expected a path", key);
		return BT_VALUE_MAP_FOREACH_ENTRY_CONST_FUNC_STATUS_ERROR;
	}
	g_free(*where);
	*where = g_strdup(bt_value_string_get(value));
	return BT_VALUE_MAP_FOREACH_ENTRY_CONST_FUNC_STATUS_OK;
}

static bt_value_map_foreach_entry_const_func_status take_bool(
	const struct taking *taking, const char *key, const bt_value *value, bool *where)
{
	if (!bt_value_is_bool(value)) {
		BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_COMPONENT(
			taking->self, "parameter `%s`: expected yes or no", key);
		return BT_VALUE_MAP_FOREACH_ENTRY_CONST_FUNC_STATUS_ERROR;
	}
	*where = bt_value_bool_get(value);
	return BT_VALUE_MAP_FOREACH_ENTRY_CONST_FUNC_STATUS_OK;
}

static bt_value_map_foreach_entry_const_func_status take_param(
	const char *key, const bt_value *value, void *data)
{
	struct taking *taking = data;

	if (strcmp(key, DIRECTORY) == 0) {
		return take_path(taking, key, value, &taking->attribute->snapshots.directory);
	}
	if (strcmp(key, FILE_NAME) == 0) {
		return take_path(taking, key, value, &taking->attribute->snapshots.file);
	}
	if (strcmp(key, SERVERS) == 0) {
		return take_bool(taking, key, value, &taking->attribute->ask_servers);
	}
	BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_COMPONENT(taking->self,
		"unknown parameter `%s`; expected one of: " DIRECTORY ", " FILE_NAME ", " SERVERS,
		key);
	return BT_VALUE_MAP_FOREACH_ENTRY_CONST_FUNC_STATUS_ERROR;
}

static void attribute_destroy(struct v8scope_attribute *attribute)
{
	v8scope_snapshot_source_fini(&attribute->snapshots);
	g_free(attribute);
}

static bool add_ports(bt_self_component_filter *self)
{
	return bt_self_component_filter_add_input_port(self, "in", NULL, NULL) ==
		       BT_SELF_COMPONENT_ADD_PORT_STATUS_OK &&
	       bt_self_component_filter_add_output_port(self, "out", NULL, NULL) ==
		       BT_SELF_COMPONENT_ADD_PORT_STATUS_OK;
}

bt_component_class_initialize_method_status v8scope_attribute_initialize(
	bt_self_component_filter *self, bt_self_component_filter_configuration *configuration,
	const bt_value *params, void *data)
{
	struct taking taking = {
		.self = bt_self_component_filter_as_self_component(self),
		.attribute = g_new0(struct v8scope_attribute, 1),
	};

	(void)configuration;
	(void)data;
	if (bt_value_map_foreach_entry_const(params, take_param, &taking) !=
			BT_VALUE_MAP_FOREACH_ENTRY_CONST_STATUS_OK ||
		!add_ports(self)) {
		/* Finalize is not called after a failure. */
		attribute_destroy(taking.attribute);
		return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_ERROR;
	}
	bt_self_component_set_data(taking.self, taking.attribute);
	return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

void v8scope_attribute_finalize(bt_self_component_filter *self)
{
	attribute_destroy(
		bt_self_component_get_data(bt_self_component_filter_as_self_component(self)));
}
