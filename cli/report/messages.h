/* SPDX-License-Identifier: MIT */
/* The next batch of messages for a sink of the command's own. */
#ifndef V8SCOPE_REPORT_MESSAGES_H
#define V8SCOPE_REPORT_MESSAGES_H

#include <babeltrace2/babeltrace.h>
#include <stdint.h>

/*
 * OK: there are `*count` of them, each a reference that the caller puts back. Any other
 * status is what the sink is to return.
 */
bt_graph_simple_sink_component_consume_func_status v8scope_messages_next(
	bt_message_iterator *iterator, bt_message_array_const *messages, uint64_t *count);

#endif
