/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "exact.h"
#include "fixture.h"

/*
 * A reader without a file: the first id of a claim says whose it is, and the tables what
 * that holder keeps.
 */
enum { IDS = 8 };

struct fake {
	const char *problem;	      /* NULL: it can be read */
	uint64_t alone[IDS];	      /* bytes, by first id */
	uint64_t before[IDS];	      /* of those, what handles of the baseline can keep */
	uint64_t together;	      /* bytes that ids 1 and 2 keep together */
	uint64_t nobody;	      /* bytes of no known holder */
	uint64_t javascript;	      /* bytes */
	uint32_t handles_before[IDS]; /* out */
	uint32_t ids_of[IDS];	      /* out: how many ids were claimed, by first id */
	bool global[IDS];	      /* out */
	char *path;		      /* out; owned */
};

static void find_claims(
	struct fake *fake, const struct v8scope_exact_request *request, uint32_t *holders)
{
	for (uint32_t i = 0; i < IDS; i++) {
		holders[i] = UINT32_MAX;
		fake->ids_of[i] = 0;
	}
	for (uint32_t i = 0; i < request->claim_count; i++) {
		const struct v8scope_exact_claim *claim = &request->claims[i];
		uint32_t id = claim->count > 0 ? claim->ids[0] : 0;

		assert_true(id < IDS);
		holders[id] = claim->holder;
		fake->ids_of[id] += claim->count;
		fake->global[id] = claim->global;
	}
}

static void add_class(struct v8scope_exact_part *part, uint64_t bytes)
{
	struct v8scope_class_share *share = g_new0(struct v8scope_class_share, 1);

	share->type = g_strdup("object");
	share->constructor = g_strdup("Promise");
	share->objects = bytes / 48;
	share->bytes = bytes;
	g_ptr_array_add(part->classes, share);
}

static struct v8scope_exact *fake_read(
	void *data, const struct v8scope_exact_request *request, char **problem)
{
	struct fake *fake = data;
	struct v8scope_exact *exact = v8scope_exact_create(request->holder_count);
	uint32_t holders[IDS];

	g_free(fake->path);
	fake->path = g_strdup(request->path);
	find_claims(fake, request, holders);
	if (fake->problem) {
		v8scope_exact_destroy(exact);
		*problem = g_strdup(fake->problem);
		return NULL;
	}
	for (uint32_t i = 1; i < IDS; i++) {
		if (holders[i] != UINT32_MAX) {
			exact->holdings[holders[i]].alone.bytes = fake->alone[i];
			exact->holdings[holders[i]].before_bytes = fake->before[i];
			fake->handles_before[i] = request->handles_before[holders[i]];
			add_class(&exact->holdings[holders[i]].alone, fake->alone[i]);
		}
	}
	if (fake->together > 0) {
		struct v8scope_exact_set set = {.count = 2, .bytes = fake->together};

		set.holders = g_new(uint32_t, 2);
		set.holders[0] = MIN(holders[1], holders[2]);
		set.holders[1] = MAX(holders[1], holders[2]);
		g_array_append_val(exact->sets, set);
	}
	exact->holdings[exact->holder_count].alone.bytes = fake->nobody;
	exact->javascript.bytes = fake->javascript;
	return exact;
}

static void use(struct fixture *fixture, struct fake *fake)
{
	const struct v8scope_exact_reader reader = {fake_read, fake};

	v8scope_model_set_exact_reader(fixture->trace.model, &reader);
}

/* `count` handles of a scope, whose first id is `id`. */
static void tell_handles(struct fixture *fixture, uint64_t scope_id, uint32_t id, uint32_t count)
{
	uint32_t ids[V8SCOPE_HEAP_SNAPSHOT_IDS] = {id};

	while (count > 0) {
		uint32_t part = MIN(count, V8SCOPE_HEAP_SNAPSHOT_IDS);
		struct v8scope_event event = {.type = V8SCOPE_EVENT_HEAP_SNAPSHOT_HANDLES};

		event.u.heap_snapshot_handles.snapshot_id = 1;
		event.u.heap_snapshot_handles.scope_id = scope_id;
		event.u.heap_snapshot_handles.ids = ids;
		event.u.heap_snapshot_handles.count = part;
		test_send(&fixture->isolate, &event);
		count -= part;
	}
}

