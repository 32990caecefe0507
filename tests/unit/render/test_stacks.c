/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "samples.h"

#define ROOT "app (pid 1234) isolate 0x5581a2b3c000"
#define SCOPE                                                                                      \
	"main;Builtins_JSEntry;0x7f001234;(anonymous);request;lib.so+0xabc;call\\x0aback;"         \
	"app::serve<1: 2>;[handle_scope]"

static void assert_folded(
	struct v8scope_report *report, enum v8scope_weight weight, const char *expected)
{
	const struct v8scope_render_options options = {.weight = weight};
	char *document = sample_render(report, "folded", &options);

	assert_string_equal(document, expected);
	free(document);
	v8scope_report_destroy(report);
}

static void each_holder_that_grew_is_a_line(void **state)
{
	(void)state;
	assert_folded(sample_stacks(), V8SCOPE_WEIGHT_BYTES,
		ROOT ";" SCOPE " 3000\n" ROOT ";remember;app::keep;[global] 1000\n" ROOT
		     ";[javascript] 512000\n");
}

static void each_holder_of_handles_is_a_line(void **state)
{
	(void)state;
	assert_folded(sample_stacks(), V8SCOPE_WEIGHT_HANDLES,
		ROOT ";" SCOPE " 40\n" ROOT ";remember;app::keep;[global] 7\n" ROOT
		     ";[global] 1\n");
}

static void nothing_known_is_no_line(void **state)
{
	(void)state;
	assert_folded(sample_unknown(), V8SCOPE_WEIGHT_BYTES, "");
	assert_folded(sample_empty(), V8SCOPE_WEIGHT_BYTES, "");
}

static json_t *render_speedscope(struct v8scope_report *report)
{
	char *document = sample_render(report, "speedscope", NULL);
	json_t *json = json_loads(document, JSON_REJECT_DUPLICATES, NULL);

	assert_non_null(json);
	free(document);
	v8scope_report_destroy(report);
	return json;
}

static const json_t *frame_of_sample(const json_t *document, const json_t *sample, size_t place)
{
	const json_t *frames = json_object_get(json_object_get(document, "shared"), "frames");

	return json_array_get(frames, (size_t)json_integer_value(json_array_get(sample, place)));
}

static void assert_frame(const json_t *frame, const char *name, const char *file, int line)
{
	assert_string_equal(json_string_value(json_object_get(frame, "name")), name);
	assert_string_equal(json_string_value(json_object_get(frame, "file")), file);
	assert_int_equal(json_integer_value(json_object_get(frame, "line")), line);
}

static void a_profile_has_frames_with_their_lines(void **state)
{
	json_t *document = render_speedscope(sample_stacks());
	const json_t *profile = json_array_get(json_object_get(document, "profiles"), 0);
	const json_t *sample = json_array_get(json_object_get(profile, "samples"), 0);

	(void)state;
	assert_int_equal(json_array_size(sample), 9);
	assert_frame(frame_of_sample(document, sample, 0), "main", "/src/app.cc", 99);
	assert_frame(frame_of_sample(document, sample, 3), "(anonymous)", "/src/app.js", 30);
	assert_frame(frame_of_sample(document, sample, 4), "request", "/src/app.js", 15);
	assert_frame(frame_of_sample(document, sample, 7), "app::serve<1; 2>", "/src/app.cc", 9);
	json_decref(document);
}

static void profiles_share_their_frames(void **state)
{
	json_t *document = render_speedscope(sample_stacks());
	const json_t *profiles = json_object_get(document, "profiles");
	const json_t *bytes = json_object_get(json_array_get(profiles, 0), "samples");
	const json_t *handles = json_object_get(json_array_get(profiles, 1), "samples");

	(void)state;
	assert_int_equal(json_array_size(profiles), 2);
	assert_true(json_equal(json_array_get(bytes, 0), json_array_get(handles, 0)));
	/* Nine of the scope, three of the global, one of JavaScript. */
	assert_int_equal(
		json_array_size(json_object_get(json_object_get(document, "shared"), "frames")),
		9 + 3 + 1);
	json_decref(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_holder_that_grew_is_a_line),
		cmocka_unit_test(each_holder_of_handles_is_a_line),
		cmocka_unit_test(nothing_known_is_no_line),
		cmocka_unit_test(a_profile_has_frames_with_their_lines),
		cmocka_unit_test(profiles_share_their_frames),
	};

	return cmocka_run_group_tests_name("stacks", tests, NULL, NULL);
}
