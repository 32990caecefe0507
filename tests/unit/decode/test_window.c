/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include <glib.h>

#include "window.h"

#define SECOND INT64_C(1000000000)

static void assert_edge(const char *text, bool from_start, int64_t ns)
{
	struct v8scope_window_edge edge;

	assert_true(v8scope_window_edge_parse(text, &edge));
	assert_true(edge.given);
	assert_int_equal(edge.from_start, from_start);
	assert_int_equal(edge.ns, ns);
}

static void a_number_with_a_unit_counts_from_the_beginning(void **state)
{
	(void)state;
	assert_edge("2.5s", true, 5 * SECOND / 2);
	assert_edge("0s", true, 0);
	assert_edge("500ms", true, SECOND / 2);
	assert_edge("1.000001ms", true, 1000001);
	assert_edge("3m", true, 180 * SECOND);
	assert_edge("1.5h", true, 5400 * SECOND);
}

static void seconds_since_1970_keep_their_nanoseconds(void **state)
{
	(void)state;
	assert_edge("@1795338539.577450501", false, INT64_C(1795338539577450501));
	assert_edge("@7", false, 7 * SECOND);
}

static void dates_are_local_unless_they_say_their_zone(void **state)
{
	(void)state;
	setenv("TZ", "UTC-2", 1);
	assert_edge("2026-11-22 09:08:59.59", false, INT64_C(1795331339590000000));
	assert_edge("2026-11-22T09:08:59Z", false, INT64_C(1795338539000000000));
	assert_edge("2026-11-22T09:08:59+02:00", false, INT64_C(1795331339000000000));
}

static void other_texts_are_no_times(void **state)
{
	static const char *const bad[] = {"", "5", "s", ".5s", "-1s", "+1s", "1 s", " 1s", "1.2.3s",
		"1sx", "1e3s", "@", "@x", "@-1", "@1.5s", "@5000000000", "99999999999999999999s",
		"5000000000s", "yesterday", "2026-11-22", "1969-12-31T00:00:00Z",
		"1111-11-22T09:08:59Z", "9999-12-31T00:00:00Z"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		struct v8scope_window_edge edge;

		if (v8scope_window_edge_parse(bad[i], &edge) || edge.given) {
			fail_msg("'%s' was taken for a time", bad[i]);
		}
	}
}

static void both_edges_are_inside(void **state)
{
	struct v8scope_window window = {.begin = {.given = true, .from_start = true, .ns = 10},
		.end = {.given = true, .ns = 1020}};

	(void)state;
	v8scope_window_resolve(&window, 1000);
	assert_true(v8scope_window_is_before(&window, 1009));
	assert_false(v8scope_window_is_before(&window, 1010));
	assert_false(v8scope_window_is_after(&window, 1020));
	assert_true(v8scope_window_is_after(&window, 1021));
}

static void without_edges_everything_is_inside(void **state)
{
	struct v8scope_window window = {0};

	(void)state;
	v8scope_window_resolve(&window, 1000);
	assert_false(v8scope_window_is_before(&window, INT64_MIN));
	assert_false(v8scope_window_is_after(&window, INT64_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_with_a_unit_counts_from_the_beginning),
		cmocka_unit_test(seconds_since_1970_keep_their_nanoseconds),
		cmocka_unit_test(dates_are_local_unless_they_say_their_zone),
		cmocka_unit_test(other_texts_are_no_times),
		cmocka_unit_test(both_edges_are_inside),
		cmocka_unit_test(without_edges_everything_is_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
