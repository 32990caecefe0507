/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "timeline.h"

/* A timeline of the fixture's trace. */
struct rig {
	struct fixture *fixture;
	struct v8scope_timeline_recorder *recorder;
	struct v8scope_timeline *timeline; /* owned, NULL before finish() */
};

static int setup(void **state)
{
	struct rig *rig = g_new0(struct rig, 1);

	fixture_setup((void **)&rig->fixture);
	rig->recorder = v8scope_timeline_recorder_create(rig->fixture->trace.model);
	*state = rig;
	return 0;
}

static int teardown(void **state)
{
	struct rig *rig = *state;

	v8scope_timeline_recorder_destroy(rig->recorder);
	v8scope_timeline_destroy(rig->timeline);
	fixture_teardown((void **)&rig->fixture);
	g_free(rig);
	return 0;
}

#define timeline_test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

/* The first isolate's. */
static const struct v8scope_timeline_isolate *finish(struct rig *rig)
{
	rig->timeline = v8scope_timeline_recorder_finish(rig->recorder);
	assert_true(rig->timeline->isolates->len > 0);
	return g_ptr_array_index(rig->timeline->isolates, 0);
}

static const struct v8scope_timeline_frame *frame_at(
	const struct v8scope_timeline_isolate *isolate, guint index)
{
	assert_true(index < isolate->frames->len);
	return g_ptr_array_index(isolate->frames, index);
}

static const struct v8scope_timeline_frame *last_frame(
	const struct v8scope_timeline_isolate *isolate)
{
	return frame_at(isolate, isolate->frames->len - 1);
}

static guint count_kind(
	const struct v8scope_timeline_isolate *isolate, enum v8scope_timeline_kind kind)
{
	guint count = 0;

	for (guint i = 0; i < isolate->frames->len; i++) {
		count += frame_at(isolate, i)->kind == kind;
	}
	return count;
}

static void assert_kind(const struct v8scope_timeline_isolate *isolate, guint index,
	enum v8scope_timeline_kind kind, uint64_t number)
{
	assert_int_equal(frame_at(isolate, index)->kind, kind);
	assert_int_equal(frame_at(isolate, index)->number, number);
}

static void scavenge(struct test_isolate *isolate)
{
	test_gc_begin(isolate, V8SCOPE_GC_TYPE_SCAVENGE, V8SCOPE_CAUSE_HOST);
	test_gc_end(isolate, V8SCOPE_GC_TYPE_SCAVENGE, V8SCOPE_CAUSE_HOST);
}

static void collections_and_censuses_are_frames_and_the_end_is_the_last(void **state)
{
	struct rig *rig = *state;
	struct test_isolate *isolate = &rig->fixture->isolate;
	const struct v8scope_timeline_isolate *timeline;

	test_census(isolate, V8SCOPE_CAUSE_START);
	scavenge(isolate);
	test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	timeline = finish(rig);
	assert_int_equal(timeline->frames->len, 5);
	assert_kind(timeline, 0, V8SCOPE_TIMELINE_KIND_CENSUS, 1);
	assert_kind(timeline, 1, V8SCOPE_TIMELINE_KIND_MINOR_GC, 1);
	assert_kind(timeline, 2, V8SCOPE_TIMELINE_KIND_FULL_GC, 1);
	assert_kind(timeline, 3, V8SCOPE_TIMELINE_KIND_CENSUS, 2);
	assert_kind(timeline, 4, V8SCOPE_TIMELINE_KIND_END, 1);
	for (guint i = 1; i < 5; i++) {
		assert_true(frame_at(timeline, i)->ts_ns >= frame_at(timeline, i - 1)->ts_ns);
	}
	assert_int_equal(v8scope_timeline_isolate_left_out(timeline), 0);
}

static void parts_of_collections_and_of_censuses_are_no_frames(void **state)
{
	struct rig *rig = *state;
	struct test_isolate *isolate = &rig->fixture->isolate;
	const struct v8scope_timeline_isolate *timeline;

	test_gc_end(isolate, V8SCOPE_GC_TYPE_INCREMENTAL_MARKING, V8SCOPE_CAUSE_HOST);
	test_gc_end(isolate, V8SCOPE_GC_TYPE_WEAK_CALLBACKS, V8SCOPE_CAUSE_HOST);
	test_open(isolate, 1, 5);
	isolate->lose_scopes = 1;
	test_census(isolate, V8SCOPE_CAUSE_START);
	timeline = finish(rig);
	assert_int_equal(timeline->frames->len, 1);
	assert_kind(timeline, 0, V8SCOPE_TIMELINE_KIND_END, 1);
}

