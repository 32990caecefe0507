/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "stacks.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unwind.h>

#include "env.h"
#include "frames.h"
#include "locks.h"
#include "return_slots.h"

/*
 * The table: records by id in chunks that never move, and chains by the hook's
 * return address. Readers take no lock; a record is complete before it is linked.
 */
enum {
	CHUNK_RECORDS = 256,
	CHUNKS_MAX = 64, /* 16384 stacks of about 800 bytes at the most */
	BUCKETS = 4096,
};

struct node {
	struct v8scope_stack stack;
	struct node *next; /* in the same bucket */
};

static struct node *chunks[CHUNKS_MAX];
static struct node *buckets[BUCKETS];
static uint64_t record_count;

static size_t bucket_of(uintptr_t ip)
{
	return (ip * 0x9E3779B97F4A7C15u) >> 52;
}

static size_t cache_slot(uintptr_t ip, uintptr_t cfa)
{
	return ((ip ^ cfa * 31) * 0x9E3779B97F4A7C15u) >> 56;
}

void v8scope_thread_stack_init(struct v8scope_thread_stack *thread)
{
	pthread_attr_t attr;
	void *low;
	size_t size;

	memset(thread, 0, sizeof(*thread));
	if (pthread_getattr_np(pthread_self(), &attr) != 0) {
		return;
	}
	if (pthread_attr_getstack(&attr, &low, &size) == 0) {
		thread->low = (uintptr_t)low;
		thread->high = (uintptr_t)low + size;
	}
	pthread_attr_destroy(&attr);
}

static bool is_inside(const struct v8scope_thread_stack *thread, uintptr_t cfa)
{
	return cfa > thread->low && cfa < thread->high;
}

static uint32_t distance_of(uintptr_t slot, uintptr_t cfa)
{
	return (uint32_t)(slot + sizeof(uintptr_t) - cfa);
}

static uintptr_t load_slot(uintptr_t cfa, uint32_t distance)
{
	return v8scope_return_slot_load(cfa - sizeof(uintptr_t) + distance);
}

/* Whether the record's return addresses lie on the stack below `cfa` again. */
static bool matches(const struct v8scope_stack *stack, const struct v8scope_thread_stack *thread,
	uintptr_t ip, uintptr_t cfa)
{
	if (stack->ips[0] != ip || __atomic_load_n(&stack->unloaded_at, __ATOMIC_RELAXED) != 0 ||
		cfa + stack->distances[stack->count - 1] > thread->high) {
		return false;
	}
	for (uint32_t i = 1; i < stack->count; i++) {
		if (load_slot(cfa, stack->distances[i]) != stack->ips[i]) {
			return false;
		}
	}
	return true;
}

struct walk {
	const struct v8scope_thread_stack *thread;
	uintptr_t cfa; /* of the hook */
	uint32_t depth;
	struct v8scope_walk_step step;
	struct v8scope_stack stack;
};

/* Called for each frame, innermost first. */
static _Unwind_Reason_Code walk_frame(struct _Unwind_Context *context, void *data)
{
	struct walk *walk = data;
	struct v8scope_stack *stack = &walk->stack;

	v8scope_walk_step(&walk->step, context);
	if (walk->step.cfa < walk->cfa) {
		return _URC_NO_REASON;
	}
	if (!v8scope_walk_is_sound(&walk->step, walk->thread->high)) {
		return _URC_END_OF_STACK;
	}
	stack->ips[stack->count] = walk->step.ip;
	if (stack->count > 0) {
		stack->distances[stack->count] = distance_of(walk->step.slot, walk->cfa);
	}
	stack->count++;
	return stack->count < walk->depth ? _URC_NO_REASON : _URC_END_OF_STACK;
}

/* Publishes a copy of `stack`; NULL if the table is full or memory is short. */
static struct v8scope_stack *publish(const struct v8scope_stack *stack)
{
	size_t chunk = record_count / CHUNK_RECORDS;
	struct node **bucket = &buckets[bucket_of(stack->ips[0])];
	struct node *node;

