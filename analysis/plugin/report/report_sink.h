/* SPDX-License-Identifier: MIT */
/* sink.v8scope.report: writes the attribution that filter.v8scope.attribute emits. */
#ifndef V8SCOPE_REPORT_SINK_H
#define V8SCOPE_REPORT_SINK_H

#include <babeltrace2/babeltrace.h>

bt_component_class_initialize_method_status v8scope_report_sink_initialize(
	bt_self_component_sink *self, bt_self_component_sink_configuration *configuration,
	const bt_value *params, void *data);
void v8scope_report_sink_finalize(bt_self_component_sink *self);
bt_component_class_sink_graph_is_configured_method_status v8scope_report_sink_graph_is_configured(
	bt_self_component_sink *self);
bt_component_class_sink_consume_method_status v8scope_report_sink_consume(
	bt_self_component_sink *self);

#endif