static void tell_globals(struct fixture *fixture, uint64_t stack_id, uint32_t id, uint32_t count)
{
	uint32_t ids[V8SCOPE_HEAP_SNAPSHOT_IDS] = {id};
	struct v8scope_event event = {.type = V8SCOPE_EVENT_HEAP_SNAPSHOT_GLOBALS};

	event.u.heap_snapshot_globals.snapshot_id = 1;
	event.u.heap_snapshot_globals.kind = V8SCOPE_GLOBAL_KIND_GLOBAL;
	event.u.heap_snapshot_globals.stack_id = stack_id;
	event.u.heap_snapshot_globals.ids = ids;
	event.u.heap_snapshot_globals.count = count;
	test_send(&fixture->isolate, &event);
}

static void end_snapshot_in(
	struct fixture *fixture, const char *path, uint64_t handles, const char *status)
{
	struct v8scope_event event = {.type = V8SCOPE_EVENT_HEAP_SNAPSHOT};

	event.u.heap_snapshot.snapshot_id = 1;
	event.u.heap_snapshot.path = path;
	event.u.heap_snapshot.status = status;
	event.u.heap_snapshot.bytes = 4711;
	event.u.heap_snapshot.handles = handles;
	event.u.heap_snapshot.duration = 12;
	test_send(&fixture->isolate, &event);
}

static void end_snapshot(struct fixture *fixture, uint64_t handles, const char *status)
{
	end_snapshot_in(fixture, "/somewhere/snapshots/one", handles, status);
}

/* Two scopes that open after the baseline and grow in step: 10,000 handles each. */
static void grow_two_scopes(struct fixture *fixture)
{
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer, *inner;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	outer = test_open(isolate, 1, 5);
	inner = test_open(isolate, 2, 6);
	for (int i = 0; i < 5; i++) {
		test_loop(isolate, outer, 2000, 1, 100);
		inner->handles += 2000;
		test_full_gc(isolate, V8SCOPE_CAUSE_GROWTH);
	}
}

static void tell_two_scopes(struct fixture *fixture)
{
	tell_handles(fixture, 1, 1, 10000);
	tell_handles(fixture, 2, 2, 10000);
	end_snapshot(fixture, 20000, "ok");
}

static void what_a_scope_alone_keeps_is_its_growth(void **state)
{
	struct fixture *fixture = *state;
	struct fake fake = {.alone = {0, 900000, 50000}, .javascript = 300000};
	const struct v8scope_report_isolate *report;
	const struct v8scope_holder *outer, *inner;

	use(fixture, &fake);
	grow_two_scopes(fixture);
	tell_two_scopes(fixture);
	report = report_of(fixture);
	outer = test_find_scope(report, 1);
	inner = test_find_scope(report, 2);
	assert_int_equal(report->evidence, V8SCOPE_EVIDENCE_EXACT);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_LEAK);
	assert_int_equal(outer->growth_bytes.value, 900000);
	assert_int_equal(outer->growth_low.value, 900000);
	assert_int_equal(outer->growth_high.value, 900000);
	assert_int_equal(inner->growth_bytes.value, 50000);
	assert_int_equal(
		test_find_kind(report, V8SCOPE_HOLDER_KIND_JAVASCRIPT)->growth_bytes.value, 50000);
	assert_int_equal(outer->exact.retained_bytes.value, 900000);
	assert_string_equal(
		((struct v8scope_class_share *)g_ptr_array_index(outer->classes, 0))->constructor,
		"Promise");
	/* In step, they could not be told apart without. */
	assert_false(outer->exact.estimated_growth_bytes.known);
	assert_string_equal(report->snapshot.status, "ok");
	g_free(fake.path);
}

static void all_chunks_of_a_holder_are_claimed_as_one(void **state)
{
	struct fixture *fixture = *state;
	struct fake fake = {.alone = {0, 1, 1}};

	use(fixture, &fake);
	grow_two_scopes(fixture);
	tell_two_scopes(fixture);
	report_of(fixture);
	assert_int_equal(fake.ids_of[1], 10000);
	assert_int_equal(fake.ids_of[2], 10000);
	assert_false(fake.global[1]);
	assert_string_equal(fake.path, "/somewhere/snapshots/one");
	g_free(fake.path);
}

