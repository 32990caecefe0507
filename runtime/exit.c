/* SPDX-License-Identifier: MIT */
#include "exit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "gc.h"
#include "isolate.h"

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
	if (getpid() == registered_in && v8scope_v8_alive()) {
		v8scope_isolate_for_each_of_this_thread(finish);
	}
}

void v8scope_exit_register(void)
{
	pid_t none = 0;

	if (__atomic_compare_exchange_n(
		    &registered_in, &none, getpid(), false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
		atexit(on_exit_handler);
	}
}
