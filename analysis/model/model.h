/* SPDX-License-Identifier: MIT */
/*
 * The attribution model: it takes the events of provider `v8` in time order and
 * says what holds each isolate's heap. It knows neither babeltrace2 nor LTTng
 * nor V8, only the event vocabulary (tracepoints/v8_events.h).
 */
#ifndef V8SCOPE_MODEL_H
#define V8SCOPE_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "v8_events.h"

struct v8scope_model;
struct v8scope_report;
struct v8scope_exact_reader;

enum v8scope_event_type {
	V8SCOPE_EVENT_ISOLATE_ATTACH,
	V8SCOPE_EVENT_ISOLATE_DISPOSE,
	V8SCOPE_EVENT_HANDLE_SCOPE_OPEN,
	V8SCOPE_EVENT_HANDLE_SCOPE_CLOSE,
	V8SCOPE_EVENT_HANDLE_ESCAPE,
	V8SCOPE_EVENT_HANDLES_GROW,
	V8SCOPE_EVENT_HANDLE_CREATE,
	V8SCOPE_EVENT_GLOBAL_CREATE,
	V8SCOPE_EVENT_GLOBAL_DISPOSE,
	V8SCOPE_EVENT_GLOBAL_MAKE_WEAK,
	V8SCOPE_EVENT_PROMISE_CREATE,
	V8SCOPE_EVENT_PROMISE_SETTLE,
	V8SCOPE_EVENT_PROMISE_SAMPLE,
	V8SCOPE_EVENT_PROMISE_COLLECT,
	V8SCOPE_EVENT_CONTEXT_ENTER,
	V8SCOPE_EVENT_CONTEXT_EXIT,
	V8SCOPE_EVENT_MICROTASK_CHECKPOINT_BEGIN,
	V8SCOPE_EVENT_MICROTASK_CHECKPOINT_END,
	V8SCOPE_EVENT_GC_BEGIN,
	V8SCOPE_EVENT_GC_END,
	V8SCOPE_EVENT_CENSUS_SCOPE,
	V8SCOPE_EVENT_CENSUS_TYPE,
	V8SCOPE_EVENT_CENSUS_GLOBAL_TYPE,
	V8SCOPE_EVENT_CENSUS_GLOBAL,
	V8SCOPE_EVENT_CENSUS_END,
	V8SCOPE_EVENT_STACK,
	V8SCOPE_EVENT_JAVASCRIPT_FRAME,
	V8SCOPE_EVENT_JAVASCRIPT_STACK,
	V8SCOPE_EVENT_HEAP_SNAPSHOT_HANDLES,
	V8SCOPE_EVENT_HEAP_SNAPSHOT_GLOBALS,
	V8SCOPE_EVENT_HEAP_SNAPSHOT,
	V8SCOPE_EVENT_NEAR_HEAP_LIMIT,
	V8SCOPE_EVENT_SCOPE_COST,
	V8SCOPE_EVENT_MARK,
	V8SCOPE_EVENT_COUNT,
};

/*
 * One event. Strings and arrays are borrowed: they are read only during
 * v8scope_model_handle_event(). `pid` is -1 where the trace does not say
 * (recorded without the vpid context); then isolate_attach's pid stands in.
 */