/* The handles pile up, but a Map keeps the same objects: without the scope they would stay. */
static void what_javascript_keeps_as_well_is_no_scope_s_leak(void **state)
{
	struct fixture *fixture = *state;
	struct fake fake = {.javascript = 2000000};
	const struct v8scope_report_isolate *report;

	use(fixture, &fake);
	grow_two_scopes(fixture);
	tell_two_scopes(fixture);
	report = report_of(fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_NOT_HANDLES);
	assert_non_null(strstr(report->reason, "would stay without them"));
	assert_int_equal(test_find_scope(report, 1)->growth_bytes.value, 0);
	assert_int_equal(test_first_holder(report)->kind, V8SCOPE_HOLDER_KIND_JAVASCRIPT);
	g_free(fake.path);
}

static void holders_that_keep_the_same_are_shown_as_a_group(void **state)
{
	struct fixture *fixture = *state;
	struct fake fake = {.together = 950000, .javascript = 10000};
	const struct v8scope_report_isolate *report;
	const struct v8scope_shared_share *shared;

	use(fixture, &fake);
	grow_two_scopes(fixture);
	tell_two_scopes(fixture);
	report = report_of(fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_LEAK);
	assert_non_null(strstr(report->reason, "together"));
	assert_false(test_find_scope(report, 1)->growth_bytes.known);
	assert_int_equal(test_find_scope(report, 1)->growth_high.value, 950000);
	assert_int_equal(report->shared->len, 1);
	shared = g_ptr_array_index(report->shared, 0);
	assert_int_equal(shared->bytes, 950000);
	assert_int_equal(shared->holder_count, 2);
	for (int i = 0; i < 2; i++) {
		const struct v8scope_holder *member =
			g_ptr_array_index(report->holders, shared->holders[i]);

		assert_int_equal(member->kind, V8SCOPE_HOLDER_KIND_HANDLE_SCOPE);
	}
	g_free(fake.path);
}

static void globals_are_claimed_by_the_place_that_made_them(void **state)
{
	struct fixture *fixture = *state;
	struct fake fake = {.alone = {0, 0, 0, 800000}};
	const struct v8scope_report_isolate *report;
	struct test_global *global;

	use(fixture, &fake);
	test_full_gc(&fixture->isolate, V8SCOPE_CAUSE_START);
	global = test_global(&fixture->isolate, V8SCOPE_GLOBAL_KIND_GLOBAL, 8);
	test_global(&fixture->isolate, V8SCOPE_GLOBAL_KIND_GLOBAL, 9)->live = 7;
	for (int i = 0; i < 5; i++) {
		fixture->isolate.used += 200000;
		test_checkpoints(&fixture->isolate, 100);
		global->live += 1000;
		test_full_gc(&fixture->isolate, V8SCOPE_CAUSE_GROWTH);
	}
	tell_globals(fixture, 8, 3, 1000);
	tell_globals(fixture, 8, 3, 1000);
	tell_globals(fixture, 9, 4, 7);
	end_snapshot(fixture, 0, "ok");
	report = report_of(fixture);
	assert_true(fake.global[3]);
	assert_int_equal(fake.ids_of[3], 2000);
	assert_int_equal(fake.ids_of[4], 7);
	assert_int_equal(
		test_find_kind(report, V8SCOPE_HOLDER_KIND_GLOBAL)->growth_bytes.value, 800000);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_LEAK);
	g_free(fake.path);
}

