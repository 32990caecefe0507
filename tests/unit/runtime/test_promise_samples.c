/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "manifest.h"
#include "promise_samples.h"
#include "v8_api.h"

/* A V8 whose weak globals are the address of their promise, and that dies on demand. */
enum { PROMISES_MAX = 1 << 20 };

typedef void weak_callback(const void *const *info);

struct weak {
	void *parameter;
	weak_callback *callback;
	bool weak;
};

static struct {
	struct weak weak[PROMISES_MAX]; /* by promise */
	size_t globals;			/* that exist */
	size_t died;			/* that were told of */
	uint64_t last_dead;		/* sample_id */
} v8;

struct v8scope_real_functions v8scope_real;

static void *globalize(void *isolate, uintptr_t value)
{
	assert_ptr_equal(isolate, &v8);
	v8.globals++;
	return (void *)(value + 1);
}

static struct weak *weak_of(void *global)
{
	return &v8.weak[(uintptr_t)global - 1];
}

static void make_weak(void *global, void *data, void *callback, int type)
{
	assert_int_equal(type, V8SCOPE_V8_WEAK_CALLBACK_TYPE_PARAMETER);
	*weak_of(global) = (struct weak){data, (weak_callback *)callback, true};
}

static void dispose_global(void *global)
{
	assert_true(weak_of(global)->weak);
	weak_of(global)->weak = false;
	v8.globals--;
}

void v8scope_promises_collected(const struct v8scope_promise_sample *sample)
{
	v8.died++;
	v8.last_dead = sample->sample_id;
}

/* The collector finds that promise dead. */
static void die(uintptr_t promise)
{
	struct weak *weak = &v8.weak[promise];
	const void *info[] = {&v8, weak->parameter, NULL, NULL, NULL};

	weak->callback(info);
	assert_false(weak->weak);
}

static int set_up(void **state)
{
	struct v8scope_promise_samples *samples = calloc(1, sizeof(*samples));

	memset(&v8, 0, sizeof(v8));
	v8scope_real.globalize_value = globalize;
	v8scope_real.make_weak = make_weak;
	v8scope_real.dispose_global = dispose_global;
	v8scope_promise_samples_init(samples, &v8, 42);
	*state = samples;
	return samples == NULL;
}

static int tear_down(void **state)
{
	v8scope_promise_samples_clear(*state);
	free(*state);
	return 0;
}

/* Makes the promise: the sample's id, 0 if it is not drawn. */
static uint64_t make(struct v8scope_promise_samples *samples, uintptr_t promise)
{
	if (!v8scope_promise_samples_draw(samples)) {
		return 0;
	}
	return v8scope_promise_samples_watch(samples, &promise, promise);
}

static void first_promises_are_all_watched(void **state)
{
	for (uintptr_t i = 0; i < V8SCOPE_PROMISE_SAMPLES_STEP; i++) {
		assert_int_equal(v8scope_promise_samples_period(*state), 1);
		assert_int_not_equal(make(*state, i), 0);
	}
	assert_true(v8scope_promise_samples_period(*state) > 1);
}

static void a_death_is_told_with_the_id_of_the_sample(void **state)
{
	uint64_t first = make(*state, 0);
	uint64_t second = make(*state, 1);

	assert_int_not_equal(first, second);
	die(0);
	assert_int_equal(v8.died, 1);
	assert_int_equal(v8.last_dead, first);
	die(1);
	assert_int_equal(v8.last_dead, second);
	assert_int_equal(v8.globals, 0);
}

static void millions_alive_take_bounded_memory(void **state)
{
	struct v8scope_promise_samples *samples = *state;

	for (uintptr_t i = 0; i < PROMISES_MAX; i++) {
		make(samples, i);
	}
	assert_int_equal(v8.globals, samples->live);
	assert_in_range(
		samples->live, 5 * V8SCOPE_PROMISE_SAMPLES_STEP, 10 * V8SCOPE_PROMISE_SAMPLES_STEP);
}

static void promises_that_die_are_watched_at_a_steady_rate(void **state)
{
	const double expected = (double)PROMISES_MAX / (1 << V8SCOPE_PROMISE_SAMPLES_SHIFT);

	for (uintptr_t i = 0; i < PROMISES_MAX; i++) {
		if (make(*state, i) != 0) {
			die(i);
		}
	}
	assert_in_range(v8.died, (uintmax_t)(0.95 * expected), (uintmax_t)(1.1 * expected));
	assert_int_equal(v8.globals, 0);
}

/* What is kept is every second, third, ... promise: a draw in step would see all or none. */
static void periodic_programs_are_not_in_step_with_the_draw(void **state)
{
	struct v8scope_promise_samples *samples = *state;

	for (uintptr_t cycle = 2; cycle <= 64; cycle *= 2) {
		double all = 0;
		double kept = 0;

		v8scope_promise_samples_clear(samples);
		for (uintptr_t i = 0; i < PROMISES_MAX / 4; i++) {
			double weight = v8scope_promise_samples_period(samples);

			if (make(samples, i) == 0) {
				continue;
			}
			all += weight;
			if (i % cycle == 0) {
				kept += weight;
			} else {
				die(i);
			}
		}
		assert_true(kept / all > 0.85 / (double)cycle);
		assert_true(kept / all < 1.15 / (double)cycle);
	}
}

static void the_weights_add_up_to_all_promises(void **state)
{
	struct v8scope_promise_samples *samples = *state;
	double all = 0;

	for (uintptr_t i = 0; i < PROMISES_MAX; i++) {
		double weight = v8scope_promise_samples_period(samples);

		all += make(samples, i) != 0 ? weight : 0;
	}
	assert_true(all > 0.95 * PROMISES_MAX && all < 1.05 * PROMISES_MAX);
}

static void clearing_lets_go_of_every_promise(void **state)
{
	struct v8scope_promise_samples *samples = *state;

	for (uintptr_t i = 0; i < 5000; i++) {
		make(samples, i);
	}
	assert_true(v8.globals > V8SCOPE_PROMISE_SAMPLES_STEP);
	v8scope_promise_samples_clear(samples);
	assert_int_equal(v8.globals, 0);
	assert_int_equal(samples->live, 0);
	assert_int_equal(v8.died, 0);
	assert_int_not_equal(make(samples, 5000), 0);
}

static void a_handle_that_is_its_object_is_left_alone(void **state)
{
	struct v8scope_promise_samples *samples = *state;

	assert_int_equal(v8scope_promise_samples_watch(samples, (void *)0x1001, 1), 0);
	assert_int_equal(v8.globals, 0);
	assert_int_equal(samples->live, 0);
}

#define samples_test(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		samples_test(first_promises_are_all_watched),
		samples_test(a_death_is_told_with_the_id_of_the_sample),
		samples_test(millions_alive_take_bounded_memory),
		samples_test(promises_that_die_are_watched_at_a_steady_rate),
		samples_test(periodic_programs_are_not_in_step_with_the_draw),
		samples_test(the_weights_add_up_to_all_promises),
		samples_test(clearing_lets_go_of_every_promise),
		samples_test(a_handle_that_is_its_object_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
