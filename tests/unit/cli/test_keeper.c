/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <glib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exit_status.h"
#include "record/keeper.h"

/* Long enough on any machine, and only waited for where something is wrong. */
static const int patience_ms = 20000;

enum {
	REQUEST_ADD,	/* answers the sum of the arguments so far */
	REQUEST_REFUSE, /* an error */
	REQUEST_HANG,	/* until it is let go */
};

/* Seen by both processes. */
struct shared {
	volatile int is_let_go;
	volatile int has_ended;
	volatile int64_t sum;
	volatile pid_t pid;
};

static void *begin(const void *data, GError **error)
{
	struct shared *shared = *(struct shared *const *)data;

	if (shared->sum < 0) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACING, "it is %d",
			(int)shared->sum);
		return NULL;
	}
	shared->pid = getpid();
	return shared;
}

static bool serve(void *state, uint32_t request, int64_t argument, int64_t *value, GError **error)
{
	struct shared *shared = state;

	switch (request) {
	case REQUEST_ADD:
		shared->sum += argument;
		*value = shared->sum;
		return true;
	case REQUEST_HANG:
		while (!shared->is_let_go) {
			g_usleep(1000);
		}
		return true;
	default:
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACING, "not so");
		return false;
	}
}

static void end(void *state)
{
	struct shared *shared = state;

	shared->has_ended = 1;
}

static const struct v8scope_keeper_work work = {.begin = begin, .serve = serve, .end = end};

static struct shared *make_shared(void)
{
	void *memory = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(memory, MAP_FAILED);
	return memory;
}

static struct v8scope_keeper *start(struct shared *shared)
{
	GError *error = NULL;
	struct v8scope_keeper *keeper = v8scope_keeper_start(&work, &shared, patience_ms, &error);

	assert_non_null(keeper);
	assert_null(error);
	assert_int_not_equal(shared->pid, getpid());
	return keeper;
}

static void wait_until(volatile int *flag)
{
	for (int i = 0; i < patience_ms && !*flag; i++) {
		g_usleep(1000);
	}
	assert_true(*flag);
}

static void requests_are_served_in_order(void **state)
{
	struct shared *shared = make_shared();
	struct v8scope_keeper *keeper = start(shared);
	int64_t value = 0;

	(void)state;
	assert_true(v8scope_keeper_ask(keeper, REQUEST_ADD, 5, patience_ms, &value, NULL));
	assert_int_equal(value, 5);
	assert_true(v8scope_keeper_ask(keeper, REQUEST_ADD, 2, patience_ms, &value, NULL));
	assert_int_equal(value, 7);
	assert_false(v8scope_keeper_is_busy(keeper));
	v8scope_keeper_destroy(keeper);
	assert_true(shared->has_ended);
	assert_int_equal(waitpid(shared->pid, NULL, WNOHANG), -1);
	munmap(shared, sizeof(*shared));
}

static void an_error_comes_across(void **state)
{
	struct shared *shared = make_shared();
	struct v8scope_keeper *keeper = start(shared);
	GError *error = NULL;

	(void)state;
	assert_false(v8scope_keeper_ask(keeper, REQUEST_REFUSE, 0, patience_ms, NULL, &error));
	assert_int_equal(v8scope_exit_status_of(error), V8SCOPE_EXIT_STATUS_TRACING);
	assert_string_equal(error->message, "not so");
	g_clear_error(&error);
	v8scope_keeper_destroy(keeper);
	shared->has_ended = 0;
	shared->sum = -3;
	assert_null(v8scope_keeper_start(&work, &shared, patience_ms, &error));
	assert_string_equal(error->message, "it is -3");
	assert_false(shared->has_ended);
	g_clear_error(&error);
	munmap(shared, sizeof(*shared));
}

/* What was asked meanwhile is done afterwards, also without us. */
static void nobody_waits_for_one_that_hangs(void **state)
{
	struct shared *shared = make_shared();
	struct v8scope_keeper *keeper = start(shared);
	GError *error = NULL;
	int64_t value = 0;

	(void)state;
	assert_false(v8scope_keeper_ask(keeper, REQUEST_HANG, 0, 10, NULL, &error));
	assert_int_equal(v8scope_exit_status_of(error), V8SCOPE_EXIT_STATUS_RELAY);
	g_clear_error(&error);
	assert_true(v8scope_keeper_is_busy(keeper));
	assert_false(v8scope_keeper_ask(keeper, REQUEST_ADD, 4, 0, NULL, NULL));
	shared->is_let_go = 1;
	assert_true(v8scope_keeper_ask(keeper, REQUEST_ADD, 1, patience_ms, &value, NULL));
	assert_int_equal(value, 5);
	assert_false(v8scope_keeper_is_busy(keeper));

	shared->is_let_go = 0;
	assert_false(v8scope_keeper_ask(keeper, REQUEST_HANG, 0, 0, NULL, NULL));
	assert_false(v8scope_keeper_ask(keeper, REQUEST_ADD, 10, 0, NULL, NULL));
	v8scope_keeper_destroy(keeper);
	assert_false(shared->has_ended);
	assert_int_equal(shared->sum, 5);
	shared->is_let_go = 1;
	wait_until(&shared->has_ended);
	assert_int_equal(shared->sum, 15);
	assert_int_equal(waitpid(shared->pid, NULL, 0), shared->pid);
	munmap(shared, sizeof(*shared));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_are_served_in_order),
		cmocka_unit_test(an_error_comes_across),
		cmocka_unit_test(nobody_waits_for_one_that_hangs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
