/* SPDX-License-Identifier: MIT */
/* Warnings of a component, on stderr, by the level that the component was added with. */
#ifndef V8SCOPE_COMPONENT_LOG_H
#define V8SCOPE_COMPONENT_LOG_H

#include <babeltrace2/babeltrace.h>

void v8scope_component_log_warning(const bt_component *component, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
