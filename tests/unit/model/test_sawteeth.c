/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fixture.h"

#define BYTES_A_HANDLE 100
#define BATCH 40000
#define NOISE (20 * 1024)

enum { BATCH_STACK = 6 };

static struct test_scope *open_batch(struct test_isolate *isolate, uint64_t scope_id)
{
	struct test_scope *batch = test_open(isolate, scope_id, BATCH_STACK);

	for (int part = 4; part >= 1; part /= 2) {
		uint64_t handles = BATCH / (uint64_t)part;

		isolate->used += (handles - batch->handles) * BYTES_A_HANDLE;
		batch->handles = handles;
		test_wait(isolate, SECOND / 10);
		test_full_gc(isolate, V8SCOPE_CAUSE_GROWTH);
	}
	return batch;
}

static void close_batch(struct test_isolate *isolate, uint64_t scope_id)
{
	isolate->used -= (uint64_t)BATCH * BYTES_A_HANDLE;
	test_close(isolate, scope_id);
}

/* Only the first scope of a place is weighed. */
static void run_weighed_batch(struct test_isolate *isolate, uint64_t scope_id)
{
	open_batch(isolate, scope_id);
	test_full_gc(isolate, V8SCOPE_CAUSE_SCOPE_CLOSE);
	close_batch(isolate, scope_id);
	test_full_gc(isolate, V8SCOPE_CAUSE_RELEASE);
}

/* V8 collects last in the middle of a batch, and then when all is over. */
static void the_batch_of_the_last_collection_is_no_growth_of_javascript(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	const struct v8scope_report_isolate *report;
	const struct v8scope_holder *last;

	test_open(isolate, 1, 5);
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	run_weighed_batch(isolate, 2);
	open_batch(isolate, 3);
	close_batch(isolate, 3);
	open_batch(isolate, 4);
	test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	close_batch(isolate, 4);
	test_full_gc(isolate, V8SCOPE_CAUSE_LAST_TURN);
	report = report_of(fixture);
	last = test_find_scope(report, 4);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_OK);
	assert_in_range(last->growth_bytes.value, BATCH * BYTES_A_HANDLE - NOISE,
		BATCH * BYTES_A_HANDLE + NOISE);
	assert_true(last->growth_low.value > BATCH * BYTES_A_HANDLE * 9 / 10);
}

/* A global piles up meanwhile, by less than a batch. */
static void batches_do_not_hide_what_else_grows(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);
	struct test_global *global = test_global(isolate, V8SCOPE_GLOBAL_KIND_GLOBAL, 8);
	const int64_t own = 8 * 3000 * BYTES_A_HANDLE;
	const struct v8scope_report_isolate *report;
	const struct v8scope_holder *holder;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	for (uint64_t i = 0; i < 8; i++) {
		test_loop(isolate, outer, 20, 0, 0);
		isolate->used += 3000 * BYTES_A_HANDLE;
		global->live += 3000;
		if (i == 0) {
			run_weighed_batch(isolate, 2);
		} else {
			open_batch(isolate, i + 2);
			close_batch(isolate, i + 2);
		}
	}
	test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	report = report_of(fixture);
	holder = test_find_kind(report, V8SCOPE_HOLDER_KIND_GLOBAL);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_LEAK);
	assert_in_range(holder->growth_bytes.value, own - 4 * NOISE, own + 4 * NOISE);
	assert_true(holder->growth_low.value <= own && own <= holder->growth_high.value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		model_test(the_batch_of_the_last_collection_is_no_growth_of_javascript),
		model_test(batches_do_not_hide_what_else_grows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
