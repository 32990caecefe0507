/* SPDX-License-Identifier: MIT */
/* --flight-recorder: when what its rings hold is written while the command runs, and where to. */
#ifndef V8SCOPE_RECORD_FLIGHT_H
#define V8SCOPE_RECORD_FLIGHT_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "output.h"
#include "session.h"

/* Of `v8scope record`: write now. */
#define V8SCOPE_FLIGHT_SIGNAL SIGUSR1
#define V8SCOPE_FLIGHT_SIGNAL_NAME "USR1"

struct v8scope_flight {
	unsigned int written;
	int64_t heap_limit_us;	  /* monotonic; since when a heap limit waits; 0: none does */
	int64_t not_before_us;	  /* monotonic; for heap limits */
	unsigned int heap_limits; /* that something was written for */
};

/* How to have it written. */
void v8scope_flight_announce(void);

/*
 * `env`, which is taken over, with what makes the runtime say less often what is alive, so that
 * rings reach further back. The caller frees the result with g_strfreev().
 */
char **v8scope_flight_add_environment(char **env);

/* A process is near its heap limit. */
void v8scope_flight_note_heap_limit(struct v8scope_flight *flight);

/*
 * Whether one was, and the command has outlived it: if it has not, its end is told of by what is
 * written then. True once. The oftener it was, the longer it is until it is again.
 */
bool v8scope_flight_heap_limit_is_due(struct v8scope_flight *flight);

/* Writes a trace beside `output`, and says where it is, or why there is none. */
void v8scope_flight_write(struct v8scope_flight *flight, struct v8scope_session *session,
	const struct v8scope_output *output);

#endif
