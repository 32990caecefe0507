/* SPDX-License-Identifier: MIT */
/* The component classes that a report needs from babeltrace2's plugins. */
#ifndef V8SCOPE_REPORT_CLASSES_H
#define V8SCOPE_REPORT_CLASSES_H

#include <babeltrace2/babeltrace.h>
#include <glib.h>
#include <stdbool.h>

/* Borrowed from the plugins. */
struct v8scope_classes {
	const bt_plugin *ctf; /* a reference, as the next two */
	const bt_plugin *utils;
	const bt_plugin_set *v8scope;
	const bt_component_class_source *ctf_fs;
	const bt_component_class_filter *muxer;
	const bt_component_class_filter *attribute;
};

/* Fini is due either way. */
bool v8scope_classes_init(struct v8scope_classes *classes, GError **error);
void v8scope_classes_fini(struct v8scope_classes *classes);

#endif
