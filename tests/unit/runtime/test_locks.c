/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "globals.h"
#include "locks.h"

static struct v8scope_site_cache cache;
static pthread_barrier_t barrier;
static volatile int begun;
static volatile int ended;

static void sleep_ms(long milliseconds)
{
	const struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};

	nanosleep(&time, NULL);
}

/* An update of two steps, for so many ms, of what all shards' locks guard. */
static void *update(void *milliseconds)
{
	for (size_t i = 0; i < V8SCOPE_GLOBAL_SHARDS; i++) {
		v8scope_short_lock_take(&v8scope_global_locks[i]);
	}
	begun = 1;
	pthread_barrier_wait(&barrier);
	sleep_ms(*(long *)milliseconds);
	ended = 1;
	for (size_t i = V8SCOPE_GLOBAL_SHARDS; i > 0; i--) {
		v8scope_short_lock_give(&v8scope_global_locks[i - 1]);
	}
	return NULL;
}

/* What `in_child` says in the child of a fork in the middle of such an update. */
static int fork_during_update(long milliseconds, int (*in_child)(void))
{
	pthread_t thread;
	pid_t child;
	int status;

	begun = 0;
	ended = 0;
	pthread_barrier_init(&barrier, NULL, 2);
	pthread_create(&thread, NULL, update, &milliseconds);
	pthread_barrier_wait(&barrier);
	child = fork();
	if (child == 0) {
		alarm(10);
		_exit(in_child());
	}
	assert_true(child > 0);
	pthread_join(thread, NULL);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int is_complete(void)
{
	return begun && ended && v8scope_locks_was_at_rest(3);
}

static void a_fork_waits_for_updates(void **state)
{
	(void)state;
	assert_int_equal(fork_during_update(20, is_complete), 1);
}

/* The table is empty, and can be used. */
static int is_usable(void)
{
	struct v8scope_global_site site;

	v8scope_globals_forked();
	if (ended || v8scope_globals_find(0x1000, &site) ||
		!v8scope_globals_add(&cache, 1, 0x2000, V8SCOPE_GLOBAL_KIND_GLOBAL, 0xa, 0, 0)) {
		return 0;
	}
	return v8scope_globals_find(0x2000, &site);
}

static void a_fork_does_not_wait_for_ever(void **state)
{
	(void)state;
	assert_non_null(
		v8scope_globals_add(&cache, 1, 0x1000, V8SCOPE_GLOBAL_KIND_GLOBAL, 0xa, 0, 0));
	assert_int_equal(fork_during_update(3000, is_usable), 1);
}

static int is_kept(void)
{
	struct v8scope_global_site site;

	v8scope_globals_forked();
	return v8scope_globals_find(0x1000, &site);
}

static void the_child_knows_what_the_parent_knew(void **state)
{
	(void)state;
	assert_int_equal(fork_during_update(20, is_kept), 1);
}

static void the_parents_locks_are_free_afterwards(void **state)
{
	(void)state;
	assert_int_equal(pthread_mutex_trylock(&v8scope_locks.objects), 0);
	assert_int_equal(pthread_mutex_trylock(&v8scope_locks.stacks), 0);
	pthread_mutex_unlock(&v8scope_locks.stacks);
	pthread_mutex_unlock(&v8scope_locks.objects);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fork_waits_for_updates),
		cmocka_unit_test(a_fork_does_not_wait_for_ever),
		cmocka_unit_test(the_child_knows_what_the_parent_knew),
		cmocka_unit_test(the_parents_locks_are_free_afterwards),
	};

	v8scope_locks_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
