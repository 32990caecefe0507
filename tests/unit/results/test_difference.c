/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "difference.h"

#define MIB (INT64_C(1) << 20)

static struct v8scope_optional some(int64_t value)
{
	return (struct v8scope_optional){.known = true, .value = value};
}

/* A report of an isolate that ran for so many checkpoints, a microsecond each. */
static struct v8scope_report *make_report(int64_t checkpoints)
{
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_report_isolate *isolate =
		v8scope_report_process_add_isolate(v8scope_report_add_process(report, 1), 0x10);

	isolate->verdict = V8SCOPE_VERDICT_OK;
	isolate->assessed_checkpoints = some(checkpoints);
	isolate->assessed_ns = some(checkpoints * 1000);
	return report;
}

static struct v8scope_report_isolate *isolate_of(struct v8scope_report *report)
{
	struct v8scope_report_process *process = g_ptr_array_index(report->processes, 0);

	return g_ptr_array_index(process->isolates, 0);
}

static struct v8scope_holder *add(struct v8scope_report *report, const char *function,
	const char *file, int line, int64_t handles, int64_t bytes)
{
	struct v8scope_holder *holder = v8scope_report_isolate_add_holder(
		isolate_of(report), V8SCOPE_HOLDER_KIND_HANDLE_SCOPE);

	holder->opened.function = g_strdup(function);
	holder->opened.file = g_strdup(file);
	holder->opened.line = line;
	holder->handle_growth = some(handles);
	holder->growth_bytes = some(bytes);
	return holder;
}

/* Destroys both reports. */
static void assert_change(struct v8scope_report *before, struct v8scope_report *after,
	enum v8scope_change change, guint holders)
{
	struct v8scope_difference difference;

	v8scope_difference_init(&difference, before, after);
	assert_string_equal(v8scope_change_name(difference.change), v8scope_change_name(change));
	assert_int_equal(difference.holders->len, holders);
	v8scope_difference_fini(&difference);
	v8scope_report_destroy(before);
	v8scope_report_destroy(after);
}

/* Of a holder that gained so much in so much work. */
static void assert_holder_change(int64_t work_before, int64_t handles_before, int64_t bytes_before,
	int64_t work_after, int64_t handles_after, int64_t bytes_after, enum v8scope_change change)
{
	struct v8scope_report *before = make_report(work_before);
	struct v8scope_report *after = make_report(work_after);

	add(before, "f", "a.c", 1, handles_before, bytes_before);
	add(after, "f", "a.c", 1, handles_after, bytes_after);
	assert_change(before, after, change, 1);
}

static void holder_that_no_longer_gains_is_fixed(void **state)
{
	struct v8scope_report *before = make_report(100000);

	(void)state;
	add(before, "f", "a.c", 1, 200000, 10 * MIB);
	assert_change(before, make_report(100000), V8SCOPE_CHANGE_FIXED, 1);
	assert_holder_change(100000, 200000, 10 * MIB, 100000, 900, 1000, V8SCOPE_CHANGE_FIXED);
}

static void rates_are_compared_not_sums(void **state)
{
	(void)state;
	assert_holder_change(100000, 200000, 10 * MIB, 50000, 100000, 5 * MIB, V8SCOPE_CHANGE_SAME);
	assert_holder_change(
		100000, 200000, 10 * MIB, 1000000, 200000, 10 * MIB, V8SCOPE_CHANGE_IMPROVED);
	assert_holder_change(
		100000, 200000, 10 * MIB, 10000, 200000, 10 * MIB, V8SCOPE_CHANGE_WORSE);
}

static void small_changes_are_none(void **state)
{
	(void)state;
	assert_holder_change(
		100000, 200000, 10 * MIB, 100000, 165000, 8 * MIB + MIB / 2, V8SCOPE_CHANGE_SAME);
	assert_holder_change(
		100000, 200000, 10 * MIB, 100000, 245000, 12 * MIB, V8SCOPE_CHANGE_SAME);
	assert_holder_change(
		100000, 200000, 10 * MIB, 100000, 150000, 7 * MIB, V8SCOPE_CHANGE_IMPROVED);
	assert_holder_change(
		100000, 200000, 10 * MIB, 100000, 300000, 14 * MIB, V8SCOPE_CHANGE_WORSE);
	assert_holder_change(100000, 999, 1000, 100000, 10, 65535, V8SCOPE_CHANGE_SAME);
}

