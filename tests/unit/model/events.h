/* SPDX-License-Identifier: MIT */
/*
 * A program as the runtime would describe it: a few scopes and creation sites,
 * whose handles the test sets, and collections with the census after them. Each
 * event moves the clock on by a microsecond.
 */
#ifndef V8SCOPE_TESTS_MODEL_EVENTS_H
#define V8SCOPE_TESTS_MODEL_EVENTS_H

#include "model.h"
#include "report.h"

#define MIB (1024 * 1024)
#define SECOND ((int64_t)1000 * 1000 * 1000)

/* From the stamping clock's own value to the clock's origin. */
#define CLOCK_OFFSET (1000 * SECOND)

/* Between two events. */
#define TEST_EVENT_NS 1000

#define MAX_TEST_SCOPES 64
#define MAX_TEST_GLOBALS 4

struct test_scope {
	uint64_t scope_id; /* 0: free */
	uint64_t stack_id;
	int64_t opened_at;
	uint64_t handles;
	uint64_t checkpoints;
	uint64_t typed_slots; /* 0: the census does not sample types */
	uint64_t objects;
	uint64_t shallow_bytes;
	const char *type; /* of the objects sampled; NULL: "Promise" */
};

struct test_global {
	enum v8scope_global_kind kind;
	uint64_t stack_id;	      /* 0: free */
	uint64_t javascript_stack_id; /* 0: none */
	uint64_t live;
	uint64_t weak;
	uint64_t objects; /* that a sample found, of one type and as many slots; 0: no sample */
	uint64_t object_bytes; /* each, half of it in properties and elements */
};

struct test_isolate {
	struct test_trace *trace;
	int64_t pid;
	uint32_t host;
	uintptr_t address;
	uint64_t attached_at;			   /* 0: not told */
	uint64_t started_at;			   /* of its program; 0: not told */
	struct test_scope scopes[MAX_TEST_SCOPES]; /* outermost first */
	struct test_global globals[MAX_TEST_GLOBALS];
	uint64_t unaccounted;
	uint64_t checkpoints;
	enum v8scope_known in_context;
	uint64_t used;	      /* live bytes */
	uint32_t lose_scopes; /* census_scope events that the next census loses */
};

struct test_trace {
	struct v8scope_model *model;
	int64_t clock_ns;
	uint64_t next_census_id;
	uint64_t stop_after; /* events; 0: all of them */
	uint64_t events;
	/* Takes the events in the model's place; NULL: the model gets them. */
	void (*tap)(void *data, const struct v8scope_event *event);
	void *tap_data;
};

void test_trace_init(struct test_trace *trace);
void test_trace_fini(struct test_trace *trace);
void test_isolate_init(
	struct test_isolate *isolate, struct test_trace *trace, int64_t pid, uintptr_t address);

/* The raw event, with isolate, pid and times filled in. */
void test_send(struct test_isolate *isolate, struct v8scope_event *event);

void test_attach(struct test_isolate *isolate);
void test_dispose(struct test_isolate *isolate);
void test_stack(struct test_isolate *isolate, uint64_t stack_id, uintptr_t first_ip);
struct test_scope *test_open(struct test_isolate *isolate, uint64_t scope_id, uint64_t stack_id);
void test_close(struct test_isolate *isolate, uint64_t scope_id);
struct test_global *test_global(
	struct test_isolate *isolate, enum v8scope_global_kind kind, uint64_t stack_id);
void test_checkpoints(struct test_isolate *isolate, uint64_t count);
void test_promise_create(struct test_isolate *isolate, uint64_t promise_id, uint64_t scope_id);
void test_promise_sample(
	struct test_isolate *isolate, uint64_t sample_id, uint64_t scope_id, uint32_t one_in);
void test_promise_collect(struct test_isolate *isolate, uint64_t sample_id);
void test_promise_settle(struct test_isolate *isolate, uint64_t promise_id, uint64_t scope_id);
/* Lets time pass. */
void test_wait(struct test_isolate *isolate, int64_t ns);
void test_gc_begin(
	struct test_isolate *isolate, enum v8scope_gc_type type, enum v8scope_cause cause);
void test_gc_end(struct test_isolate *isolate, enum v8scope_gc_type type, enum v8scope_cause cause);
void test_census(struct test_isolate *isolate, enum v8scope_cause cause);
/* One whose last event comes so much later than the others. */
void test_slow_census(struct test_isolate *isolate, enum v8scope_cause cause, int64_t ns);
/* A full collection and its census. */
void test_full_gc(struct test_isolate *isolate, enum v8scope_cause cause);

/*
 * `iterations` turns of a loop, a second for a thousand: each leaves `handles` in
 * the scope and `bytes` in the heap, and completes a microtask checkpoint.
 */
void test_loop(struct test_isolate *isolate, struct test_scope *scope, uint64_t iterations,
	uint64_t handles, uint64_t bytes);

/* The only isolate of the only process; fails if there are more. */
const struct v8scope_report_isolate *test_only_isolate(const struct v8scope_report *report);
/* NULL: the isolate has no such holder. */
const struct v8scope_holder *test_find_scope(
	const struct v8scope_report_isolate *isolate, uint64_t scope_id);
const struct v8scope_holder *test_find_kind(
	const struct v8scope_report_isolate *isolate, enum v8scope_holder_kind kind);
const struct v8scope_holder *test_first_holder(const struct v8scope_report_isolate *isolate);

#endif
