/* SPDX-License-Identifier: MIT */
#include "component_log.h"

#include <stdarg.h>
#include <stdio.h>

#include <glib.h>

void v8scope_component_log_warning(const bt_component *component, const char *format, ...)
{
	va_list args;
	char *text;

	if (bt_component_get_logging_level(component) > BT_LOGGING_LEVEL_WARNING) {
		return;
	}
	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	fprintf(stderr, "v8scope: warning: %s\n", text);
	g_free(text);
}
