/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "advice.h"

static struct v8scope_optional some(int64_t value)
{
	return (struct v8scope_optional){.known = true, .value = value};
}

/* A scope that gathered 3 handles in each of 1,000,000 checkpoints, in 10 s. */
static struct v8scope_holder scope(void)
{
	return (struct v8scope_holder){
		.kind = V8SCOPE_HOLDER_KIND_HANDLE_SCOPE,
		.advice = (char *)"Open a HandleScope.",
		.handle_growth = some(3000000),
		.fix = {.checkpoints = some(1000000), .globals_created = some(0)},
	};
}

static const struct v8scope_report_isolate isolate = {
	.assessed_ns = {.known = true, .value = 10000000000}};

/* Takes `text`. */
static void assert_says(char *text, const char *expected)
{
	assert_non_null(text);
	if (strstr(text, expected) == NULL) {
		fail_msg("'%s' is not in '%s'", expected, text);
	}
	g_free(text);
}

/* Takes `text`. */
static void assert_is(char *text, const char *expected)
{
	assert_string_equal(text, expected);
	g_free(text);
}

static void the_place_is_where_the_handles_came(void **state)
{
	struct v8scope_holder holder = scope();

	(void)state;
	holder.now.file = (char *)"loop.c";
	holder.now.line = 12;
	assert_says(v8scope_advice_what(&holder), "while it stood at loop.c:12: the new scope");
	holder.now.line = 0;
	assert_is(v8scope_advice_what(&holder), "Open a HandleScope.");
}

static void the_cost_is_that_of_a_scope_in_each_checkpoint(void **state)
{
	struct v8scope_holder holder = scope();

	(void)state;
	holder.fix.scope_cost_ps = some(7100);
	assert_says(v8scope_advice_cost(&isolate, &holder),
		"7.1 ns to open and close a scope, measured in this process: 7.1 ms for one in "
		"each checkpoint, 0.07 % of 10.0 s");
	holder.fix.checkpoints = some(10);
	assert_says(v8scope_advice_cost(&isolate, &holder),
		"71 ns for one in each checkpoint, less than 0.01 % of 10.0 s");
	holder.fix.checkpoints.known = false;
	assert_is(v8scope_advice_cost(&isolate, &holder),
		"7.1 ns to open and close a scope, measured in this process");
}

static void a_cost_that_was_not_measured_is_not_made_up(void **state)
{
	struct v8scope_holder holder = scope();

	(void)state;
	assert_is(v8scope_advice_cost(&isolate, &holder), "not measured in this trace");
}

static void what_outlives_an_iteration_is_said(void **state)
{
	struct v8scope_holder holder = scope();

	(void)state;
	holder.fix.escaped = some(12);
	holder.fix.promises_outlasting = some(1);
	assert_says(v8scope_advice_care(&holder),
		"12 values were escaped into this scope, and 1 promise made in it was pending when "
		"a checkpoint ended: a handle that is used after its iteration must not be");
	holder.fix.escaped = some(0);
	assert_says(v8scope_advice_care(&holder), "1 promise made in it was pending");
	holder.fix.globals_created = some(20);
	assert_says(v8scope_advice_care(&holder), "At least 20 globals were created meanwhile");
}

static void nothing_is_said_to_be_safe_that_was_not_seen(void **state)
{
	struct v8scope_holder holder = scope();

	(void)state;
	assert_says(v8scope_advice_care(&holder), "--detail=scopes tells");
	holder.fix.escaped = some(0);
	assert_is(v8scope_advice_care(&holder), "No value was escaped into this scope.");
	holder.fix.promises_outlasting = some(0);
	assert_says(v8scope_advice_care(&holder), "its promises were settled when");
}

static void a_place_that_creates_globals_has_its_balance(void **state)
{
	struct v8scope_holder holder = {
		.kind = V8SCOPE_HOLDER_KIND_GLOBAL,
		.advice = (char *)"Reset it.",
		.handles = some(4000),
		.fix = {.created = some(5003), .weak = some(3), .most_weak = some(7)},
	};

	(void)state;
	assert_is(v8scope_advice_what(&holder),
		"Reset it. Of 5,003 that it ever created 4,000 are held, 3 are weak, 1,000 are "
		"disposed of.");
	holder.fix.most_weak = some(0);
	assert_says(v8scope_advice_what(&holder), "None was seen to be weak at any time.");
	assert_null(v8scope_advice_cost(&isolate, &holder));
	assert_null(v8scope_advice_care(&holder));
}

static void where_nothing_is_wrong_there_is_no_advice(void **state)
{
	struct v8scope_holder holder = scope();

	(void)state;
	holder.advice = NULL;
	assert_null(v8scope_advice(&isolate, &holder));
	assert_null(v8scope_advice_cost(&isolate, &holder));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_place_is_where_the_handles_came),
		cmocka_unit_test(the_cost_is_that_of_a_scope_in_each_checkpoint),
		cmocka_unit_test(a_cost_that_was_not_measured_is_not_made_up),
		cmocka_unit_test(what_outlives_an_iteration_is_said),
		cmocka_unit_test(nothing_is_said_to_be_safe_that_was_not_seen),
		cmocka_unit_test(a_place_that_creates_globals_has_its_balance),
		cmocka_unit_test(where_nothing_is_wrong_there_is_no_advice),
	};

	return cmocka_run_group_tests_name("advice", tests, NULL, NULL);
}