static void recording_that_is_too_short_does_not_tell(void **state)
{
	struct v8scope_report *before = make_report(100000);

	(void)state;
	/* In 900 checkpoints it would have gained 1,800 handles: not clearly a pile. */
	add(before, "f", "a.c", 1, 200000, MIB);
	assert_change(before, make_report(900), V8SCOPE_CHANGE_UNKNOWN, 1);
	before = make_report(900);
	add(before, "f", "a.c", 1, 0, 0);
	struct v8scope_report *after = make_report(100000);
	add(after, "f", "a.c", 1, 200000, MIB);
	assert_change(before, after, V8SCOPE_CHANGE_UNKNOWN, 1);
}

static void inconclusive_recording_does_not_tell(void **state)
{
	struct v8scope_report *before = make_report(100000), *after = make_report(100000);

	(void)state;
	add(before, "f", "a.c", 1, 200000, 10 * MIB);
	isolate_of(after)->verdict = V8SCOPE_VERDICT_INCONCLUSIVE;
	assert_change(before, after, V8SCOPE_CHANGE_UNKNOWN, 1);
	after = make_report(100000);
	isolate_of(after)->verdict = V8SCOPE_VERDICT_INCONCLUSIVE;
	assert_change(make_report(100000), after, V8SCOPE_CHANGE_UNKNOWN, 0);
	before = make_report(100000);
	add(before, "f", "a.c", 1, 200000, 10 * MIB);
	assert_change(before, v8scope_report_create(), V8SCOPE_CHANGE_UNKNOWN, 1);
}

static void new_holder_wins_over_a_fixed_one(void **state)
{
	struct v8scope_report *before = make_report(100000), *after = make_report(100000);

	(void)state;
	add(before, "f", "a.c", 1, 200000, 10 * MIB);
	add(after, "g", "a.c", 1, 200000, 10 * MIB);
	assert_change(before, after, V8SCOPE_CHANGE_NEW, 2);
}

static void leak_that_has_become_latent_is_improved(void **state)
{
	(void)state;
	assert_holder_change(100000, 200000, 10 * MIB, 100000, 200000, 0, V8SCOPE_CHANGE_IMPROVED);
	assert_holder_change(100000, 200000, 0, 100000, 200000, 10 * MIB, V8SCOPE_CHANGE_WORSE);
}

static void fixing_one_of_two_is_an_improvement(void **state)
{
	struct v8scope_report *before = make_report(100000), *after = make_report(100000);

	(void)state;
	add(before, "f", "a.c", 1, 200000, 10 * MIB);
	add(before, "g", "a.c", 1, 200000, 10 * MIB);
	add(after, "g", "a.c", 1, 200000, 10 * MIB);
	assert_change(before, after, V8SCOPE_CHANGE_IMPROVED, 2);
}

/* The lines of the pair whose `before` is at `line`; 0: it is in one report only. */
static int line_after(const struct v8scope_difference *difference, int line)
{
	for (guint i = 0; i < difference->holders->len; i++) {
		const struct v8scope_holder_difference *holder =
			g_ptr_array_index(difference->holders, i);

		if (holder->before.present && holder->before.site->line == line) {
			return holder->after.present ? holder->after.site->line : 0;
		}
	}
	fail_msg("nothing at line %d", line);
	return 0;
}