/* Of 12,000 handles it had 2,000 at the baseline, when the heap had 1 MiB. */
static void of_what_was_held_at_the_baseline_bounds_are_given(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);
	struct fake fake = {.alone = {0, 1200000}, .before = {0, 140000}, .javascript = 300000};
	const struct v8scope_holder *holder;
	const uint64_t baseline = 150000;

	use(fixture, &fake);
	isolate->used = baseline;
	outer->handles = 2000;
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	test_loop(isolate, outer, 10000, 1, 115);
	test_full_gc(isolate, V8SCOPE_CAUSE_GROWTH);
	tell_handles(fixture, 1, 1, 12000);
	end_snapshot(fixture, 12000, "ok");
	holder = test_find_scope(report_of(fixture), 1);
	assert_int_equal(holder->growth_low.value, 1200000 - 140000);
	assert_int_equal(holder->growth_high.value, 1150000);
	assert_in_range(holder->growth_bytes.value, 1200000 - 140000, 1150000);
	assert_int_equal(fake.handles_before[1], 2000);
	g_free(fake.path);
}

static void assert_estimated(struct fixture *fixture, const char *status)
{
	const struct v8scope_report_isolate *report = report_of(fixture);

	assert_int_equal(report->evidence, V8SCOPE_EVIDENCE_ESTIMATED);
	assert_non_null(strstr(report->snapshot.status, status));
	assert_false(test_find_scope(report, 1)->exact.retained_bytes.known);
}

static void a_snapshot_that_cannot_be_read_leaves_the_estimate(void **state)
{
	struct fixture *fixture = *state;
	struct fake fake = {.problem = "it is gone"};

	use(fixture, &fake);
	grow_two_scopes(fixture);
	tell_two_scopes(fixture);
	assert_estimated(fixture, "it is gone");
	g_free(fake.path);
}

static void a_snapshot_that_failed_is_not_read(void **state)
{
	struct fixture *fixture = *state;
	struct fake fake = {.alone = {0, 900000}};

	use(fixture, &fake);
	grow_two_scopes(fixture);
	end_snapshot(fixture, 20000, "No space left on device");
	assert_estimated(fixture, "No space left on device");
	assert_null(fake.path);
}

static void a_snapshot_whose_events_were_lost_is_not_read(void **state)
{
	struct fixture *fixture = *state;
	struct fake fake = {.alone = {0, 900000}};

	use(fixture, &fake);
	grow_two_scopes(fixture);
	tell_handles(fixture, 1, 1, 10000);
	end_snapshot(fixture, 20000, "ok");
	assert_estimated(fixture, "only 10000 of 20000");
	assert_null(fake.path);
}

/* What comes later is in no snapshot: the growth up to it is divided. */
static void the_snapshot_s_moment_is_the_assessed_one(void **state)
{
	struct fixture *fixture = *state;
	struct fake fake = {.alone = {0, 900000, 50000}, .javascript = 300000};
	const struct v8scope_report_isolate *report;

	use(fixture, &fake);
	grow_two_scopes(fixture);
	tell_two_scopes(fixture);
	test_loop(&fixture->isolate, &fixture->isolate.scopes[0], 50000, 1, 100);
	test_full_gc(&fixture->isolate, V8SCOPE_CAUSE_GROWTH);
	report = report_of(fixture);
	assert_int_equal(report->growth_bytes.value, 1000000);
	assert_int_equal(report->handles.value, 20000);
	assert_int_equal(test_find_scope(report, 1)->growth_bytes.value, 900000);
	g_free(fake.path);
}

/* A later attempt that failed has not removed the file of the one before. */
static void a_failure_does_not_replace_what_was_taken_before(void **state)
{
	struct fixture *fixture = *state;
	struct fake fake = {.alone = {0, 900000, 50000}};

	use(fixture, &fake);
	grow_two_scopes(fixture);
	tell_two_scopes(fixture);
	end_snapshot(fixture, 20000, "out of memory");
	assert_int_equal(report_of(fixture)->evidence, V8SCOPE_EVIDENCE_EXACT);
	g_free(fake.path);
}

