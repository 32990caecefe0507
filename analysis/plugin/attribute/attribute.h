/* SPDX-License-Identifier: MIT */
/*
 * filter.v8scope.attribute: takes the events of provider `v8` and emits, when
 * they end, what holds each isolate's heap (derived/derived.h).
 */
#ifndef V8SCOPE_ATTRIBUTE_H
#define V8SCOPE_ATTRIBUTE_H

#include <babeltrace2/babeltrace.h>

bt_component_class_initialize_method_status v8scope_attribute_initialize(
	bt_self_component_filter *self, bt_self_component_filter_configuration *configuration,
	const bt_value *params, void *data);
void v8scope_attribute_finalize(bt_self_component_filter *self);

bt_message_iterator_class_initialize_method_status v8scope_attribute_iterator_initialize(
	bt_self_message_iterator *self, bt_self_message_iterator_configuration *configuration,
	bt_self_component_port_output *port);
void v8scope_attribute_iterator_finalize(bt_self_message_iterator *self);
bt_message_iterator_class_next_method_status v8scope_attribute_iterator_next(
	bt_self_message_iterator *self, bt_message_array_const messages, uint64_t capacity,
	uint64_t *count);
bt_message_iterator_class_can_seek_beginning_method_status
v8scope_attribute_iterator_can_seek_beginning(bt_self_message_iterator *self, bt_bool *can_seek);
bt_message_iterator_class_seek_beginning_method_status v8scope_attribute_iterator_seek_beginning(
	bt_self_message_iterator *self);

#endif
