/* SPDX-License-Identifier: MIT */
#include "exit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "gc.h"
#include "isolate.h"

/* The child of a fork that has not used V8 since must not at its exit. */
static pid_t registered_in;

/*
 * Who makes isolates behind our back (node) disposes them there as well, or has
 * taken the platform down before exit(): not even a look is safe then.
 */
static void finish(struct v8scope_thread *thread)
{
	if (thread->isolate->made_by_host) {
		v8scope_gc_finish(thread, V8SCOPE_CAUSE_EXIT);
	}
}

static void on_exit_handler(void)
{
	if (getpid() == __atomic_load_n(&registered_in, __ATOMIC_RELAXED) && v8scope_v8_alive()) {
		v8scope_isolate_for_each_of_this_thread(finish);
	}
}

void v8scope_exit_register(void)
{
	static bool registered;

	__atomic_store_n(&registered_in, getpid(), __ATOMIC_RELAXED);
	if (!__atomic_exchange_n(&registered, true, __ATOMIC_RELAXED)) {
		atexit(on_exit_handler);
	}
}
