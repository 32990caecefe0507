/* SPDX-License-Identifier: MIT */
#include "attribute.h"

#include <string.h>

#include "snapshot_source.h"

#define DIRECTORY "snapshot-directory"
#define FILE_NAME "snapshot-file"

/* What the entries of the parameters are put into. */
struct taking {
	bt_self_component *self; /* borrowed */
	struct v8scope_snapshot_source *snapshots;
};

static bt_value_map_foreach_entry_const_func_status take_param(
	const char *key, const bt_value *value, void *data)
{
	struct taking *taking = data;
	char **where = NULL;

	if (strcmp(key, DIRECTORY) == 0) {
		where = &taking->snapshots->directory;
	} else if (strcmp(key, FILE_NAME) == 0) {
		where = &taking->snapshots->file;
	}
	if (!where) {
		BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_COMPONENT(taking->self,
			"unknown parameter `%s`; expected one of: " DIRECTORY ", " FILE_NAME, key);
		return BT_VALUE_MAP_FOREACH_ENTRY_CONST_FUNC_STATUS_ERROR;
	}
	if (!bt_value_is_string(value) || bt_value_string_get(value)[0] == '\0') {
		BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_COMPONENT(
			taking->self, "parameter `%s`: expected a path", key);
		return BT_VALUE_MAP_FOREACH_ENTRY_CONST_FUNC_STATUS_ERROR;
	}
	g_free(*where);
	*where = g_strdup(bt_value_string_get(value));
	return BT_VALUE_MAP_FOREACH_ENTRY_CONST_FUNC_STATUS_OK;
}

static void snapshots_destroy(struct v8scope_snapshot_source *snapshots)
{
	v8scope_snapshot_source_fini(snapshots);
	g_free(snapshots);
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
		.snapshots = g_new0(struct v8scope_snapshot_source, 1),
	};

	(void)configuration;
	(void)data;
	if (bt_value_map_foreach_entry_const(params, take_param, &taking) !=
			BT_VALUE_MAP_FOREACH_ENTRY_CONST_STATUS_OK ||
		!add_ports(self)) {
		/* Finalize is not called after a failure. */
		snapshots_destroy(taking.snapshots);
		return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_ERROR;
	}
	bt_self_component_set_data(taking.self, taking.snapshots);
	return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

void v8scope_attribute_finalize(bt_self_component_filter *self)
{
	snapshots_destroy(
		bt_self_component_get_data(bt_self_component_filter_as_self_component(self)));
}
