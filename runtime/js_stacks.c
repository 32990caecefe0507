/* SPDX-License-Identifier: MIT */
#include "js_stacks.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "env.h"
#include "js_functions.h"
#include "js_positions.h"
#include "locks.h"
#include "session.h"
#include "v8_provider.h"

/*
 * Two tables of the same kind: records by id in chunks that never move, chained by
 * hash. Readers take no lock; a record is complete before it is linked.
 */
enum {
	CHUNK_RECORDS = 64,
	FRAMES_MAX = 4096, /* of about 750 bytes */
	STACKS_MAX = 8192, /* of about 160 bytes */
	BUCKETS = 1024,
	DEPTH_MAX = 32,
	NOT_JAVASCRIPT = UINT32_MAX, /* a frame's id: V8's own code */
};

struct frame {
	struct v8scope_js_function function;
	struct v8scope_js_place begin;
	struct v8scope_js_place now;
	uint32_t emitted_in; /* the session in which the event was emitted */
	uint32_t next;	     /* id of the next in the bucket */
};

struct stack {
	uint32_t count;
	uint32_t frames[DEPTH_MAX]; /* ids, innermost first */
	uint32_t emitted_in;
	uint32_t next;
};

static struct frame *frame_chunks[FRAMES_MAX / CHUNK_RECORDS];
static uint32_t frame_buckets[BUCKETS];
static uint32_t frame_count;
static struct stack *stack_chunks[STACKS_MAX / CHUNK_RECORDS];
static uint32_t stack_buckets[BUCKETS];
static uint32_t stack_count;

static uint32_t bucket_of(const void *data, size_t size)
{
	const unsigned char *bytes = data;
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < size; i++) {
		hash = (hash ^ bytes[i]) * 0x100000001b3u;
	}
	return (hash >> 32) % BUCKETS;
}

static struct frame *frame_at(uint32_t id)
{
	return &frame_chunks[(id - 1) / CHUNK_RECORDS][(id - 1) % CHUNK_RECORDS];
}

static struct stack *stack_at(uint32_t id)
{
	return &stack_chunks[(id - 1) / CHUNK_RECORDS][(id - 1) % CHUNK_RECORDS];
}

/* Under the lock. Room for one more record of a table; NULL if it is full. */
static void *room(void **chunk, uint32_t count, uint32_t max, size_t size)
{
	if (count == max) {
		return NULL;
	}
	if (*chunk == NULL) {
		void *records = calloc(CHUNK_RECORDS, size);

		if (records == NULL) {
			return NULL;
		}
		__atomic_store_n(chunk, records, __ATOMIC_RELEASE);
	}
	return (char *)*chunk + count % CHUNK_RECORDS * size;
}

static uint32_t find_frame(const struct v8scope_js_function *function, const uint32_t *bucket)
{
	uint32_t id = __atomic_load_n(bucket, __ATOMIC_ACQUIRE);

	while (id != 0 && memcmp(&frame_at(id)->function, function, sizeof(*function)) != 0) {
		id = frame_at(id)->next;
	}
	return id;
}

/* `function` has no padding that is not zero. */
static uint32_t intern_frame(const struct v8scope_js_function *function, uintptr_t source)
{
	uint32_t *bucket = &frame_buckets[bucket_of(function, sizeof(*function))];
	uint32_t id = find_frame(function, bucket);
	struct frame *frame;

	if (id != 0) {
		return id;
	}
	pthread_mutex_lock(&v8scope_locks.stacks);
	id = find_frame(function, bucket);
	frame = id == 0 && frame_count < FRAMES_MAX
			? room((void **)&frame_chunks[frame_count / CHUNK_RECORDS], frame_count,
				  FRAMES_MAX, sizeof(*frame))
			: NULL;
	if (frame != NULL) {
		frame->function = *function;
		frame->begin = v8scope_js_function_place(function, source, function->begin);
		frame->now = v8scope_js_function_place(function, source, function->now);
		frame->next = *bucket;
		id = ++frame_count;
		__atomic_store_n(bucket, id, __ATOMIC_RELEASE);
	}
	pthread_mutex_unlock(&v8scope_locks.stacks);
	return id;
}

static uint32_t find_stack(const struct stack *stack, const uint32_t *bucket)
{
	uint32_t id = __atomic_load_n(bucket, __ATOMIC_ACQUIRE);

	while (id != 0 && (stack_at(id)->count != stack->count ||
				  memcmp(stack_at(id)->frames, stack->frames,
					  stack->count * sizeof(stack->frames[0])) != 0)) {
		id = stack_at(id)->next;
	}
	return id;
}

