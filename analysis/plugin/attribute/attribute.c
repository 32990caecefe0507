/* SPDX-License-Identifier: MIT */
#include "attribute.h"

static bt_value_map_foreach_entry_const_func_status refuse_param(
	const char *key, const bt_value *value, void *data)
{
	(void)value;
	BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_COMPONENT(
		data, "unknown parameter `%s`: filter.v8scope.attribute takes none", key);
	return BT_VALUE_MAP_FOREACH_ENTRY_CONST_FUNC_STATUS_ERROR;
}

bt_component_class_initialize_method_status v8scope_attribute_initialize(
	bt_self_component_filter *self, bt_self_component_filter_configuration *configuration,
	const bt_value *params, void *data)
{
	bt_self_component *component = bt_self_component_filter_as_self_component(self);

	(void)configuration;
	(void)data;
	if (bt_value_map_foreach_entry_const(params, refuse_param, component) !=
		BT_VALUE_MAP_FOREACH_ENTRY_CONST_STATUS_OK) {
		return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_ERROR;
	}
	if (bt_self_component_filter_add_input_port(self, "in", NULL, NULL) !=
			BT_SELF_COMPONENT_ADD_PORT_STATUS_OK ||
		bt_self_component_filter_add_output_port(self, "out", NULL, NULL) !=
			BT_SELF_COMPONENT_ADD_PORT_STATUS_OK) {
		return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_ERROR;
	}
	return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_OK;
}
