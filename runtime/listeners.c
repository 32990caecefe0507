/* SPDX-License-Identifier: MIT */
#include "listeners.h"

#include <lttng/ust-events.h>

#include "v8_tracepoints.h"

/* What a probe asks before it records; the structures are LTTng-UST's ABI with its probes. */
static bool is_active(const struct lttng_ust_event_common *event)
{
	const struct lttng_ust_event_recorder *recorder = event->child;

	return event->type != LTTNG_UST_EVENT_TYPE_RECORDER ||
	       CMM_LOAD_SHARED(recorder->chan->parent->session->active) != 0;
}

bool v8scope_listeners_are_active(void)
{
	const struct lttng_ust_tracepoint_probe *probe;
	bool all = true;

	if (!LTTNG_UST_TP_RCU_LINK_TEST()) {
		return true;
	}
	lttng_ust_tp_rcu_read_lock();
	probe = lttng_ust_tp_rcu_dereference(lttng_ust_tracepoint_v8___isolate_attach.probes);
	for (; all && probe != NULL && probe->func != NULL; probe++) {
		all = is_active(probe->data);
	}
	lttng_ust_tp_rcu_read_unlock();
	return all;
}
