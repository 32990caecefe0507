/* SPDX-License-Identifier: MIT */
/*
 * A process that makes LTTng's calls for us. Those of a session that is sent over a network wait
 * as long as the network lets them, and nothing ends such a wait: from here, waits are bounded.
 * What still waits when we end is done later, and the session destroyed, if that is possible
 * within a quarter of an hour; also if we are killed.
 */
#ifndef V8SCOPE_RECORD_KEEPER_H
#define V8SCOPE_RECORD_KEEPER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct v8scope_keeper;

/* In that process. What it does with `request`; `value` is what it answers besides. */
struct v8scope_keeper_work {
	void *(*begin)(const void *data, GError **error); /* NULL: it failed */
	bool (*serve)(
		void *state, uint32_t request, int64_t argument, int64_t *value, GError **error);
	void (*end)(void *state);
};

/* Starts it and waits until it has begun. NULL on error; then it is gone, or about to. */
struct v8scope_keeper *v8scope_keeper_start(
	const struct v8scope_keeper_work *work, const void *data, int timeout_ms, GError **error);

/*
 * Has it serve a request; `value` may be NULL. An answer that does not come in time is an error
 * of status RELAY. Requests are served one after the other: later ones wait for those before,
 * and are served even if nobody waits for them any more.
 */
bool v8scope_keeper_ask(struct v8scope_keeper *keeper, uint32_t request, int64_t argument,
	int timeout_ms, int64_t *value, GError **error);

/* Whether an answer that was waited for in vain has not come yet. */
bool v8scope_keeper_is_busy(struct v8scope_keeper *keeper);

/* Lets it end; returns when it has, or is busy. NULL-safe. */
void v8scope_keeper_destroy(struct v8scope_keeper *keeper);

#endif
