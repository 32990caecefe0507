/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "limit_checks.h"

static const struct v8scope_limits leaks = {.fails = {[V8SCOPE_VERDICT_LEAK] = true}};

static struct v8scope_optional some(int64_t value)
{
	return (struct v8scope_optional){.known = true, .value = value};
}

/* An isolate that grew by 1 MiB and has 500 handles, in a report to destroy. */
static struct v8scope_report_isolate *make_isolate(
	struct v8scope_report **report, enum v8scope_verdict verdict)
{
	struct v8scope_report_isolate *isolate;

	*report = v8scope_report_create();
	isolate = v8scope_report_process_add_isolate(v8scope_report_add_process(*report, 1), 0x10);
	isolate->verdict = verdict;
	isolate->growth_bytes = some(1 << 20);
	isolate->handles = some(500);
	return isolate;
}

static struct v8scope_holder *add_holder(struct v8scope_report_isolate *isolate,
	enum v8scope_holder_kind kind, int64_t handles, int64_t gained)
{
	struct v8scope_holder *holder = v8scope_report_isolate_add_holder(isolate, kind);

	holder->handles = some(handles);
	holder->handle_growth = some(gained);
	return holder;
}

static enum v8scope_check_result result_of(
	const struct v8scope_limits *limits, const struct v8scope_report_isolate *isolate)
{
	GPtrArray *checks = v8scope_limits_check(limits, isolate);
	enum v8scope_check_result result = v8scope_limits_result(checks);

	g_ptr_array_unref(checks);
	return result;
}

static enum v8scope_check_result result_of_verdict(
	const struct v8scope_limits *limits, enum v8scope_verdict verdict)
{
	struct v8scope_report *report;
	enum v8scope_check_result result = result_of(limits, make_isolate(&report, verdict));

	v8scope_report_destroy(report);
	return result;
}

static void verdicts_to_fail_on_fail(void **state)
{
	const struct v8scope_limits none = {0};
	const struct v8scope_limits inconclusive = {
		.fails = {[V8SCOPE_VERDICT_INCONCLUSIVE] = true}};

	(void)state;
	assert_int_equal(
		result_of_verdict(&leaks, V8SCOPE_VERDICT_LEAK), V8SCOPE_CHECK_RESULT_FAILED);
	assert_int_equal(
		result_of_verdict(&leaks, V8SCOPE_VERDICT_LATENT), V8SCOPE_CHECK_RESULT_PASSED);
	assert_int_equal(
		result_of_verdict(&none, V8SCOPE_VERDICT_LEAK), V8SCOPE_CHECK_RESULT_PASSED);
	assert_int_equal(result_of_verdict(&inconclusive, V8SCOPE_VERDICT_INCONCLUSIVE),
		V8SCOPE_CHECK_RESULT_FAILED);
}

static void inconclusive_cannot_be_told(void **state)
{
	(void)state;
	assert_int_equal(result_of_verdict(&leaks, V8SCOPE_VERDICT_INCONCLUSIVE),
		V8SCOPE_CHECK_RESULT_UNKNOWN);
}

static void limits_may_be_reached_but_not_exceeded(void **state)
{
	struct v8scope_report *report;
	struct v8scope_report_isolate *isolate = make_isolate(&report, V8SCOPE_VERDICT_OK);
	struct v8scope_limits limits = {.growth_bytes = some(1 << 20), .handles = some(500)};

	(void)state;
	assert_int_equal(result_of(&limits, isolate), V8SCOPE_CHECK_RESULT_PASSED);
	limits.growth_bytes.value--;
	assert_int_equal(result_of(&limits, isolate), V8SCOPE_CHECK_RESULT_FAILED);
	limits.growth_bytes.value++;
	limits.handles.value--;
	assert_int_equal(result_of(&limits, isolate), V8SCOPE_CHECK_RESULT_FAILED);
	v8scope_report_destroy(report);
}