static uint32_t intern_stack(const struct stack *stack)
{
	uint32_t *bucket =
		&stack_buckets[bucket_of(stack->frames, stack->count * sizeof(stack->frames[0]))];
	uint32_t id = find_stack(stack, bucket);
	struct stack *record;

	if (id != 0) {
		return id;
	}
	pthread_mutex_lock(&v8scope_locks.stacks);
	id = find_stack(stack, bucket);
	record = id == 0 && stack_count < STACKS_MAX
			 ? room((void **)&stack_chunks[stack_count / CHUNK_RECORDS], stack_count,
				   STACKS_MAX, sizeof(*record))
			 : NULL;
	if (record != NULL) {
		*record = *stack;
		record->next = *bucket;
		id = ++stack_count;
		__atomic_store_n(bucket, id, __ATOMIC_RELEASE);
	}
	pthread_mutex_unlock(&v8scope_locks.stacks);
	return id;
}

void v8scope_js_walk_begin(
	struct v8scope_js_walk *walk, const struct v8scope_frame *frames, uint32_t count)
{
	walk->frames = frames;
	walk->count = v8scope_js_functions_known() ? count : 0;
	walk->looked_at = 0;
	memset(walk->ids, 0, walk->count * sizeof(walk->ids[0]));
	v8scope_js_positions_learn(frames, walk->count);
}

/* The id of frame `index`; 0 if there is no room for it. */
static uint32_t look_at(struct v8scope_js_walk *walk, uint32_t index)
{
	const struct v8scope_frame *frame = &walk->frames[index];
	struct v8scope_js_function function;
	uintptr_t source;

	if (walk->ids[index] != 0) {
		return walk->ids[index];
	}
	if (v8scope_js_function_of_frame(&function, &source, frame->frame_pointer, frame->ip)) {
		walk->ids[index] = intern_frame(&function, source);
	} else {
		walk->ids[index] = NOT_JAVASCRIPT;
	}
	return walk->ids[index];
}

uint64_t v8scope_js_walk_stack(struct v8scope_js_walk *walk, uint32_t from)
{
	uint32_t depth = v8scope_env.stack_depth < DEPTH_MAX ? v8scope_env.stack_depth : DEPTH_MAX;
	struct stack stack = {0};

	for (uint32_t i = from; i < walk->count && stack.count < depth; i++) {
		uint32_t id =
			walk->frames[i].frame_pointer != 0 ? look_at(walk, i) : NOT_JAVASCRIPT;

		if (id == 0) {
			break;
		}
		if (id != NOT_JAVASCRIPT) {
			stack.frames[stack.count++] = id;
		}
	}
	return stack.count > 0 ? intern_stack(&stack) : 0;
}

uint64_t v8scope_js_stack_capture(const struct v8scope_thread_stack *thread, uintptr_t cfa)
{
	struct v8scope_frame frames[V8SCOPE_FRAMES_MAX];
	struct v8scope_js_walk walk;

	if (!v8scope_js_functions_known()) {
		return 0;
	}
	v8scope_js_walk_begin(&walk, frames, v8scope_frames_walk(thread, cfa, frames));
	return v8scope_js_walk_stack(&walk, 0);
}

static const char *or_else(const char *name, const char *otherwise)
{
	return name[0] != '\0' ? name : otherwise;
}

static void emit_frame(uintptr_t isolate, uint32_t id, uint32_t session)
{
	struct frame *frame = frame_at(id);
	const struct v8scope_javascript_frame event = {
		.isolate = isolate,
		.frame_id = id,
		.function = or_else(frame->function.name, V8SCOPE_JAVASCRIPT_NO_NAME),
		.script = or_else(frame->function.script, V8SCOPE_JAVASCRIPT_NO_SCRIPT),
		.line = frame->begin.line,
		.column = frame->begin.column,
		.now_line = frame->now.line,
		.now_column = frame->now.column,
	};

	if (__atomic_exchange_n(&frame->emitted_in, session, __ATOMIC_RELAXED) != session) {
		lttng_ust_do_tracepoint(v8, javascript_frame, &event);
	}
}

void v8scope_js_stack_emit(uintptr_t isolate, uint64_t id)
{
	uint32_t session = v8scope_session_current();
	struct stack *stack = id != 0 ? stack_at((uint32_t)id) : NULL;

	if (stack == NULL || !lttng_ust_tracepoint_enabled(v8, javascript_stack) ||
		__atomic_exchange_n(&stack->emitted_in, session, __ATOMIC_RELAXED) == session) {
		return;
	}
	for (uint32_t i = 0; i < stack->count; i++) {
		emit_frame(isolate, stack->frames[i], session);
	}
	lttng_ust_do_tracepoint(v8, javascript_stack, isolate, id, stack->frames, stack->count);
}