struct v8scope_event {
	enum v8scope_event_type type;
	int64_t ts_ns;	  /* from the clock's origin (for LTTng: Unix time) */
	int64_t clock_ns; /* the stamping clock's own value (CLOCK_MONOTONIC) */
	int64_t pid;
	uint32_t host; /* several hosts' traces may have the same pid */
	uintptr_t isolate;
	union {
		struct {
			struct v8scope_isolate_attach info;
			uint32_t schema;
		} isolate_attach;
		struct v8scope_handle_scope_open handle_scope_open;
		struct {
			uint64_t scope_id;
			uint64_t handles;
			bool skipped;
		} handle_scope_close;
		struct {
			uint64_t scope_id;
			uint64_t to_scope_id;
		} handle_escape;
		struct {
			uint64_t scope_id;
			uint64_t count;
			uint64_t handles;
		} handles_grow;
		struct {
			uint64_t scope_id;
			uintptr_t slot;
			uintptr_t ip;
		} handle_create;
		struct {
			uintptr_t slot;
			enum v8scope_global_kind kind;
			uintptr_t ip;
			uint64_t stack_id;
			uint64_t javascript_stack_id;
		} global; /* create, dispose, make_weak */
		struct {
			uint64_t promise_id;
			uint64_t parent_id;
			uint64_t scope_id;
			uint64_t sample_id; /* 0: of a trace without */
			uint32_t one_in;
		} promise; /* create, settle; sample, collect: no parent_id; collect: no scope_id */
		struct {
			uintptr_t context;
		} context;
		struct {
			int32_t level;
			uint64_t handles;
		} checkpoint;
		struct v8scope_gc gc;
		struct v8scope_census_scope census_scope;
		struct v8scope_census_type census_type;
		struct v8scope_census_global_type census_global_type;
		struct v8scope_census_global census_global;
		struct v8scope_census_end census_end;
		struct {
			uint64_t stack_id;
			const uintptr_t *ips;
			uint32_t count;
			int64_t unloaded_at;
		} stack;
		struct v8scope_javascript_frame javascript_frame;
		struct {
			uint64_t stack_id;
			const uint64_t *frame_ids;
			uint32_t count;
		} javascript_stack;
		struct v8scope_scope_cost scope_cost;
		struct v8scope_heap_snapshot_handles heap_snapshot_handles;
		struct v8scope_heap_snapshot_globals heap_snapshot_globals;
		struct v8scope_heap_snapshot heap_snapshot;
		struct {
			uint64_t current_limit;
			uint64_t initial_limit;
			uint64_t used_heap_size;
		} near_heap_limit;
		struct {
			const char *name;
		} mark;
	} u;
};

/*
 * Somebody who looks at an isolate whenever a collection has ended in it (`event`: gc_end,
 * not of a collection's part) or a complete census has come (census_end).
 */
struct v8scope_model_isolate;
struct v8scope_model_observer {
	void (*observe)(void *data, const struct v8scope_model_isolate *isolate,
		const struct v8scope_event *event);
	void *data; /* borrowed */
};

/* Never NULL (GLib aborts on allocation failure). */
struct v8scope_model *v8scope_model_create(void);

/* NULL-safe. */
void v8scope_model_destroy(struct v8scope_model *model);

/* Who reads heap snapshots when a report is built; borrowed. Without, nobody does. */
void v8scope_model_set_exact_reader(
	struct v8scope_model *model, const struct v8scope_exact_reader *reader);

/* The isolate that it is shown lives as long as the model; `observe` NULL: nobody. */
void v8scope_model_set_observer(
	struct v8scope_model *model, const struct v8scope_model_observer *observer);

/* Events come in time order; those of unknown isolates begin one. */
void v8scope_model_handle_event(struct v8scope_model *model, const struct v8scope_event *event);

/*
 * Of an event of another type the model needs no more than what it is of and when it was: its
 * own fields (`u`) need not be read.
 */
bool v8scope_model_reads_fields(enum v8scope_event_type type);

/*
 * An event from before the part of the trace that is looked at. What happened then
 * counts for nothing; but what isolates and stacks were said to be still holds.
 */
void v8scope_model_handle_earlier_event(
	struct v8scope_model *model, const struct v8scope_event *event);

/* `count` events (0: an unknown number) were lost before the next one. */
void v8scope_model_handle_discarded(struct v8scope_model *model, uint64_t count);

/* The trace ended in the middle of a packet: what follows is missing. */
void v8scope_model_handle_truncated(struct v8scope_model *model);

/*
 * What the events so far say, without symbols: sites are still addresses. May be
 * called at any time, any number of times. The caller owns the result.
 */
struct v8scope_report *v8scope_model_build_report(const struct v8scope_model *model);

#endif
