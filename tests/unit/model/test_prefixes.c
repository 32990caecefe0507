/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"

/* A program with something of everything. */
static void run_everything(struct test_trace *trace)
{
	struct test_isolate isolate;
	struct test_isolate other;
	struct test_scope *outer;

	test_isolate_init(&isolate, trace, -1, 0x5500);
	test_isolate_init(&other, trace, 7, 0x5500);
	test_attach(&isolate);
	test_stack(&isolate, 5, 0xa000);
	outer = test_open(&isolate, 1, 5);
	outer->typed_slots = 1;
	test_global(&isolate, V8SCOPE_GLOBAL_KIND_NAPI_REF, 9)->live = 300;
	test_full_gc(&isolate, V8SCOPE_CAUSE_START);
	for (uint64_t i = 0; i < 4; i++) {
		struct test_scope *batch = test_open(&isolate, 10 + i, 6);

		test_promise_create(&isolate, i, 10 + i);
		test_loop(&isolate, outer, 1000 * (i + 1), 3, 100);
		test_loop(&isolate, batch, 2000, 2, 100);
		test_full_gc(&isolate, V8SCOPE_CAUSE_SCOPE_CLOSE);
		test_close(&isolate, 10 + i);
		isolate.unaccounted += 1000;
		test_full_gc(&isolate, V8SCOPE_CAUSE_RELEASE);
		test_promise_settle(&isolate, i, 1);
		test_full_gc(&other, V8SCOPE_CAUSE_INTERVAL);
	}
	isolate.lose_scopes = 1;
	test_full_gc(&isolate, V8SCOPE_CAUSE_HOST);
	test_close(&isolate, 1);
	test_full_gc(&isolate, V8SCOPE_CAUSE_DISPOSE);
	test_dispose(&isolate);
	test_attach(&isolate);
	test_full_gc(&isolate, V8SCOPE_CAUSE_EXIT);
}

static uint64_t run_prefix(uint64_t events)
{
	struct test_trace trace;
	struct v8scope_report *report;

	test_trace_init(&trace);
	trace.stop_after = events;
	run_everything(&trace);
	report = v8scope_model_build_report(trace.model);
	check_report(report);
	assert_int_equal(report->events, trace.events);
	v8scope_report_destroy(report);
	test_trace_fini(&trace);
	return trace.events;
}

static void every_prefix_of_a_trace_gives_a_sound_report(void **state)
{
	uint64_t all = run_prefix(0);

	(void)state;
	assert_true(all > 80);
	for (uint64_t events = 1; events <= all; events++) {
		run_prefix(events);
	}
}

static void report_can_be_built_after_every_event(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	struct test_scope *outer = test_open(isolate, 1, 5);

	for (int i = 0; i < 10; i++) {
		test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
		check_isolate(report_of(fixture));
		test_loop(isolate, outer, 1000, 2, 100);
	}
	assert_int_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_LEAK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_prefix_of_a_trace_gives_a_sound_report),
		model_test(report_can_be_built_after_every_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
