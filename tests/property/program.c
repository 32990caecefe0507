/* SPDX-License-Identifier: MIT */
#include "program.h"

#include "events.h"
#include "isolate_walk.h"

#define STREAMS 3

/* What is the same for all of one kind of program would hide what depends on it. */
#define MIN_ROUNDS 6
#define MAX_ROUNDS 14

/* One isolate on a thread of its own, with a clock of its own that ticks like the others'. */
struct actor {
	struct test_trace trace;
	struct test_isolate isolate;
	struct recording *recording; /* borrowed */
	GRand *rand;
	enum habit habit;
	uint32_t stream; /* the CPU that the thread is on */
	uint64_t first_id;
	uint64_t next_id;
	struct test_scope *outer;
	struct test_global *globals;
	struct test_global *cache;
};

static uint64_t draw(struct actor *actor, int from, int to)
{
	return (uint64_t)g_rand_int_range(actor->rand, from, to);
}

/* Threads move to other CPUs now and then. */
static void record(void *data, const struct v8scope_event *event)
{
	struct actor *actor = data;

	if (draw(actor, 0, 16) == 0) {
		actor->stream = (uint32_t)draw(actor, 0, STREAMS);
	}
	recording_add(actor->recording, event, actor->stream);
}

static void set_types(struct actor *actor, struct test_scope *scope)
{
	bool shared = actor->habit == HABIT_LATENT;

	if (scope->handles >= 256) {
		scope->typed_slots = scope->handles;
		scope->objects = shared ? 3 : scope->handles / 2;
		scope->shallow_bytes = scope->objects * 56;
	}
}

static void full_gc(struct actor *actor, enum v8scope_cause cause)
{
	for (size_t i = 0; i < MAX_TEST_SCOPES; i++) {
		set_types(actor, &actor->isolate.scopes[i]);
	}
	test_wait(&actor->isolate, (int64_t)draw(actor, 1, 500) * 1000);
	if (draw(actor, 0, 3) == 0) { /* one more round of the same request */
		test_gc_begin(&actor->isolate, V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT, cause);
		test_gc_end(&actor->isolate, V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT, cause);
	}
	test_full_gc(&actor->isolate, cause);
}

static void minor_gc(struct actor *actor)
{
	uint64_t live = actor->isolate.used;

	actor->isolate.used += draw(actor, 0, MIB);
	test_gc_begin(&actor->isolate, V8SCOPE_GC_TYPE_SCAVENGE, V8SCOPE_CAUSE_HOST);
	test_gc_end(&actor->isolate, V8SCOPE_GC_TYPE_SCAVENGE, V8SCOPE_CAUSE_HOST);
	if (draw(actor, 0, 2) == 0) {
		test_census(&actor->isolate, V8SCOPE_CAUSE_GC);
	}
	actor->isolate.used = live;
}

static void close_event(struct actor *actor, uint64_t scope_id)
{
	struct v8scope_event event = {
		.type = V8SCOPE_EVENT_HANDLE_SCOPE_CLOSE,
		.u.handle_scope_close = {.scope_id = scope_id, .handles = 1},
	};

	test_close(&actor->isolate, scope_id);
	test_send(&actor->isolate, &event);
}

static struct test_scope *open_scope(struct actor *actor, uint64_t stack)
{
	uint64_t stack_id = actor->first_id + stack;

	test_stack(&actor->isolate, stack_id, 0x10000 * stack_id);
	return test_open(&actor->isolate, actor->next_id++, stack_id);
}

static void make_promises(struct actor *actor, uint64_t scope_id)
{
	for (uint64_t i = draw(actor, 0, 6); i > 0; i--) {
		uint64_t id = draw(actor, 1, 40);

		test_promise_create(&actor->isolate, id, scope_id);
		if (draw(actor, 0, 4) > 0) {
			test_promise_settle(&actor->isolate, id, scope_id);
		}
		id = actor->next_id++;
		test_promise_sample(
			&actor->isolate, id, scope_id, 1 + (uint32_t)draw(actor, 0, 32));
		if (draw(actor, 0, 2) == 0) {
			test_promise_collect(&actor->isolate, id);
		}
	}
}

/* A long scope that gathers handles and closes; collections before and after tell. */
static void run_batch(struct actor *actor)
{
	struct test_scope *batch = open_scope(actor, 2);
	uint64_t scope_id = batch->scope_id;
	uint64_t live = actor->isolate.used;

	test_loop(&actor->isolate, batch, draw(actor, 1000, 3000), 2, 100);
	full_gc(actor, V8SCOPE_CAUSE_SCOPE_CLOSE);
	close_event(actor, scope_id);
	actor->isolate.used = live + draw(actor, 0, 4096);
	full_gc(actor, V8SCOPE_CAUSE_RELEASE);
}

