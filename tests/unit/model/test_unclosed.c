/* SPDX-License-Identifier: MIT */
/* Places that open scope after scope and close none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"

enum { SITE = 7, STEPS = 24, HANDLES = 500, BYTES = 48 };

/* One more scope of that place, which holds what one step creates. */
static void open_another(struct test_isolate *isolate, uint64_t step, uint64_t stack_id)
{
	test_open(isolate, 10 + step, stack_id)->handles = HANDLES;
	isolate->used += (uint64_t)HANDLES * BYTES;
	test_wait(isolate, SECOND);
	test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
}

static void start(struct test_isolate *isolate)
{
	test_attach(isolate);
	test_stack(isolate, SITE, 0xb000);
	test_full_gc(isolate, V8SCOPE_CAUSE_START);
}

static void scopes_that_one_place_never_closes_leak_together(void **state)
{
	struct fixture *fixture = *state;
	const struct v8scope_report_isolate *report;
	const struct v8scope_holder *holder;

	start(&fixture->isolate);
	for (uint64_t step = 0; step < STEPS; step++) {
		open_another(&fixture->isolate, step, SITE);
	}
	test_full_gc(&fixture->isolate, V8SCOPE_CAUSE_EXIT);

	report = report_of(fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_LEAK);
	holder = test_first_holder(report);
	assert_int_equal(holder->kind, V8SCOPE_HOLDER_KIND_HANDLE_SCOPE);
	assert_int_equal(holder->scope_id, 10);
	assert_int_equal(holder->ips[0], 0xb000);
	assert_true(holder->live);
	assert_int_equal(holder->handles.value, STEPS * HANDLES);
	assert_int_equal(holder->frame_count, 0);
	assert_int_equal(holder->types->len, 0);
	assert_true(holder->share > 0.95);
	assert_non_null(strstr(holder->advice, "Close each scope that this place opens"));
	assert_non_null(strstr(holder->advice, "24 of them are open"));
}

static void they_are_open_to_the_end_of_their_isolate(void **state)
{
	struct fixture *fixture = *state;

	start(&fixture->isolate);
	for (uint64_t step = 0; step < STEPS; step++) {
		open_another(&fixture->isolate, step, SITE);
	}
	test_full_gc(&fixture->isolate, V8SCOPE_CAUSE_LAST_TURN);
	test_dispose(&fixture->isolate);
	assert_true(test_first_holder(report_of(fixture))->live);
}

static void scopes_that_are_closed_in_the_end_are_no_leak(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	start(isolate);
	for (uint64_t step = 0; step < STEPS; step++) {
		open_another(isolate, step, SITE);
	}
	for (uint64_t step = 0; step < STEPS; step++) {
		test_close(isolate, 10 + step);
	}
	isolate->used -= (uint64_t)STEPS * HANDLES * BYTES;
	test_wait(isolate, SECOND);
	test_full_gc(isolate, V8SCOPE_CAUSE_INTERVAL);
	test_full_gc(isolate, V8SCOPE_CAUSE_EXIT);
	assert_int_not_equal(report_of(fixture)->verdict, V8SCOPE_VERDICT_LEAK);
}

static void nested_scopes_of_many_places_are_not_taken_together(void **state)
{
	struct fixture *fixture = *state;
	const struct v8scope_report_isolate *report;

	start(&fixture->isolate);
	for (uint64_t step = 0; step < STEPS; step++) {
		open_another(&fixture->isolate, step, SITE + step);
	}
	test_full_gc(&fixture->isolate, V8SCOPE_CAUSE_EXIT);

	report = report_of(fixture);
	assert_int_not_equal(report->verdict, V8SCOPE_VERDICT_LEAK);
	for (guint i = 0; i < report->holders->len; i++) {
		const struct v8scope_holder *holder = g_ptr_array_index(report->holders, i);

		assert_true(!holder->handles.known || holder->handles.value <= HANDLES);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		model_test(scopes_that_one_place_never_closes_leak_together),
		model_test(they_are_open_to_the_end_of_their_isolate),
		model_test(scopes_that_are_closed_in_the_end_are_no_leak),
		model_test(nested_scopes_of_many_places_are_not_taken_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
