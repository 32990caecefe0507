/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "promises.h"

static struct v8scope_optional some(int64_t value)
{
	return (struct v8scope_optional){.known = true, .value = value};
}

/* Promises, and how many millionths of them are alive. */
static struct v8scope_promise_facts promises(
	int64_t created, int64_t settled, int64_t alive, int64_t low, int64_t high)
{
	return (struct v8scope_promise_facts){
		.created = some(created),
		.settled = some(settled),
		.unsettled = some(created - settled),
		.alive = some(alive),
		.alive_low = some(low),
		.alive_high = some(high),
	};
}

static void assert_alive(int64_t alive, int64_t low, int64_t high, const char *expected)
{
	struct v8scope_promise_facts facts = promises(1000, 1000, alive, low, high);
	char *text = v8scope_promises_alive(&facts);

	assert_string_equal(text, expected);
	g_free(text);
}

static void what_is_counted_is_not_said_to_be_about(void **state)
{
	(void)state;
	assert_alive(0, 0, 0, "none");
	assert_alive(1000000, 1000000, 1000000, "all");
	assert_alive(500000, 500000, 500000, "50.0 %");
}

static void a_sample_is_never_all_or_none(void **state)
{
	(void)state;
	assert_alive(0, 0, 3000, "almost none (at most 0.3 %)");
	assert_alive(1000000, 997000, 1000000, "almost all (at least 99.7 %)");
	assert_alive(400, 100, 900, "almost none (at most 0.1 %)");
	assert_alive(498000, 480000, 516000, "about 49.8 % (48.0 % to 51.6 %)");
}

static void an_unknown_share_is_not_told(void **state)
{
	struct v8scope_promise_facts facts = {.created = some(5)};

	(void)state;
	assert_null(v8scope_promises_alive(&facts));
}

static void assert_answer(struct v8scope_report_isolate *isolate, const char *expected)
{
	char *text = v8scope_promises_answer(isolate);

	assert_non_null(text);
	assert_string_equal(text, expected);
	g_free(text);
}

/* An isolate with one holder, whose handles refer to `objects` promises, 0: not known. */
static struct v8scope_report *begin(enum v8scope_holder_kind kind, uint64_t objects)
{
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_report_isolate *isolate =
		v8scope_report_process_add_isolate(v8scope_report_add_process(report, 1), 0x1000);
	struct v8scope_holder *holder = v8scope_report_isolate_add_holder(isolate, kind);

	holder->share = 0.9;
	holder->handle_growth = some(1000);
	holder->opened.function = g_strdup("run");
	holder->opened.file = g_strdup("main.c");
	holder->opened.line = 12;
	if (objects > 0) {
		struct v8scope_type_share *type = g_new0(struct v8scope_type_share, 1);

		type->type = g_strdup("JSPromise");
		type->objects = objects;
		g_ptr_array_add(holder->types, type);
	}
	return report;
}

static struct v8scope_report_isolate *isolate_of(const struct v8scope_report *report)
{
	struct v8scope_report_process *process = g_ptr_array_index(report->processes, 0);

	return g_ptr_array_index(process->isolates, 0);
}

static void what_refers_to_the_promises_is_why_they_stay(void **state)
{
	struct v8scope_report *report = begin(V8SCOPE_HOLDER_KIND_HANDLE_SCOPE, 600);

	(void)state;
	isolate_of(report)->promises = promises(1000, 1000, 1000000, 1000000, 1000000);
	assert_answer(isolate_of(report),
		"All 1,000 promises are settled, and yet all of them were still alive, because "
		"the handle scope that run opened at main.c:12 holds them.");
	v8scope_report_destroy(report);
}

static void what_refers_to_few_of_them_is_not(void **state)
{
	struct v8scope_report *report = begin(V8SCOPE_HOLDER_KIND_HANDLE_SCOPE, 400);

	(void)state;
	isolate_of(report)->promises = promises(1000, 1000, 1000000, 1000000, 1000000);
	assert_answer(isolate_of(report),
		"All 1,000 promises are settled, and yet all of them were still alive.");
	v8scope_report_destroy(report);
}

static void globals_that_are_as_many_are_the_likely_reason(void **state)
{
	struct v8scope_report *report = begin(V8SCOPE_HOLDER_KIND_GLOBAL, 0);

	(void)state;
	isolate_of(report)->promises = promises(1000, 997, 500000, 480000, 520000);
	assert_answer(isolate_of(report),
		"3 of 1,000 promises were never settled, and about 50.0 % (48.0 % to 52.0 %) of "
		"the 1,000 were still alive, most likely because the handles that run created at "
		"main.c:12 hold them.");
	v8scope_report_destroy(report);
}

static void dead_promises_need_no_holder(void **state)
{
	struct v8scope_report *report = begin(V8SCOPE_HOLDER_KIND_JAVASCRIPT, 0);

	(void)state;
	isolate_of(report)->promises = promises(1000, 1000, 0, 0, 0);
	assert_answer(isolate_of(report),
		"All 1,000 promises are settled, and none of them were still alive.");
	v8scope_report_destroy(report);
}

static void of_no_promises_nothing_is_said(void **state)
{
	struct v8scope_report *report = begin(V8SCOPE_HOLDER_KIND_JAVASCRIPT, 0);

	(void)state;
	assert_null(v8scope_promises_answer(isolate_of(report)));
	isolate_of(report)->promises = promises(0, 0, 0, 0, 0);
	assert_null(v8scope_promises_answer(isolate_of(report)));
	v8scope_report_destroy(report);
}

static void latency_is_the_upper_end_of_its_bucket(void **state)
{
	uint64_t buckets[] = {0, 50, 0, 49, 1};
	struct v8scope_promise_facts facts = {.latency = buckets, .latency_count = 5};

	(void)state;
	assert_int_equal(v8scope_promises_latency(&facts, 50), 4);
	assert_int_equal(v8scope_promises_latency(&facts, 51), 16);
	assert_int_equal(v8scope_promises_latency(&facts, 99), 16);
	assert_int_equal(v8scope_promises_latency(&facts, 100), 32);
	facts.latency_count = 0;
	assert_int_equal(v8scope_promises_latency(&facts, 50), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_counted_is_not_said_to_be_about),
		cmocka_unit_test(a_sample_is_never_all_or_none),
		cmocka_unit_test(an_unknown_share_is_not_told),
		cmocka_unit_test(what_refers_to_the_promises_is_why_they_stay),
		cmocka_unit_test(what_refers_to_few_of_them_is_not),
		cmocka_unit_test(globals_that_are_as_many_are_the_likely_reason),
		cmocka_unit_test(dead_promises_need_no_holder),
		cmocka_unit_test(of_no_promises_nothing_is_said),
		cmocka_unit_test(latency_is_the_upper_end_of_its_bucket),
	};

	return cmocka_run_group_tests_name("render promises", tests, NULL, NULL);
}
