/* SPDX-License-Identifier: MIT */
#include "params.h"

#include <limits.h>
#include <string.h>

#define DEFAULT_FORMAT "text"

static bool set_format(struct v8scope_report_params *params, const bt_value *value, GString *error)
{
	const char *name;

	if (!bt_value_is_string(value)) {
		g_string_assign(error, "parameter `format`: expected a string");
		return false;
	}
	name = bt_value_string_get(value);
	params->format = v8scope_render_format_find(name);
	if (!params->format) {
		g_string_printf(error, "parameter `format`: no format \"%s\"; expected one of: %s",
			name, v8scope_render_format_names());
	}
	return params->format != NULL;
}

static bool set_output(struct v8scope_report_params *params, const bt_value *value, GString *error)
{
	if (!bt_value_is_string(value) || bt_value_string_get(value)[0] == '\0') {
		g_string_assign(error, "parameter `output`: expected the path of a file");
		return false;
	}
	g_free(params->output);
	params->output = g_strdup(bt_value_string_get(value));
	return true;
}

static bool get_bool(const char *name, const bt_value *value, bool *result, GString *error)
{
	if (!bt_value_is_bool(value)) {
		g_string_printf(
			error, "parameter `%s`: expected a boolean, e.g. %s=yes", name, name);
		return false;
	}
	*result = bt_value_bool_get(value) == BT_TRUE;
	return true;
}

static bool set_color(struct v8scope_report_params *params, const bt_value *value, GString *error)
{
	return get_bool("color", value, &params->options.color, error);
}

static bool set_ascii(struct v8scope_report_params *params, const bt_value *value, GString *error)
{
	return get_bool("ascii", value, &params->options.ascii, error);
}

/* The command line makes `3` a signed and `+3` an unsigned integer. */
static bool set_width(struct v8scope_report_params *params, const bt_value *value, GString *error)
{
	int64_t width = -1;

	if (bt_value_is_signed_integer(value)) {
		width = bt_value_integer_signed_get(value);
	} else if (bt_value_is_unsigned_integer(value) &&
		   bt_value_integer_unsigned_get(value) <= INT_MAX) {
		width = (int64_t)bt_value_integer_unsigned_get(value);
	}
	if (width < 0 || width > INT_MAX) {
		g_string_assign(error, "parameter `width`: expected a number of columns, "
				       "or 0 for the default");
		return false;
	}
	params->options.width = (int)width;
	return true;
}

static bool set_weight(struct v8scope_report_params *params, const bt_value *value, GString *error)
{
	if (!bt_value_is_string(value) ||
		!v8scope_weight_from_name(bt_value_string_get(value), &params->options.weight)) {
		g_string_assign(error, "parameter `weight`: expected \"bytes\" or \"handles\"");
		return false;
	}
	return true;
}

static const struct {
	const char *name;
	bool (*set)(struct v8scope_report_params *params, const bt_value *value, GString *error);
} known_params[] = {
	{"format", set_format},
	{"output", set_output},
	{"color", set_color},
	{"ascii", set_ascii},
	{"width", set_width},
	{"weight", set_weight},
};

struct entry_context {
	struct v8scope_report_params *params;
	GString *error;
};

static bool set_param(const struct entry_context *context, const char *key, const bt_value *value)
{
	for (size_t i = 0; i < G_N_ELEMENTS(known_params); i++) {
		if (strcmp(known_params[i].name, key) == 0) {
			return known_params[i].set(context->params, value, context->error);
		}
	}
	g_string_printf(context->error, "unknown parameter `%s`; expected one of:", key);
	for (size_t i = 0; i < G_N_ELEMENTS(known_params); i++) {
		g_string_append_printf(
			context->error, "%s %s", i > 0 ? "," : "", known_params[i].name);
	}
	return false;
}

/* A bad entry interrupts: the error is the caller's to report. */
static bt_value_map_foreach_entry_const_func_status handle_entry(
	const char *key, const bt_value *value, void *data)
{
	return set_param(data, key, value) ? BT_VALUE_MAP_FOREACH_ENTRY_CONST_FUNC_STATUS_OK
					   : BT_VALUE_MAP_FOREACH_ENTRY_CONST_FUNC_STATUS_INTERRUPT;
}

bool v8scope_report_params_init(
	struct v8scope_report_params *params, const bt_value *map, GString *error)
{
	struct entry_context context = {params, error};

	memset(params, 0, sizeof(*params));
	params->format = v8scope_render_format_find(DEFAULT_FORMAT);
	return bt_value_map_foreach_entry_const(map, handle_entry, &context) ==
	       BT_VALUE_MAP_FOREACH_ENTRY_CONST_STATUS_OK;
}

void v8scope_report_params_fini(struct v8scope_report_params *params)
{
	g_free(params->output);
	params->output = NULL;
}
