/* SPDX-License-Identifier: MIT */
#include "scope_cost.h"

#include "clock.h"
#include "session.h"

/* Interrupts, and the first touch of a block of handles, only make a batch slower. */
enum { BATCHES = 8, SCOPES_OF_A_BATCH = 256 };

/* Of the fastest batch, in nanoseconds. V8's object is three words, with room for more. */
static uint64_t measure(void *v8)
{
	uint64_t fastest = UINT64_MAX;
	uintptr_t scope[8];

	for (int i = 0; i < BATCHES; i++) {
		uint64_t begin = v8scope_clock_exact();
		uint64_t took;

		for (int j = 0; j < SCOPES_OF_A_BATCH; j++) {
			v8scope_real.handle_scope_construct(scope, v8);
			v8scope_real.handle_scope_destruct(scope);
		}
		took = v8scope_clock_exact() - begin;
		fastest = took < fastest ? took : fastest;
	}
	return fastest;
}

void v8scope_scope_cost_tell(const struct v8scope_thread *thread)
{
	struct v8scope_scope_cost cost = {
		.isolate = (uintptr_t)thread->isolate->v8,
		.scopes = BATCHES * SCOPES_OF_A_BATCH,
	};

	if (!lttng_ust_tracepoint_enabled(v8, scope_cost) ||
		v8scope_real.handle_scope_construct == NULL ||
		v8scope_real.handle_scope_destruct == NULL) {
		return;
	}
	cost.picoseconds = measure(thread->isolate->v8) * 1000 / SCOPES_OF_A_BATCH;
	lttng_ust_do_tracepoint(v8, scope_cost, &cost);
}
