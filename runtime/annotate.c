/* SPDX-License-Identifier: MIT */
/* The runtime's side of include/v8scope/annotate.h. */
#include <errno.h>
#include <string.h>

#include "fork.h"
#include "gc.h"
#include "session.h"
#include "v8_api.h"
#include "v8scope/annotate.h"

/* How much of a name of `length` bytes or more is its first characters, as a whole. */
static size_t whole_characters(const char *name, size_t length)
{
	enum { CONTINUATIONS_MAX = 3 };

	for (size_t cut = length; cut > 0 && cut + CONTINUATIONS_MAX >= length; cut--) {
		if (((unsigned char)name[cut] & 0xc0) != 0x80) {
			return cut;
		}
	}
	return length; /* it is no UTF-8 */
}

__attribute__((visibility("default"))) void v8scope_mark(const char *name)
{
	int saved_errno = errno;
	struct v8scope_thread *thread;
	char cut[V8SCOPE_MARK_NAME_MAX + 1];

	if (!lttng_ust_tracepoint_enabled(v8, mark) || name == NULL) {
		return;
	}
	if (name[0] == '\0') {
		/* Readers of babeltrace2 2.0 would see the mark before. */
		name = "<unnamed>";
	} else if (strnlen(name, sizeof(cut)) == sizeof(cut)) {
		size_t length = whole_characters(name, V8SCOPE_MARK_NAME_MAX);

		memcpy(cut, name, length);
		cut[length] = '\0';
		name = cut;
	}
	v8scope_fork_settle();
	thread = v8scope_isolate_enter_current();
	lttng_ust_do_tracepoint(v8, mark, (uintptr_t)v8scope_v8_current_isolate(), name);
	if (thread != NULL) {
		v8scope_gc_want_mark(thread->isolate);
	}
	errno = saved_errno;
}