static void heap_is_what_the_last_collection_left(void **state)
{
	struct rig *rig = *state;
	struct test_isolate *isolate = &rig->fixture->isolate;
	const struct v8scope_timeline_isolate *timeline;

	test_census(isolate, V8SCOPE_CAUSE_START);
	isolate->used = 3 * MIB;
	test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	isolate->used = 5 * MIB;
	scavenge(isolate);
	timeline = finish(rig);
	assert_false(frame_at(timeline, 0)->used_bytes.known);
	assert_false(frame_at(timeline, 0)->live_bytes.known);
	assert_int_equal(frame_at(timeline, 1)->used_bytes.value, 3 * MIB);
	assert_int_equal(frame_at(timeline, 2)->live_bytes.value, 3 * MIB);
	assert_int_equal(frame_at(timeline, 3)->used_bytes.value, 5 * MIB);
	assert_int_equal(frame_at(timeline, 3)->live_bytes.value, 3 * MIB);
}

/* A loop that leaves two handles and a hundred bytes a turn in scope 1. */
static void leak(struct test_isolate *isolate, guint rounds)
{
	struct test_scope *scope;

	test_attach(isolate);
	test_stack(isolate, 5, 0x1000);
	scope = test_open(isolate, 1, 5);
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	for (guint i = 0; i < rounds; i++) {
		test_loop(isolate, scope, 10000, 2, 100);
		test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
	}
}

static void live_scope_grows_from_census_to_census(void **state)
{
	struct rig *rig = *state;
	const struct v8scope_timeline_isolate *timeline;
	uint64_t before = 0;

	leak(&rig->fixture->isolate, 4);
	timeline = finish(rig);
	for (guint i = 3; i < timeline->frames->len; i += 2) {
		const struct v8scope_timeline_frame *frame = frame_at(timeline, i);

		assert_int_equal(frame->kind, V8SCOPE_TIMELINE_KIND_CENSUS);
		assert_int_equal(frame->entry_count, 1);
		assert_true(frame->entries[0].live);
		assert_int_equal(frame->entries[0].handles, before + 20000);
		assert_int_equal(frame->entries[0].holder->scope_id, 1);
		assert_int_equal(frame->entries[0].holder->ips[0], 0x1000);
		assert_true(
			g_ptr_array_find(timeline->cast->holders, frame->entries[0].holder, NULL));
		before = frame->entries[0].handles;
	}
	assert_int_equal(before, 80000);
	assert_int_equal(timeline->cast->holders->len, 1);
}

static void scope_that_held_much_is_remembered_when_it_has_closed(void **state)
{
	struct rig *rig = *state;
	struct test_isolate *isolate = &rig->fixture->isolate;
	const struct v8scope_timeline_frame *frame;

	leak(isolate, 2);
	test_close(isolate, 1);
	test_open(isolate, 2, 6)->handles = 3;
	test_census(isolate, V8SCOPE_CAUSE_RELEASE);
	frame = last_frame(finish(rig));
	assert_int_equal(frame->entry_count, 2);
	assert_true(frame->entries[0].live);
	assert_int_equal(frame->entries[0].handles, 3);
	assert_false(frame->entries[1].live);
	assert_int_equal(frame->entries[1].handles, 40000);
}

static void scope_that_nobody_closed_is_live_to_the_end(void **state)
{
	struct rig *rig = *state;
	struct test_isolate *isolate = &rig->fixture->isolate;
	const struct v8scope_timeline_frame *frame;

	test_attach(isolate);
	test_open(isolate, 1, 5)->handles = 10;
	test_census(isolate, V8SCOPE_CAUSE_DISPOSE);
	test_dispose(isolate);
	frame = last_frame(finish(rig));
	assert_int_equal(frame->live_scopes.value, 1);
	assert_int_equal(frame->entry_count, 1);
	assert_true(frame->entries[0].live);
}

static void places_that_create_globals_are_entries_too(void **state)
{
	struct rig *rig = *state;
	struct test_isolate *isolate = &rig->fixture->isolate;
	const struct v8scope_timeline_frame *frame;

	test_open(isolate, 1, 5)->handles = 10;
	test_global(isolate, V8SCOPE_GLOBAL_KIND_NAPI_REF, 7)->live = 70;
	test_census(isolate, V8SCOPE_CAUSE_START);
	frame = last_frame(finish(rig));
	assert_int_equal(frame->entry_count, 2);
	assert_int_equal(frame->entries[0].holder->kind, V8SCOPE_HOLDER_KIND_NAPI_REF);
	assert_int_equal(frame->entries[0].handles, 70);
	assert_int_equal(frame->entries[1].holder->kind, V8SCOPE_HOLDER_KIND_HANDLE_SCOPE);
}

