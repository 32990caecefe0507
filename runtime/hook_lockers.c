/* SPDX-License-Identifier: MIT */
/*
 * v8::Unlocker: its thread lends the isolate to others while its own scopes stay open.
 * V8 puts their handles aside until the thread has it again.
 */
#include "hooks.h"
#include "session.h"

void v8scope_hook_unlocker_construct(void *unlocker, void *isolate)
{
	struct v8scope_thread *thread = v8scope_isolate_enter(isolate);

	if (thread != NULL) {
		v8scope_scopes_report_growth(thread);
		v8scope_isolate_park(thread);
	}
	v8scope_real.unlocker_construct(unlocker, isolate);
}

/* Its first word is the isolate. Afterwards the thread has that again. */
void v8scope_hook_unlocker_destruct(void *unlocker)
{
	void *isolate = *(void **)unlocker;
	struct v8scope_thread *thread;

	v8scope_real.unlocker_destruct(unlocker);
	thread = v8scope_isolate_enter(isolate);
	if (thread != NULL) {
		v8scope_isolate_unpark(thread);
	}
}