static void moved_lines_stay_the_same_holder(void **state)
{
	struct v8scope_report *before = make_report(100000), *after = make_report(100000);
	struct v8scope_difference difference;

	(void)state;
	add(before, "f", "/a/x.c", 10, 200000, MIB);
	add(before, "f", "/a/x.c", 20, 200000, MIB);
	add(before, "f", "/a/x.c", 30, 200000, MIB);
	add(before, "g", "/a/x.c", 40, 200000, MIB);
	add(before, NULL, NULL, 50, 200000, MIB)->opened.module = g_strdup("/a/lib.so");
	add(after, "f", "/a/x.c", 22, 200000, MIB);
	add(after, "f", "/a/x.c", 30, 200000, MIB);
	add(after, "g", "/b/x.c", 41, 200000, MIB);
	add(after, "g", "/b/y.c", 40, 200000, MIB);
	add(after, NULL, NULL, 51, 200000, MIB)->opened.module = g_strdup("/b/lib.so");
	v8scope_difference_init(&difference, before, after);
	assert_int_equal(line_after(&difference, 30), 30);
	assert_int_equal(line_after(&difference, 20), 22);
	assert_int_equal(line_after(&difference, 10), 0);
	assert_int_equal(line_after(&difference, 40), 41);
	assert_int_equal(line_after(&difference, 50), 51);
	assert_int_equal(difference.holders->len, 6);
	v8scope_difference_fini(&difference);
	v8scope_report_destroy(before);
	v8scope_report_destroy(after);
}

static void kinds_and_modules_tell_holders_apart(void **state)
{
	struct v8scope_report *before = make_report(100000), *after = make_report(100000);
	struct v8scope_difference difference;

	(void)state;
	add(before, "f", "x.c", 1, 200000, MIB);
	add(before, NULL, NULL, 2, 200000, MIB)->opened.module = g_strdup("/a/lib.so");
	add(after, "f", "x.c", 1, 200000, MIB)->kind = V8SCOPE_HOLDER_KIND_GLOBAL;
	add(after, NULL, NULL, 2, 200000, MIB)->opened.module = g_strdup("/a/other.so");
	v8scope_difference_init(&difference, before, after);
	assert_int_equal(difference.holders->len, 4);
	v8scope_difference_fini(&difference);
	v8scope_report_destroy(before);
	v8scope_report_destroy(after);
}

static void without_checkpoints_seconds_count(void **state)
{
	struct v8scope_report *before = make_report(0), *after = make_report(0);
	struct v8scope_difference difference;

	(void)state;
	isolate_of(before)->assessed_ns = some(INT64_C(1000000000));
	isolate_of(after)->assessed_ns = some(INT64_C(4000000000));
	add(before, "f", "a.c", 1, 100000, MIB);
	add(after, "f", "a.c", 1, 100000, MIB);
	v8scope_difference_init(&difference, before, after);
	assert_int_equal(difference.unit, V8SCOPE_DIFFERENCE_UNIT_SECOND);
	assert_int_equal(difference.change, V8SCOPE_CHANGE_IMPROVED);
	v8scope_difference_fini(&difference);
	v8scope_report_destroy(before);
	v8scope_report_destroy(after);
}

/* JavaScript's growth is the same in a run of a tenth: it may be the warm-up. */
static void growth_that_does_not_follow_the_work_does_not_tell(void **state)
{
	struct v8scope_report *before = make_report(100000), *after = make_report(10000);
	struct v8scope_holder *holders[] = {
		add(before, NULL, NULL, 0, 0, MIB), add(after, NULL, NULL, 0, 0, MIB)};

	(void)state;
	for (int i = 0; i < 2; i++) {
		holders[i]->kind = V8SCOPE_HOLDER_KIND_JAVASCRIPT;
		holders[i]->handle_growth.known = false;
	}
	assert_change(before, after, V8SCOPE_CHANGE_UNKNOWN, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holder_that_no_longer_gains_is_fixed),
		cmocka_unit_test(rates_are_compared_not_sums),
		cmocka_unit_test(small_changes_are_none),
		cmocka_unit_test(recording_that_is_too_short_does_not_tell),
		cmocka_unit_test(inconclusive_recording_does_not_tell),
		cmocka_unit_test(new_holder_wins_over_a_fixed_one),
		cmocka_unit_test(leak_that_has_become_latent_is_improved),
		cmocka_unit_test(fixing_one_of_two_is_an_improvement),
		cmocka_unit_test(moved_lines_stay_the_same_holder),
		cmocka_unit_test(kinds_and_modules_tell_holders_apart),
		cmocka_unit_test(without_checkpoints_seconds_count),
		cmocka_unit_test(growth_that_does_not_follow_the_work_does_not_tell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
