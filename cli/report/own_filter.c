/* SPDX-License-Identifier: MIT */
#include "own_filter.h"

#include <stddef.h>

static bt_component_class_initialize_method_status initialize(bt_self_component_filter *self,
	bt_self_component_filter_configuration *configuration, const bt_value *params, void *data)
{
	(void)configuration;
	(void)params;
	bt_self_component_set_data(bt_self_component_filter_as_self_component(self), data);
	if (bt_self_component_filter_add_input_port(self, "in", NULL, NULL) !=
			BT_SELF_COMPONENT_ADD_PORT_STATUS_OK ||
		bt_self_component_filter_add_output_port(self, "out", NULL, NULL) !=
			BT_SELF_COMPONENT_ADD_PORT_STATUS_OK) {
		return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_ERROR;
	}
	return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

/* A reference; NULL: out of memory. */
static bt_component_class_filter *create_class(
	const char *name, const struct v8scope_own_filter_methods *methods)
{
	bt_message_iterator_class *iterators = bt_message_iterator_class_create(methods->next);

	if (!iterators) {
		return NULL;
	}
	bt_message_iterator_class_set_initialize_method(iterators, methods->initialize);
	bt_message_iterator_class_set_finalize_method(iterators, methods->finalize);
	bt_component_class_filter *class = bt_component_class_filter_create(name, iterators);
	bt_message_iterator_class_put_ref(iterators);
	if (class) {
		bt_component_class_filter_set_initialize_method(class, initialize);
	}
	return class;
}

const bt_component_filter *v8scope_own_filter_add(bt_graph *graph, const char *name,
	const struct v8scope_own_filter_methods *methods, void *data)
{
	bt_component_class_filter *class = create_class(name, methods);
	const bt_component_filter *component = NULL;

	if (class && bt_graph_add_filter_component_with_initialize_method_data(graph, class, name,
			     NULL, data, BT_LOGGING_LEVEL_NONE,
			     &component) != BT_GRAPH_ADD_COMPONENT_STATUS_OK) {
		component = NULL;
	}
	bt_component_class_filter_put_ref(class);
	return component;
}

void *v8scope_own_filter_get_data(bt_self_message_iterator *self)
{
	return bt_self_component_get_data(bt_self_message_iterator_borrow_component(self));
}

bt_message_iterator *v8scope_own_filter_create_upstream(bt_self_message_iterator *self)
{
	bt_self_component_port_input *input = bt_self_component_filter_borrow_input_port_by_index(
		(bt_self_component_filter *)bt_self_message_iterator_borrow_component(self), 0);
	bt_message_iterator *upstream = NULL;

	if (bt_message_iterator_create_from_message_iterator(self, input, &upstream) !=
		BT_MESSAGE_ITERATOR_CREATE_FROM_MESSAGE_ITERATOR_STATUS_OK) {
		return NULL;
	}
	return upstream;
}