static void of_many_holders_the_largest_are_entries(void **state)
{
	struct rig *rig = *state;
	struct test_isolate *isolate = &rig->fixture->isolate;
	const struct v8scope_timeline_frame *frame;

	for (uint64_t id = 1; id <= 40; id++) {
		test_open(isolate, id, 100 + id)->handles = id * 10;
	}
	test_census(isolate, V8SCOPE_CAUSE_START);
	frame = last_frame(finish(rig));
	assert_int_equal(frame->live_scopes.value, 40);
	assert_int_equal(frame->entry_count, V8SCOPE_TIMELINE_MAX_ENTRIES);
	for (uint32_t i = 0; i < frame->entry_count; i++) {
		assert_int_equal(frame->entries[i].handles, 400 - 10 * i);
	}
}

static void verdict_becomes_the_one_of_the_report(void **state)
{
	struct rig *rig = *state;
	const struct v8scope_timeline_isolate *timeline;
	const struct v8scope_report_isolate *report;

	leak(&rig->fixture->isolate, 5);
	report = report_of(rig->fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_LEAK);
	timeline = finish(rig);
	assert_int_equal(last_frame(timeline)->verdict, report->verdict);
	assert_int_equal(last_frame(timeline)->growth_bytes.value, report->growth_bytes.value);
	assert_int_equal(last_frame(timeline)->full_gcs, report->full_gcs);
	assert_int_not_equal(frame_at(timeline, 0)->verdict, V8SCOPE_VERDICT_LEAK);
	assert_false(frame_at(timeline, 0)->growth_bytes.known);
}

static void promises_are_counted_up_to_each_moment(void **state)
{
	struct rig *rig = *state;
	struct test_isolate *isolate = &rig->fixture->isolate;
	const struct v8scope_timeline_isolate *timeline;

	test_open(isolate, 1, 5);
	test_promise_create(isolate, 100, 1);
	test_census(isolate, V8SCOPE_CAUSE_START);
	test_promise_create(isolate, 101, 1);
	test_promise_settle(isolate, 100, 1);
	test_census(isolate, V8SCOPE_CAUSE_INTERVAL);
	timeline = finish(rig);
	assert_int_equal(frame_at(timeline, 0)->promises_created.value, 1);
	assert_int_equal(frame_at(timeline, 0)->promises_settled.value, 0);
	assert_int_equal(frame_at(timeline, 1)->promises_created.value, 2);
	assert_int_equal(frame_at(timeline, 1)->promises_settled.value, 1);
	assert_false(frame_at(timeline, 1)->promises_alive.known);
	assert_false(frame_at(timeline, 1)->promises_in_scopes.known);
}

static void promises_are_unknown_once_events_were_lost(void **state)
{
	struct rig *rig = *state;
	struct test_isolate *isolate = &rig->fixture->isolate;
	const struct v8scope_timeline_isolate *timeline;

	test_open(isolate, 1, 5);
	test_promise_create(isolate, 100, 1);
	test_census(isolate, V8SCOPE_CAUSE_START);
	v8scope_model_handle_discarded(rig->fixture->trace.model, 1);
	test_census(isolate, V8SCOPE_CAUSE_INTERVAL);
	timeline = finish(rig);
	assert_true(frame_at(timeline, 0)->promises_created.known);
	assert_false(frame_at(timeline, 1)->promises_created.known);
}

static void sampled_promises_tell_how_many_live(void **state)
{
	struct rig *rig = *state;
	struct test_isolate *isolate = &rig->fixture->isolate;
	const struct v8scope_timeline_isolate *timeline;

	test_open(isolate, 1, 5);
	for (uint64_t id = 1; id <= 10; id++) {
		test_promise_create(isolate, id, 1);
		test_promise_sample(isolate, id, 1, 8);
	}
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	for (uint64_t id = 1; id <= 4; id++) {
		test_promise_collect(isolate, id);
	}
	test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
	timeline = finish(rig);
	assert_int_equal(frame_at(timeline, 0)->promises_alive.value, 80);
	assert_int_equal(frame_at(timeline, 2)->promises_alive.value, 48);
}

static void long_recording_keeps_an_even_selection_and_every_full_collection(void **state)
{
	struct rig *rig = *state;
	struct test_isolate *isolate = &rig->fixture->isolate;
	const struct v8scope_timeline_isolate *timeline;
	uint64_t stride = 0, before = 0;

	for (guint i = 0; i < 5000; i++) {
		scavenge(isolate);
		if (i % 500 == 0) {
			test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
		}
	}
	timeline = finish(rig);
	assert_true(timeline->frames->len <= V8SCOPE_TIMELINE_MAX_FRAMES + 1);
	assert_true(timeline->frames->len > V8SCOPE_TIMELINE_MAX_FRAMES / 4);
	assert_int_equal(count_kind(timeline, V8SCOPE_TIMELINE_KIND_FULL_GC), 10);
	assert_int_equal(count_kind(timeline, V8SCOPE_TIMELINE_KIND_CENSUS), 10);
	assert_int_equal(timeline->moments[V8SCOPE_TIMELINE_KIND_MINOR_GC], 5000);
	assert_int_equal(v8scope_timeline_isolate_left_out(timeline) + timeline->frames->len, 5021);
	for (guint i = 0; i < timeline->frames->len; i++) {
		const struct v8scope_timeline_frame *frame = frame_at(timeline, i);

		if (frame->kind == V8SCOPE_TIMELINE_KIND_MINOR_GC) {
			if (before > 0) {
				stride = stride ? stride : frame->number - before;
				assert_int_equal(frame->number - before, stride);
			} else {
				assert_int_equal(frame->number, 1);
			}
			before = frame->number;
		}
	}
	assert_true(stride > 1);
}