/* A turn's own scope, and what the habit does in it. */
static void run_round(struct actor *actor, uint64_t round)
{
	struct test_isolate *isolate = &actor->isolate;
	uint64_t turns = draw(actor, 1500, 2500);
	struct test_scope *inner = open_scope(actor, 3);
	uint64_t scope_id = inner->scope_id;

	inner->handles = draw(actor, 0, 60);
	make_promises(actor, actor->outer->scope_id);
	minor_gc(actor);
	close_event(actor, scope_id);
	switch (actor->habit) {
	case HABIT_BATCHES:
		run_batch(actor);
		return;
	case HABIT_CACHE:
		if (round < 2) {
			actor->cache->live += 4000;
			isolate->used += 2 * MIB;
		}
		test_loop(isolate, NULL, turns, 0, 0);
		break;
	case HABIT_LATENT:
		test_loop(isolate, actor->outer, turns, 2, 0);
		break;
	case HABIT_JAVASCRIPT:
		test_loop(isolate, NULL, turns, 0, 200);
		break;
	case HABIT_SCOPE_LEAK:
		test_loop(isolate, actor->outer, turns, 2, 200);
		break;
	case HABIT_GLOBAL_LEAK:
		actor->globals->live += turns;
		test_loop(isolate, NULL, turns, 0, 200);
		break;
	default:
		test_loop(isolate, NULL, turns, 0, 0);
		break;
	}
	full_gc(actor, draw(actor, 0, 4) ? V8SCOPE_CAUSE_INTERVAL : V8SCOPE_CAUSE_HOST);
}

static void run(struct actor *actor)
{
	struct test_isolate *isolate = &actor->isolate;
	uint64_t rounds = draw(actor, MIN_ROUNDS, MAX_ROUNDS);

	test_wait(isolate, (int64_t)draw(actor, 0, 30) * 1000);
	test_attach(isolate);
	actor->outer = open_scope(actor, 1);
	actor->outer->handles = draw(actor, 0, 80);
	actor->globals = test_global(isolate, V8SCOPE_GLOBAL_KIND_GLOBAL, actor->first_id + 7);
	actor->globals->live = draw(actor, 0, 200);
	actor->cache = test_global(isolate, V8SCOPE_GLOBAL_KIND_NAPI_REF, actor->first_id + 8);
	actor->cache->live = 3000 + draw(actor, 0, 3000);
	full_gc(actor, V8SCOPE_CAUSE_START);
	for (uint64_t round = 0; round < rounds; round++) {
		run_round(actor, round);
	}
	if (draw(actor, 0, 2) == 0) {
		full_gc(actor, V8SCOPE_CAUSE_EXIT);
		test_dispose(isolate);
	}
}

static void act(struct program *program, guint index, GRand *rand)
{
	struct actor actor = {
		.recording = &program->recording,
		.rand = rand,
		.habit = program->isolates[index].habit,
		.stream = index % STREAMS,
		.first_id = 1000 * (index + 1),
	};

	test_trace_init(&actor.trace);
	actor.trace.tap = record;
	actor.trace.tap_data = &actor;
	actor.trace.next_census_id = actor.next_id = actor.first_id;
	test_isolate_init(&actor.isolate, &actor.trace, program->isolates[index].pid,
		program->isolates[index].address);
	run(&actor);
	test_trace_fini(&actor.trace);
}

/* NULL: of no census. */
static uint64_t *census_id_of(struct v8scope_event *event)
{
	switch (event->type) {
	case V8SCOPE_EVENT_CENSUS_SCOPE:
		return &event->u.census_scope.census_id;
	case V8SCOPE_EVENT_CENSUS_TYPE:
		return &event->u.census_type.census_id;
	case V8SCOPE_EVENT_CENSUS_GLOBAL_TYPE:
		return &event->u.census_global_type.census_id;
	case V8SCOPE_EVENT_CENSUS_GLOBAL:
		return &event->u.census_global.census_id;
	case V8SCOPE_EVENT_CENSUS_END:
		return &event->u.census_end.census_id;
	default:
		return NULL;
	}
}

/* The actors' ids are unique, but a process numbers its censuses in the order they begin. */
static void renumber_censuses(struct recording *recording)
{
	GHashTable *numbers = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	uint64_t last = 0;

	for (guint i = 0; i < recording->events->len; i++) {
		struct recorded_event *recorded =
			&g_array_index(recording->events, struct recorded_event, i);
		uint64_t *id = census_id_of(&recorded->event);
		const uint64_t *number = id ? g_hash_table_lookup(numbers, id) : NULL;

		if (id && !number) {
			last++;
			g_hash_table_insert(numbers, g_memdup2(id, sizeof(*id)),
				g_memdup2(&last, sizeof(last)));
			*id = last;
		} else if (id) {
			*id = *number;
		}
	}
	g_hash_table_destroy(numbers);
}

void program_init(struct program *program, uint32_t seed)
{
	GRand *rand = g_rand_new_with_seed(seed);

	recording_init(&program->recording);
	for (guint i = 0; i < PROGRAM_ISOLATES; i++) {
		/* Two processes, both of which have isolates at the same addresses. */
		program->isolates[i].pid = i % 2 ? 4712 : 4711;
		program->isolates[i].address = 0x5500 + 0x100 * (i / 2);
		program->isolates[i].habit = (enum habit)g_rand_int_range(rand, 0, HABIT_COUNT);
		act(program, i, rand);
	}
	recording_sort(&program->recording);
	renumber_censuses(&program->recording);
	g_rand_free(rand);
}

void program_fini(struct program *program)
{
	recording_fini(&program->recording);
}

const struct v8scope_report_isolate *program_find_isolate(
	const struct program *program, const struct v8scope_report *report, guint index)
{
	struct v8scope_isolate_walk walk = v8scope_isolate_walk_begin(report);

	while (v8scope_isolate_walk_next(&walk)) {
		const struct v8scope_report_isolate *isolate = walk.isolate;

		if (walk.process->pid == program->isolates[index].pid &&
			isolate->isolate == program->isolates[index].address) {
			return isolate;
		}
	}
	return NULL;
}