/* One handle to a Map that grows: no handles pile up, and yet one holder has it all. */
static void few_handles_that_keep_the_growth_are_told(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);
	struct fake fake = {.alone = {0, 40 * MIB}, .before = {0, 40 * MIB}};
	const struct v8scope_report_isolate *report;

	use(fixture, &fake);
	isolate->used = MIB;
	outer->handles = 3;
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	for (int i = 0; i < 5; i++) {
		isolate->used += 8 * MIB;
		test_checkpoints(isolate, 100);
		test_wait(isolate, SECOND);
		test_full_gc(isolate, V8SCOPE_CAUSE_GROWTH);
	}
	tell_handles(fixture, 1, 1, 3);
	end_snapshot(fixture, 3, "ok");
	report = report_of(fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_NOT_HANDLES);
	assert_non_null(strstr(report->reason, "what they refer to grew"));
	assert_int_equal(test_first_holder(report)->scope_id, 1);
	assert_in_range(test_first_holder(report)->growth_bytes.value, 39 * MIB, 40 * MIB);
	g_free(fake.path);
}

/* What was there at the baseline and nobody saw made is not blamed on anybody. */
static void what_no_known_holder_keeps_takes_no_growth_from_the_known(void **state)
{
	struct fixture *fixture = *state;
	struct fake fake = {.alone = {0, 900000, 50000}, .nobody = 100000};
	const struct v8scope_report_isolate *report;

	fixture->isolate.used = 200000;
	use(fixture, &fake);
	grow_two_scopes(fixture);
	tell_two_scopes(fixture);
	report = report_of(fixture);
	assert_int_equal(test_find_scope(report, 1)->growth_bytes.value, 900000);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_LEAK);
	g_free(fake.path);
}

/*
 * A scope gathers 10,000 handles and closes; a global gains 100 from then on, whose objects
 * are larger. A snapshot is taken before the one and at the other's end.
 */
static char *path_read(struct fixture *fixture, uint64_t turns_before)
{
	struct test_isolate *isolate = &fixture->isolate;
	struct fake fake = {.alone = {0, 900000, 50000}};
	struct test_scope *outer;

	use(fixture, &fake);
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	outer = test_open(isolate, 1, 5);
	test_loop(isolate, outer, turns_before, 10000 / turns_before, 100);
	test_full_gc(isolate, V8SCOPE_CAUSE_SCOPE_CLOSE);
	tell_handles(fixture, 1, 1, 10000);
	end_snapshot_in(fixture, "at the scope's end", 10000, "ok");
	test_close(isolate, 1);
	test_wait(isolate, 10 * SECOND / (int64_t)turns_before);
	test_full_gc(isolate, V8SCOPE_CAUSE_RELEASE);
	isolate->used += 10 * MIB;
	test_global(isolate, V8SCOPE_GLOBAL_KIND_GLOBAL, 8)->live = 100;
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);
	tell_globals(fixture, 8, 2, 100);
	end_snapshot_in(fixture, "at the program's end", 0, "ok");
	assert_int_equal(report_of(fixture)->evidence, V8SCOPE_EVIDENCE_EXACT);
	return fake.path;
}

static void what_is_there_at_the_end_is_read_though_a_scope_had_more_handles(void **state)
{
	char *path = path_read(*state, 1);

	assert_string_equal(path, "at the program's end");
	g_free(path);
}

static void the_end_of_a_scope_that_was_open_for_long_is_read(void **state)
{
	char *path = path_read(*state, 10000);

	assert_string_equal(path, "at the scope's end");
	g_free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		model_test(what_a_scope_alone_keeps_is_its_growth),
		model_test(all_chunks_of_a_holder_are_claimed_as_one),
		model_test(what_javascript_keeps_as_well_is_no_scope_s_leak),
		model_test(holders_that_keep_the_same_are_shown_as_a_group),
		model_test(globals_are_claimed_by_the_place_that_made_them),
		model_test(of_what_was_held_at_the_baseline_bounds_are_given),
		model_test(a_snapshot_that_cannot_be_read_leaves_the_estimate),
		model_test(a_snapshot_that_failed_is_not_read),
		model_test(a_snapshot_whose_events_were_lost_is_not_read),
		model_test(the_snapshot_s_moment_is_the_assessed_one),
		model_test(a_failure_does_not_replace_what_was_taken_before),
		model_test(what_is_there_at_the_end_is_read_though_a_scope_had_more_handles),
		model_test(the_end_of_a_scope_that_was_open_for_long_is_read),
		model_test(few_handles_that_keep_the_growth_are_told),
		model_test(what_no_known_holder_keeps_takes_no_growth_from_the_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
