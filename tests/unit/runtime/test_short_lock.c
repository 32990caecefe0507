/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "short_lock.h"

enum { THREADS = 4, TURNS = 20000 };

static struct v8scope_short_lock lock;
static uint64_t turns; /* guarded by `lock` */

static void sleep_ms(long milliseconds)
{
	const struct timespec time = {.tv_nsec = milliseconds * 1000000};

	nanosleep(&time, NULL);
}

/* Turns are lost if two threads are in here. */
static void *count_turns(void *unused)
{
	(void)unused;
	for (int i = 0; i < TURNS; i++) {
		uint64_t before;

		v8scope_short_lock_take(&lock);
		before = turns;
		if (i % 16 == 0) {
			sched_yield();
		}
		turns = before + 1;
		v8scope_short_lock_give(&lock);
	}
	return NULL;
}

static void one_thread_at_a_time_has_it(void **state)
{
	pthread_t threads[THREADS];

	(void)state;
	turns = 0;
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_create(&threads[i], NULL, count_turns, NULL), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
	}
	assert_int_equal(turns, (uint64_t)THREADS * TURNS);
}

static void *give_later(void *unused)
{
	(void)unused;
	sleep_ms(20);
	turns++;
	v8scope_short_lock_give(&lock);
	return NULL;
}

static void who_waits_sleeps_until_it_is_given_back(void **state)
{
	pthread_t thread;

	(void)state;
	turns = 0;
	v8scope_short_lock_take(&lock);
	assert_false(v8scope_short_lock_try(&lock));
	assert_int_equal(pthread_create(&thread, NULL, give_later, NULL), 0);
	errno = E2BIG;
	v8scope_short_lock_take(&lock);
	assert_int_equal(errno, E2BIG);
	assert_int_equal(turns, 1);
	v8scope_short_lock_give(&lock);
	assert_true(v8scope_short_lock_try(&lock));
	v8scope_short_lock_give(&lock);
	pthread_join(thread, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_thread_at_a_time_has_it),
		cmocka_unit_test(who_waits_sleeps_until_it_is_given_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
