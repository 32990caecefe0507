/* SPDX-License-Identifier: MIT */
/* What the filters of `v8scope report` have in common: one input, one output. */
#ifndef V8SCOPE_REPORT_OWN_FILTER_H
#define V8SCOPE_REPORT_OWN_FILTER_H

#include <babeltrace2/babeltrace.h>

struct v8scope_own_filter_methods {
	bt_message_iterator_class_initialize_method initialize;
	bt_message_iterator_class_finalize_method finalize;
	bt_message_iterator_class_next_method next;
};

/*
 * Adds such a filter to `graph`. `data` is for the iterators, see below, and must
 * outlive the graph. NULL, with the current thread's error: it failed. Borrowed.
 */
const bt_component_filter *v8scope_own_filter_add(bt_graph *graph, const char *name,
	const struct v8scope_own_filter_methods *methods, void *data);

/* For an iterator: the `data` of its filter. */
void *v8scope_own_filter_get_data(bt_self_message_iterator *self);

/* For an iterator: one on the filter's input; a reference. NULL: it failed. */
bt_message_iterator *v8scope_own_filter_create_upstream(bt_self_message_iterator *self);

#endif
