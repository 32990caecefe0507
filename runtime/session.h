/* SPDX-License-Identifier: MIT */
/*
 * Noticing that a recording session starts or ends. LTTng-UST tells nobody, but
 * a tracepoint's list of probes is replaced whenever a session begins or stops
 * to listen to it: watching isolate_attach's list shows even a second session.
 */
#ifndef V8SCOPE_SESSION_H
#define V8SCOPE_SESSION_H

#include <stdbool.h>

#include "isolate.h"
#include "v8_tracepoints.h"

/* Counts the sessions that were seen to start, in any isolate; never 0. */
uint32_t v8scope_session_current(void);

/* Whether any session listens to the state of isolates (INFO). */
static inline bool v8scope_session_is_active(void)
{
	return lttng_ust_tracepoint_enabled(v8, census_end);
}

/* What can be seen of the isolate has changed since a session began. */
void v8scope_session_tell_again(const struct v8scope_thread *thread);

/* Whether any session listens to isolate_attach: then one is there, or begins. */
static inline bool v8scope_session_is_there(void)
{
	return CMM_LOAD_SHARED(lttng_ust_tracepoint_v8___isolate_attach.probes) != NULL;
}

void v8scope_session_poll_slow(struct v8scope_thread *thread);

static inline bool v8scope_session_needs_poll(const struct v8scope_isolate *isolate)
{
	return isolate->attention ||
	       isolate->seen_probes !=
		       CMM_LOAD_SHARED(lttng_ust_tracepoint_v8___isolate_attach.probes);
}

/* Whether nobody listens to the isolate's state, and nothing is left to do for who did. */
static inline bool v8scope_session_is_quiet(const struct v8scope_isolate *isolate)
{
	return isolate->seen_probes == NULL && !v8scope_session_needs_poll(isolate) &&
	       !v8scope_session_is_active();
}

/*
 * To be called wherever host code is known to stand at a safe point: it calls V8
 * with no value in its hands that a collection could invalidate. What a session's
 * start or the end of a scope asks for is done here.
 */
static inline void v8scope_session_poll(struct v8scope_thread *thread)
{
	thread->isolate->looked = true;
	if (__builtin_expect(v8scope_session_needs_poll(thread->isolate), 0)) {
		v8scope_session_poll_slow(thread);
	}
}

#endif