	if (chunk == CHUNKS_MAX) {
		return NULL;
	}
	if (chunks[chunk] == NULL) {
		struct node *nodes = calloc(CHUNK_RECORDS, sizeof(*nodes));

		if (nodes == NULL) {
			return NULL;
		}
		__atomic_store_n(&chunks[chunk], nodes, __ATOMIC_RELEASE);
	}
	node = &chunks[chunk][record_count % CHUNK_RECORDS];
	node->stack = *stack;
	node->stack.id = record_count + 1;
	node->next = *bucket;
	__atomic_store_n(&record_count, record_count + 1, __ATOMIC_RELEASE);
	__atomic_store_n(bucket, node, __ATOMIC_RELEASE);
	return &node->stack;
}

static struct v8scope_stack *unwind(
	const struct v8scope_thread_stack *thread, uintptr_t ip, uintptr_t cfa)
{
	struct walk walk = {.thread = thread, .cfa = cfa, .depth = v8scope_env.stack_depth};
	struct v8scope_stack *stack;

	_Unwind_Backtrace(walk_frame, &walk);
	if (walk.stack.count == 0 || walk.stack.ips[0] != ip) {
		return NULL;
	}
	walk.stack.may_be_below_js =
		walk.stack.count == walk.depth ||
		!v8scope_frames_has_unwind_table(walk.stack.ips[walk.stack.count - 1]);
	pthread_mutex_lock(&v8scope_locks.stacks);
	stack = publish(&walk.stack);
	pthread_mutex_unlock(&v8scope_locks.stacks);
	return stack;
}

static struct v8scope_stack *find(
	const struct v8scope_thread_stack *thread, uintptr_t ip, uintptr_t cfa)
{
	struct node *node = __atomic_load_n(&buckets[bucket_of(ip)], __ATOMIC_ACQUIRE);

	for (; node != NULL; node = node->next) {
		if (matches(&node->stack, thread, ip, cfa)) {
			return &node->stack;
		}
	}
	return NULL;
}

struct v8scope_stack *v8scope_stack_capture(
	struct v8scope_thread_stack *thread, uintptr_t ip, uintptr_t cfa)
{
	struct v8scope_stack **recent = &thread->recent[cache_slot(ip, cfa)];
	struct v8scope_stack *stack = *recent;

	if (!is_inside(thread, cfa)) {
		return NULL;
	}
	if (stack != NULL && matches(stack, thread, ip, cfa)) {
		return stack;
	}
	if (v8scope_env.stack_depth == 0) {
		return NULL;
	}
	stack = find(thread, ip, cfa);
	if (stack == NULL) {
		stack = unwind(thread, ip, cfa);
	}
	if (stack != NULL) {
		*recent = stack;
	}
	return stack;
}

struct v8scope_stack *v8scope_stack_intern(struct v8scope_thread_stack *thread, uintptr_t cfa,
	const uintptr_t *ips, const uintptr_t *slots, uint32_t count)
{
	struct v8scope_stack frames = {.may_be_below_js = true}; /* not looked at */
	struct v8scope_stack *stack;

	if (count == 0 || v8scope_env.stack_depth == 0 || !is_inside(thread, cfa)) {
		return NULL;
	}
	stack = find(thread, ips[0], cfa);
	if (stack != NULL) {
		return stack;
	}
	while (frames.count < count && frames.count < v8scope_env.stack_depth) {
		frames.ips[frames.count] = ips[frames.count];
		if (frames.count > 0) {
			frames.distances[frames.count] = distance_of(slots[frames.count], cfa);
		}
		frames.count++;
	}
	pthread_mutex_lock(&v8scope_locks.stacks);
	stack = publish(&frames);
	pthread_mutex_unlock(&v8scope_locks.stacks);
	return stack;
}

bool v8scope_stack_samples_js(struct v8scope_stack *stack)
{
	enum { FIRST_SAMPLES = 4, ONE_IN = 4096 };
	uint32_t left;
	uint32_t samples;

	if (!stack->may_be_below_js) {
		return false;
	}
	/* Threads may race here: what is lost is an exact count, of no consequence. */
	left = __atomic_load_n(&stack->js_opens, __ATOMIC_RELAXED);
	if (left > 0) {
		__atomic_store_n(&stack->js_opens, left - 1, __ATOMIC_RELAXED);
		return false;
	}
	samples = __atomic_add_fetch(&stack->js_samples, 1, __ATOMIC_RELAXED);
	if (samples >= FIRST_SAMPLES) {
		/* A loop must not keep step with it. */
		uint64_t chance = (samples + stack->id * 8191) * 0x9E3779B97F4A7C15u >> 32;

		__atomic_store_n(
			&stack->js_opens, (uint32_t)(chance % (2 * ONE_IN)), __ATOMIC_RELAXED);
	}
	return true;
}

