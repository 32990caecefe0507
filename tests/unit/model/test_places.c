/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fixture.h"

/* Where things are: the addon's two functions, V8's code for its calls, and compiled code. */
enum { CREATES = 0x2000, CALLS_IT = 0x3000, ALSO_CALLS_IT = 0x4000 };
enum { V8_CALLS = 0x10000, V8_CALLS_TOO, V8_BUILTIN, COMPILED = 0x90000, COMPILED_ANEW };

static void send_stack(
	struct test_isolate *isolate, uint64_t stack_id, uintptr_t *ips, uint32_t count)
{
	struct v8scope_event event = {
		.type = V8SCOPE_EVENT_STACK,
		.u.stack = {.stack_id = stack_id, .ips = ips, .count = count},
	};

	test_send(isolate, &event);
}

/* A stack of one frame, of the same id: of a function that begins on that line. */
static void send_javascript(struct test_isolate *isolate, uint64_t id, uint32_t line)
{
	struct v8scope_event frame = {
		.type = V8SCOPE_EVENT_JAVASCRIPT_FRAME,
		.u.javascript_frame =
			{
				.frame_id = id,
				.function = "load",
				.script = "app.js",
				.line = line,
				.column = 1,
				.now_line = line + (uint32_t)id,
			},
	};
	struct v8scope_event stack = {
		.type = V8SCOPE_EVENT_JAVASCRIPT_STACK,
		.u.javascript_stack = {.stack_id = id, .frame_ids = &id, .count = 1},
	};

	test_send(isolate, &frame);
	test_send(isolate, &stack);
}

static void interpreted(struct test_isolate *isolate, uint64_t stack_id, uintptr_t caller)
{
	uintptr_t ips[] = {CREATES, caller, V8_CALLS, V8_CALLS_TOO, V8_BUILTIN};

	send_stack(isolate, stack_id, ips, 5);
}

static void compiled(
	struct test_isolate *isolate, uint64_t stack_id, uintptr_t caller, uintptr_t code)
{
	uintptr_t ips[] = {CREATES, caller, code};

	send_stack(isolate, stack_id, ips, 3);
}

/* Stack and stack of JavaScript have one id. */
static struct test_global *references(struct test_isolate *isolate, uint64_t id)
{
	struct test_global *global = test_global(isolate, V8SCOPE_GLOBAL_KIND_NAPI_REF, id);

	global->javascript_stack_id = id;
	return global;
}

static void pile_up(struct test_isolate *isolate, struct test_global *global, uint64_t count)
{
	for (int i = 0; i < 4; i++) {
		global->live += count / 4;
		global->objects = global->live;
		global->object_bytes = 100;
		isolate->used += count / 4 * 100;
		test_checkpoints(isolate, 100);
		test_wait(isolate, SECOND);
		test_full_gc(isolate, V8SCOPE_CAUSE_HOST);
	}
}

static uint32_t count_holders(const struct v8scope_report_isolate *report)
{
	uint32_t count = 0;

	for (guint i = 0; i < report->holders->len; i++) {
		const struct v8scope_holder *holder = g_ptr_array_index(report->holders, i);

		count += holder->kind == V8SCOPE_HOLDER_KIND_NAPI_REF;
	}
	return count;
}

static void a_function_that_v8_compiles_is_the_place_that_it_was(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;
	const struct v8scope_report_isolate *report;
	const struct v8scope_holder *holder;
	const struct v8scope_type_share *type;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	for (uint64_t id = 1; id <= 3; id++) {
		send_javascript(isolate, id, 10);
	}
	interpreted(isolate, 1, CALLS_IT);
	pile_up(isolate, references(isolate, 1), 4000);
	compiled(isolate, 2, CALLS_IT, COMPILED);
	pile_up(isolate, references(isolate, 2), 8000);
	compiled(isolate, 3, CALLS_IT, COMPILED_ANEW);
	pile_up(isolate, references(isolate, 3), 2000);
	report = report_of(fixture);
	assert_int_equal(report->verdict, V8SCOPE_VERDICT_LEAK);
	assert_int_equal(count_holders(report), 1);
	holder = test_find_kind(report, V8SCOPE_HOLDER_KIND_NAPI_REF);
	assert_int_equal(holder->handles.value, 14000);
	assert_int_equal(holder->types->len, 1);
	type = g_ptr_array_index(holder->types, 0);
	assert_int_equal(type->objects, 14000);
}

/* Piles up at one place as it is interpreted, and then at another. */
static uint32_t holders_of_two(
	struct fixture *fixture, uint32_t second_line, uintptr_t second_caller)
{
	struct test_isolate *isolate = &fixture->isolate;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	send_javascript(isolate, 1, 10);
	send_javascript(isolate, 2, second_line);
	interpreted(isolate, 1, CALLS_IT);
	pile_up(isolate, references(isolate, 1), 4000);
	compiled(isolate, 2, second_caller, COMPILED);
	pile_up(isolate, references(isolate, 2), 4000);
	return count_holders(report_of(fixture));
}

static void the_same_function_and_caller_are_one_place(void **state)
{
	assert_int_equal(holders_of_two(*state, 10, CALLS_IT), 1);
}

static void another_caller_is_another_place(void **state)
{
	assert_int_equal(holders_of_two(*state, 10, ALSO_CALLS_IT), 2);
}

static void another_function_of_javascript_is_another_place(void **state)
{
	assert_int_equal(holders_of_two(*state, 20, CALLS_IT), 2);
}

static void without_javascript_the_callers_tell_places_apart(void **state)
{
	struct fixture *fixture = *state;
	struct test_isolate *isolate = &fixture->isolate;

	test_full_gc(isolate, V8SCOPE_CAUSE_START);
	interpreted(isolate, 1, CALLS_IT);
	pile_up(isolate, test_global(isolate, V8SCOPE_GLOBAL_KIND_NAPI_REF, 1), 4000);
	compiled(isolate, 2, CALLS_IT, COMPILED);
	pile_up(isolate, test_global(isolate, V8SCOPE_GLOBAL_KIND_NAPI_REF, 2), 4000);
	assert_int_equal(count_holders(report_of(fixture)), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		model_test(a_function_that_v8_compiles_is_the_place_that_it_was),
		model_test(the_same_function_and_caller_are_one_place),
		model_test(another_caller_is_another_place),
		model_test(another_function_of_javascript_is_another_place),
		model_test(without_javascript_the_callers_tell_places_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
