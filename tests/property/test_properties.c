/* SPDX-License-Identifier: MIT */
/*
 * What holds for the model whatever the program. A failing program is told by its
 * seed; V8SCOPE_TEST_SEED=N runs that one alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"
#include "program.h"

#define SEEDS 300

static void for_each_seed(void (*check)(uint32_t seed))
{
	const char *only = getenv("V8SCOPE_TEST_SEED");

	for (uint32_t seed = 1; seed <= SEEDS; seed++) {
		check(only ? (uint32_t)strtoul(only, NULL, 10) : seed);
		if (only) {
			return;
		}
	}
}

static void assert_same(uint32_t seed, const char *expected, const char *found)
{
	if (strcmp(expected, found) != 0) {
		size_t at = 0;

		while (expected[at] == found[at]) {
			at++;
		}
		at = at > 200 ? at - 200 : 0;
		fail_msg("seed %u: the reports differ: %.400s\n----\n%.400s", seed, expected + at,
			found + at);
	}
}

static char *text_of(const struct recording *recording)
{
	struct v8scope_report *report = recording_report(recording);
	char *text = report_text(report);

	v8scope_report_destroy(report);
	return text;
}

static void check_verdicts(uint32_t seed)
{
	struct program program;
	struct v8scope_report *report;

	program_init(&program, seed);
	report = recording_report(&program.recording);
	for (guint i = 0; i < PROGRAM_ISOLATES; i++) {
		const struct v8scope_report_isolate *isolate =
			program_find_isolate(&program, report, i);
		bool leaks = habit_is_leak(program.isolates[i].habit);

		if (leaks != (isolate->verdict == V8SCOPE_VERDICT_LEAK)) {
			fail_msg("seed %u: isolate %u (habit %d): %s", seed, i,
				(int)program.isolates[i].habit, isolate->reason);
		}
	}
	v8scope_report_destroy(report);
	program_fini(&program);
}

static void leaks_and_only_leaks_are_called_so(void **state)
{
	(void)state;
	for_each_seed(check_verdicts);
}

/* A model that is asked now and then on the way. */
static void check_prefixes(uint32_t seed)
{
	GRand *rand = g_rand_new_with_seed(seed);
	struct v8scope_model *model = v8scope_model_create();
	struct program program;
	struct v8scope_report *report;
	char *expected;
	char *found;

	program_init(&program, seed);
	for (guint i = 0; i < program.recording.events->len; i++) {
		v8scope_model_handle_event(model, &recording_at(&program.recording, i)->event);
		if (g_rand_int_range(rand, 0, 30) == 0) {
			report = v8scope_model_build_report(model);
			check_report(report);
			assert_int_equal(report->events, i + 1);
			v8scope_report_destroy(report);
		}
	}
	report = v8scope_model_build_report(model);
	expected = text_of(&program.recording);
	found = report_text(report);
	assert_same(seed, expected, found);
	g_free(found);
	g_free(expected);
	v8scope_report_destroy(report);
	program_fini(&program);
	v8scope_model_destroy(model);
	g_rand_free(rand);
}

static void reports_on_the_way_are_sound_and_change_nothing(void **state)
{
	(void)state;
	for_each_seed(check_prefixes);
}

static void check_merges(uint32_t seed)
{
	GRand *rand = g_rand_new_with_seed(seed);
	struct program program;
	char *expected;

	program_init(&program, seed);
	expected = text_of(&program.recording);
	for (int i = 0; i < 3; i++) {
		char *found;

		recording_shuffle(&program.recording, rand);
		found = text_of(&program.recording);
		assert_same(seed, expected, found);
		g_free(found);
	}
	g_free(expected);
	program_fini(&program);
	g_rand_free(rand);
}

static void every_merge_of_the_streams_gives_the_same_report(void **state)
{
	(void)state;
	for_each_seed(check_merges);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaks_and_only_leaks_are_called_so),
		cmocka_unit_test(reports_on_the_way_are_sound_and_change_nothing),
		cmocka_unit_test(every_merge_of_the_streams_gives_the_same_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