static void figure_that_is_not_known_cannot_be_told(void **state)
{
	struct v8scope_report *report;
	struct v8scope_report_isolate *isolate = make_isolate(&report, V8SCOPE_VERDICT_OK);
	const struct v8scope_limits growth = {.growth_bytes = some(1 << 30)};
	const struct v8scope_limits handles = {.handles = some(1 << 30)};

	(void)state;
	isolate->growth_bytes.known = false;
	isolate->handles.known = false;
	assert_int_equal(result_of(&leaks, isolate), V8SCOPE_CHECK_RESULT_PASSED);
	assert_int_equal(result_of(&growth, isolate), V8SCOPE_CHECK_RESULT_UNKNOWN);
	assert_int_equal(result_of(&handles, isolate), V8SCOPE_CHECK_RESULT_UNKNOWN);
	isolate->verdict = V8SCOPE_VERDICT_LEAK;
	assert_int_equal(
		result_of(&(struct v8scope_limits){.fails = {[V8SCOPE_VERDICT_LEAK] = true},
				  .handles = some(1)},
			isolate),
		V8SCOPE_CHECK_RESULT_FAILED);
	v8scope_report_destroy(report);
}

static void globals_and_references_are_handles_too(void **state)
{
	struct v8scope_report *report;
	struct v8scope_report_isolate *isolate = make_isolate(&report, V8SCOPE_VERDICT_OK);
	const struct v8scope_limits limits = {.handles = some(700)};

	(void)state;
	add_holder(isolate, V8SCOPE_HOLDER_KIND_HANDLE_SCOPE, 400, 0);
	add_holder(isolate, V8SCOPE_HOLDER_KIND_GLOBAL, 200, 0);
	assert_int_equal(result_of(&limits, isolate), V8SCOPE_CHECK_RESULT_PASSED);
	add_holder(isolate, V8SCOPE_HOLDER_KIND_NAPI_REF, 1, 0);
	assert_int_equal(result_of(&limits, isolate), V8SCOPE_CHECK_RESULT_FAILED);
	v8scope_report_destroy(report);
}

static void what_is_suppressed_does_not_count(void **state)
{
	struct v8scope_report *report;
	struct v8scope_report_isolate *isolate = make_isolate(&report, V8SCOPE_VERDICT_LEAK);
	const struct v8scope_limits limits = {.growth_bytes = some(1024),
		.handles = some(100),
		.fails = {[V8SCOPE_VERDICT_LEAK] = true}};

	(void)state;
	isolate->suppressed = (struct v8scope_suppressed){.holders = 1,
		.growth_bytes = (1 << 20) - 1024,
		.handles = 400,
		.scope_handles = 400};
	assert_int_equal(result_of(&limits, isolate), V8SCOPE_CHECK_RESULT_PASSED);
	add_holder(isolate, V8SCOPE_HOLDER_KIND_HANDLE_SCOPE, 0, 999);
	assert_int_equal(result_of(&limits, isolate), V8SCOPE_CHECK_RESULT_PASSED);
	add_holder(isolate, V8SCOPE_HOLDER_KIND_HANDLE_SCOPE, 0, 1000);
	assert_int_equal(result_of(&limits, isolate), V8SCOPE_CHECK_RESULT_FAILED);
	v8scope_report_destroy(report);
}

static void suppressing_excuses_no_holder_that_had_no_room(void **state)
{
	struct v8scope_report *report;
	struct v8scope_report_isolate *isolate = make_isolate(&report, V8SCOPE_VERDICT_LEAK);

	(void)state;
	isolate->suppressed.holders = V8SCOPE_REPORT_MAX_HOLDERS - 1;
	assert_true(v8scope_limits_is_excused(isolate));
	isolate->suppressed.holders = V8SCOPE_REPORT_MAX_HOLDERS;
	assert_false(v8scope_limits_is_excused(isolate));
	v8scope_report_destroy(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts_to_fail_on_fail),
		cmocka_unit_test(inconclusive_cannot_be_told),
		cmocka_unit_test(limits_may_be_reached_but_not_exceeded),
		cmocka_unit_test(figure_that_is_not_known_cannot_be_told),
		cmocka_unit_test(globals_and_references_are_handles_too),
		cmocka_unit_test(what_is_suppressed_does_not_count),
		cmocka_unit_test(suppressing_excuses_no_holder_that_had_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
