/* SPDX-License-Identifier: MIT */
#include "attribute.h"

#include <glib.h>
#include <string.h>

#include "analysis.h"

#define DIRECTORY "snapshot-directory"
#define FILE_NAME "snapshot-file"
#define BEGIN "begin"
#define END "end"
#define SERVERS "debuginfod"
#define PARTS_MISSING "parts-missing"

/* What the entries of the parameters are put into. */
struct taking {
	bt_self_component *self; /* borrowed */
	struct v8scope_analysis_params *params;
};

static bool take_path(char **where, const char *text)
{
	g_free(*where);
	*where = g_strdup(text);
	return true;
}

/* NULL: it is no yes or no. */
static bool *flag_of(struct v8scope_analysis_params *params, const char *key)
{
	return strcmp(key, SERVERS) == 0	 ? &params->ask_servers
	       : strcmp(key, PARTS_MISSING) == 0 ? &params->parts_missing
						 : NULL;
}

/* False: `*expected` was; NULL: there is no such parameter. */
static bool take_text(
	struct taking *taking, const char *key, const char *text, const char **expected)
{
	struct v8scope_analysis_params *params = taking->params;

	*expected = "a path";
	if (strcmp(key, DIRECTORY) == 0) {
		return text && take_path(&params->snapshots.directory, text);
	}
	if (strcmp(key, FILE_NAME) == 0) {
		return text && take_path(&params->snapshots.file, text);
	}
	*expected = V8SCOPE_WINDOW_EDGE_FORMS;
	if (strcmp(key, BEGIN) == 0) {
		return text && v8scope_window_edge_parse(text, &params->window.begin);
	}
	if (strcmp(key, END) == 0) {
		return text && v8scope_window_edge_parse(text, &params->window.end);
	}
	*expected = NULL;
	return false;
}

/* Likewise. */
static bool take_value(
	struct taking *taking, const char *key, const bt_value *value, const char **expected)
{
	const char *text = bt_value_is_string(value) ? bt_value_string_get(value) : NULL;
	bool *flag = flag_of(taking->params, key);

	if (!flag) {
		return take_text(taking, key, text && *text ? text : NULL, expected);
	}
	*expected = "yes or no";
	if (!bt_value_is_bool(value)) {
		return false;
	}
	*flag = bt_value_bool_get(value);
	return true;
}

static bt_value_map_foreach_entry_const_func_status take_param(
	const char *key, const bt_value *value, void *data)
{
	struct taking *taking = data;
	const char *expected;

	if (take_value(taking, key, value, &expected)) {
		return BT_VALUE_MAP_FOREACH_ENTRY_CONST_FUNC_STATUS_OK;
	}
	if (expected) {
		BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_COMPONENT(
			taking->self, "parameter `%s`: expected %s", key, expected);
	} else {
		BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_COMPONENT(taking->self,
			"unknown parameter `%s`; expected one of: " BEGIN ", " SERVERS ", " END
			", " DIRECTORY ", " FILE_NAME ", " PARTS_MISSING,
			key);
	}
	return BT_VALUE_MAP_FOREACH_ENTRY_CONST_FUNC_STATUS_ERROR;
}

static void params_destroy(struct v8scope_analysis_params *params)
{
	v8scope_snapshot_source_fini(&params->snapshots);
	g_free(params);
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
		.params = g_new0(struct v8scope_analysis_params, 1),
	};

	(void)configuration;
	(void)data;
	if (bt_value_map_foreach_entry_const(params, take_param, &taking) !=
			BT_VALUE_MAP_FOREACH_ENTRY_CONST_STATUS_OK ||
		!add_ports(self)) {
		/* Finalize is not called after a failure. */
		params_destroy(taking.params);
		return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_ERROR;
	}
	bt_self_component_set_data(taking.self, taking.params);
	return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

void v8scope_attribute_finalize(bt_self_component_filter *self)
{
	params_destroy(
		bt_self_component_get_data(bt_self_component_filter_as_self_component(self)));
}
