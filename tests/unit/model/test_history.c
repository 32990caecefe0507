/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "history.h"
#include "report.h"

static void add(struct v8scope_model_history *history, int64_t ts_ns, bool full_gc)
{
	const struct v8scope_moment moment = {
		.ts_ns = ts_ns,
		.used_bytes = (uint64_t)ts_ns * 10,
		.handles = (uint64_t)ts_ns * 2,
		.full_gc = full_gc,
	};

	v8scope_model_history_add(history, &moment);
}

static const struct v8scope_moment *at(const GArray *moments, guint index)
{
	return &g_array_index(moments, struct v8scope_moment, index);
}

static void all_of_a_few_are_kept_in_order(void **state)
{
	struct v8scope_model_history *history = v8scope_model_history_create();
	GArray *moments;

	(void)state;
	for (int64_t i = 0; i < 50; i++) {
		add(history, i, i % 3 == 0);
	}
	moments = v8scope_model_history_choose(history);
	assert_int_equal(moments->len, 50);
	for (guint i = 0; i < moments->len; i++) {
		assert_int_equal(at(moments, i)->ts_ns, i);
		assert_int_equal(at(moments, i)->used_bytes, i * 10);
		assert_int_equal(at(moments, i)->handles, i * 2);
		assert_int_equal(at(moments, i)->full_gc, i % 3 == 0);
	}
	g_array_unref(moments);
	v8scope_model_history_destroy(history);
}

static void nothing_has_no_moments(void **state)
{
	struct v8scope_model_history *history = v8scope_model_history_create();
	GArray *moments = v8scope_model_history_choose(history);

	(void)state;
	assert_int_equal(moments->len, 0);
	g_array_unref(moments);
	v8scope_model_history_destroy(history);
}

static void of_many_an_even_selection_is_kept(void **state)
{
	enum { COUNT = 100000 };
	struct v8scope_model_history *history = v8scope_model_history_create();
	int64_t widest = 0;
	GArray *moments;

	(void)state;
	for (int64_t i = 0; i <= COUNT; i++) {
		add(history, i, false);
	}
	moments = v8scope_model_history_choose(history);
	assert_in_range(moments->len, 50, V8SCOPE_MODEL_HISTORY_MAX);
	for (guint i = 1; i < moments->len; i++) {
		int64_t step = at(moments, i)->ts_ns - at(moments, i - 1)->ts_ns;

		assert_true(step > 0);
		widest = MAX(widest, step);
	}
	assert_int_equal(at(moments, 0)->ts_ns, 0);
	assert_int_equal(at(moments, moments->len - 1)->ts_ns, COUNT);
	assert_true(widest <= 2 * COUNT / 60);
	g_array_unref(moments);
	v8scope_model_history_destroy(history);
}

static void minor_collections_displace_no_full_one(void **state)
{
	struct v8scope_model_history *history = v8scope_model_history_create();
	guint full = 0;
	GArray *moments;

	(void)state;
	for (int64_t i = 0; i < 100000; i++) {
		add(history, i, i % 1000 == 500);
	}
	moments = v8scope_model_history_choose(history);
	assert_in_range(moments->len, 101, V8SCOPE_MODEL_HISTORY_MAX);
	for (guint i = 0; i < moments->len; i++) {
		full += at(moments, i)->full_gc;
		assert_true(i == 0 || at(moments, i)->ts_ns > at(moments, i - 1)->ts_ns);
	}
	assert_int_equal(full, 100);
	g_array_unref(moments);
	v8scope_model_history_destroy(history);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_of_a_few_are_kept_in_order),
		cmocka_unit_test(nothing_has_no_moments),
		cmocka_unit_test(of_many_an_even_selection_is_kept),
		cmocka_unit_test(minor_collections_displace_no_full_one),
	};

	return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