/* What only frames that were left out had is not kept. */
static void holders_of_a_long_recording_are_bounded(void **state)
{
	struct rig *rig = *state;
	struct test_isolate *isolate = &rig->fixture->isolate;
	const struct v8scope_timeline_isolate *timeline;

	for (uint64_t id = 1; id <= 4000; id++) {
		test_open(isolate, id, 5)->handles = 10;
		test_census(isolate, V8SCOPE_CAUSE_INTERVAL);
		test_close(isolate, id);
	}
	timeline = finish(rig);
	assert_true(timeline->cast->holders->len <= timeline->frames->len);
	for (guint i = 0; i < timeline->frames->len; i++) {
		const struct v8scope_timeline_frame *frame = frame_at(timeline, i);

		if (frame->kind == V8SCOPE_TIMELINE_KIND_CENSUS) {
			assert_int_equal(frame->entry_count, 1);
			assert_int_equal(frame->entries[0].holder->scope_id, frame->number);
		}
	}
}

static void many_isolates_share_the_room(void **state)
{
	struct rig *rig = *state;
	guint total = 0;

	for (guint i = 0; i < 40; i++) {
		struct test_isolate isolate;

		test_isolate_init(&isolate, &rig->fixture->trace, 100, 0x10000 + i * 0x1000);
		for (guint j = 0; j < 400; j++) {
			scavenge(&isolate);
		}
	}
	finish(rig);
	for (guint i = 0; i < rig->timeline->isolates->len; i++) {
		const struct v8scope_timeline_isolate *isolate =
			g_ptr_array_index(rig->timeline->isolates, i);

		total += isolate->frames->len;
		assert_true(isolate->frames->len > 50);
		assert_int_equal(isolate->moments[V8SCOPE_TIMELINE_KIND_MINOR_GC], 400);
	}
	assert_true(total <= V8SCOPE_TIMELINE_MAX_TOTAL + rig->timeline->isolates->len);
	assert_int_equal(rig->timeline->isolates->len, 40);
}

static void isolates_taken_out_of_the_cast_are_forgotten(void **state)
{
	struct rig *rig = *state;
	const struct v8scope_timeline_isolate *left;
	struct v8scope_report_process *process;
	struct test_isolate other;

	test_isolate_init(&other, &rig->fixture->trace, rig->fixture->isolate.pid, 0x99000);
	test_full_gc(&rig->fixture->isolate, V8SCOPE_CAUSE_START);
	test_full_gc(&other, V8SCOPE_CAUSE_START);
	finish(rig);
	assert_int_equal(rig->timeline->isolates->len, 2);
	process = g_ptr_array_index(rig->timeline->cast->processes, 0);
	g_ptr_array_remove_index(process->isolates, 0);
	v8scope_timeline_drop_unlisted(rig->timeline);
	assert_int_equal(rig->timeline->isolates->len, 1);
	left = g_ptr_array_index(rig->timeline->isolates, 0);
	assert_int_equal(left->cast->isolate, 0x99000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		timeline_test(collections_and_censuses_are_frames_and_the_end_is_the_last),
		timeline_test(parts_of_collections_and_of_censuses_are_no_frames),
		timeline_test(heap_is_what_the_last_collection_left),
		timeline_test(live_scope_grows_from_census_to_census),
		timeline_test(scope_that_held_much_is_remembered_when_it_has_closed),
		timeline_test(scope_that_nobody_closed_is_live_to_the_end),
		timeline_test(places_that_create_globals_are_entries_too),
		timeline_test(of_many_holders_the_largest_are_entries),
		timeline_test(verdict_becomes_the_one_of_the_report),
		timeline_test(promises_are_counted_up_to_each_moment),
		timeline_test(promises_are_unknown_once_events_were_lost),
		timeline_test(sampled_promises_tell_how_many_live),
		timeline_test(long_recording_keeps_an_even_selection_and_every_full_collection),
		timeline_test(holders_of_a_long_recording_are_bounded),
		timeline_test(many_isolates_share_the_room),
		timeline_test(isolates_taken_out_of_the_cast_are_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