struct v8scope_stack *v8scope_stack_by_id(uint64_t id)
{
	uint64_t index = id - 1;

	if (id == 0 || id > __atomic_load_n(&record_count, __ATOMIC_ACQUIRE)) {
		return NULL;
	}
	return &chunks[index / CHUNK_RECORDS][index % CHUNK_RECORDS].stack;
}

#ifdef __aarch64__
/*
 * Where the frame whose stack pointer is `cfa` goes on. What it called has its record
 * somewhere below, and the frame's own is the first above. A function between them
 * that has none would pass for the frame: hence the comparison.
 */
__attribute__((noinline)) static uintptr_t read_first(
	const struct v8scope_stack *stack, const struct v8scope_thread_stack *thread, uintptr_t cfa)
{
	uintptr_t record = (uintptr_t)__builtin_frame_address(0);
	uintptr_t ip;

	while (record > thread->low && record < cfa) {
		uintptr_t outer = v8scope_stack_load(record);

		if (outer <= record || outer % sizeof(uintptr_t) != 0) {
			return 0;
		}
		if (outer >= cfa) {
			ip = v8scope_return_slot_load(record + sizeof(uintptr_t));
			return v8scope_frames_are_of_same_function(ip, stack->ips[0]) ? ip : 0;
		}
		record = outer;
	}
	return 0;
}
#else
static uintptr_t read_first(
	const struct v8scope_stack *stack, const struct v8scope_thread_stack *thread, uintptr_t cfa)
{
	(void)stack;
	(void)thread;
	return load_slot(cfa, 0);
}
#endif

static bool goes_through(const struct v8scope_stack *stack, uintptr_t begin, uintptr_t end)
{
	for (uint32_t i = 0; i < stack->count; i++) {
		if (stack->ips[i] - 1 >= begin && stack->ips[i] - 1 < end) {
			return true;
		}
	}
	return false;
}

void v8scope_stacks_unloaded(uintptr_t begin, uintptr_t end, uint64_t clock_ns, uint64_t object)
{
	struct v8scope_stack *stack;

	for (uint64_t id = 1; (stack = v8scope_stack_by_id(id)) != NULL; id++) {
		if (!goes_through(stack, begin, end)) {
			continue;
		}
		if (__atomic_load_n(&stack->unloaded_at, __ATOMIC_RELAXED) == 0) {
			stack->unloaded_object = object;
			__atomic_store_n(&stack->unloaded_at, clock_ns, __ATOMIC_RELAXED);
		} else {
			/* More of it is gone: one object's return is not enough. */
			stack->unloaded_object = 0;
		}
	}
}

void v8scope_stacks_reloaded(uint64_t object)
{
	struct v8scope_stack *stack;

	for (uint64_t id = 1; (stack = v8scope_stack_by_id(id)) != NULL; id++) {
		if (stack->unloaded_object != 0 && stack->unloaded_object == object) {
			stack->unloaded_object = 0;
			__atomic_store_n(&stack->unloaded_at, 0, __ATOMIC_RELAXED);
		}
	}
}

uint64_t v8scope_stack_add_unloaded(uintptr_t ip, uint64_t clock_ns)
{
	const struct v8scope_stack frame = {.count = 1, .ips = {ip}, .unloaded_at = clock_ns};
	const struct v8scope_stack *stack;

	pthread_mutex_lock(&v8scope_locks.stacks);
	stack = publish(&frame);
	pthread_mutex_unlock(&v8scope_locks.stacks);
	return stack != NULL ? stack->id : 0;
}

uint32_t v8scope_stack_read_frames(const struct v8scope_stack *stack,
	const struct v8scope_thread_stack *thread, uintptr_t cfa,
	uintptr_t ips[V8SCOPE_STACK_DEPTH_MAX])
{
	uint32_t count = 1;

	if (!is_inside(thread, cfa)) {
		return 0;
	}
	ips[0] = read_first(stack, thread, cfa);
	if (ips[0] == 0) {
		return 0;
	}
	while (count < stack->count && cfa + stack->distances[count] <= thread->high) {
		ips[count] = load_slot(cfa, stack->distances[count]);
		count++;
	}
	return count;
}
