/* SPDX-License-Identifier: MIT */
/*
 * The events that the filter emits: a report as a trace of its own, which any
 * babeltrace2 sink can print or store. One `v8scope:trace` comes first; then
 * each process is followed by its marks, the objects that its sites lie in and its isolates, each
 * isolate by its phases, moments and holders, each holder by the types it holds, the native frames
 * of its stack, the JavaScript frames that called it and the classes of objects that it keeps, and
 * after the holders comes what several of them keep together and what the trace does not tell of
 * the isolate. What is not known is the text "(not known)", a 0, or a number whose `*_known` is 0.
 */
#ifndef V8SCOPE_DERIVED_H
#define V8SCOPE_DERIVED_H

#include <stdint.h>

#include "record.h"

enum v8scope_derived_event {
	V8SCOPE_DERIVED_EVENT_TRACE,	  /* struct v8scope_report */
	V8SCOPE_DERIVED_EVENT_PROCESS,	  /* struct v8scope_report_process */
	V8SCOPE_DERIVED_EVENT_MARK,	  /* struct v8scope_report_mark */
	V8SCOPE_DERIVED_EVENT_MODULE,	  /* struct v8scope_report_module */
	V8SCOPE_DERIVED_EVENT_ISOLATE,	  /* struct v8scope_report_isolate */
	V8SCOPE_DERIVED_EVENT_PHASE,	  /* struct v8scope_phase */
	V8SCOPE_DERIVED_EVENT_MOMENT,	  /* struct v8scope_moment */
	V8SCOPE_DERIVED_EVENT_HOLDER,	  /* struct v8scope_holder */
	V8SCOPE_DERIVED_EVENT_TYPE,	  /* struct v8scope_type_share */
	V8SCOPE_DERIVED_EVENT_FRAME,	  /* struct v8scope_site */
	V8SCOPE_DERIVED_EVENT_JAVASCRIPT, /* struct v8scope_js_frame */
	V8SCOPE_DERIVED_EVENT_CLASS,	  /* struct v8scope_class_share */
	V8SCOPE_DERIVED_EVENT_SHARED,	  /* struct v8scope_shared_share */
	V8SCOPE_DERIVED_EVENT_GAP,	  /* struct v8scope_gap */
	V8SCOPE_DERIVED_EVENT_COUNT,
};

/*
 * What every event has as context, for human readers and for scripts: whom it is
 * about. The reader goes by the events' order.
 */
struct v8scope_derived_context {
	int64_t pid;
	uintptr_t isolate;
};

const struct v8scope_record_spec *v8scope_derived_event_spec(enum v8scope_derived_event event);
const struct v8scope_record_spec *v8scope_derived_context_spec(void);

/* NULL: not one of these events. */
const struct v8scope_record_spec *v8scope_derived_find_event(const char *event_name);

#endif
