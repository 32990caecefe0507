/* SPDX-License-Identifier: MIT */
#include "local_form.h"

#include "isolate.h"
#include "log.h"
#include "session.h"

enum v8scope_local_form v8scope_local_form;

void v8scope_local_form_learn(const void *object)
{
	uintptr_t word = (uintptr_t)object;
	struct v8scope_thread *thread;

	if ((word & 1) == 0) {
		if (word != 0 && word % sizeof(word) == 0) {
			__atomic_store_n(
				&v8scope_local_form, V8SCOPE_LOCAL_FORM_SLOT, __ATOMIC_RELAXED);
		}
		return;
	}
	__atomic_store_n(&v8scope_local_form, V8SCOPE_LOCAL_FORM_DIRECT, __ATOMIC_RELAXED);
	v8scope_log("this V8 has direct handles: what a scope holds cannot be counted");
	thread = v8scope_isolate_enter_current();
	if (thread != NULL) {
		v8scope_session_tell_again(thread);
	}
}
