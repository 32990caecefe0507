/* SPDX-License-Identifier: MIT */
/* The LTTng recording session of one `v8scope record`, through liblttng-ctl. */
#ifndef V8SCOPE_RECORD_SESSION_H
#define V8SCOPE_RECORD_SESSION_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "options.h"
#include "relay_address.h"
#include "rotation.h"

struct v8scope_session;

struct v8scope_session_wish {
	enum v8scope_detail detail;
	bool no_loss;
	struct v8scope_rotation rotation;
};

/*
 * A session that writes to the absolute `path`, with its channels and event
 * rules, not started, that records no process yet. NULL on error; then nothing
 * is left in the session daemon.
 */
struct v8scope_session *v8scope_session_create(
	const char *path, const struct v8scope_session_wish *wish, GError **error);

/*
 * The same, but it writes nothing until v8scope_session_write_rings(): what was recorded stays
 * in rings of at most `bytes` together, where the newest overwrites the oldest.
 */
struct v8scope_session *v8scope_session_create_rings(
	const char *path, enum v8scope_detail detail, uint64_t bytes, GError **error);

/* Where a relay daemon listens: "tcp://HOST:PORT"; borrowed. */
struct v8scope_relay_urls {
	const char *control;
	const char *data;
};

/*
 * The same, but it is sent to a relay daemon, for readers that follow it: what was
 * recorded goes there every `timer_us` microseconds.
 */
struct v8scope_session *v8scope_session_create_live(
	const struct v8scope_relay_urls *relay, uint64_t timer_us, GError **error);

/* A session of that name, to be sent to a relay daemon. */
struct v8scope_remote {
	const char *name;			   /* borrowed */
	const struct v8scope_relay_address *relay; /* outlives the session */
	struct v8scope_session_wish wish;
};

/*
 * The same as v8scope_session_create_live(), for a relay daemon that may stop answering at any
 * moment, for a moment or for ever: another process holds the session, and nothing here waits
 * longer than it says. Fails with RELAY then; what was asked for is done once it answers again,
 * and so is the destruction.
 */
struct v8scope_session *v8scope_session_create_remote(
	const struct v8scope_remote *remote, GError **error);

/* The name that the session daemon knows it by; borrowed. */
const char *v8scope_session_get_name(const struct v8scope_session *session);

/*
 * Destroys it in the session daemon. False: not all that was recorded went where it was to go;
 * of a remote session the connection was lost.
 */
bool v8scope_session_end(struct v8scope_session *session, GError **error);

/* Ends it, if that was not done; what was recorded stays. NULL-safe. */
void v8scope_session_destroy(struct v8scope_session *session);

/* From now on the session records process `pid` too. */
bool v8scope_session_track(struct v8scope_session *session, pid_t pid, GError **error);

/* Records what the runtime says of itself as well. Before it is started. */
bool v8scope_session_explain(struct v8scope_session *session, GError **error);

/* The processes are asked to say anew what they have loaded. */
bool v8scope_session_tell_loaded(struct v8scope_session *session, GError **error);

/*
 * What the rings hold becomes a trace in a new folder of the absolute `path`, and stays in them.
 * The program may run or have ended. Returns when all of it is written; nothing was recorded yet:
 * true, and nothing is made.
 */
bool v8scope_session_write_rings(struct v8scope_session *session, const char *path, GError **error);

bool v8scope_session_start(struct v8scope_session *session, GError **error);

/* Records no more; what was recorded may not be on disk yet. */
bool v8scope_session_halt(struct v8scope_session *session, GError **error);

/* Halts it, and returns when all that was recorded is on disk, or cannot be brought there. */
bool v8scope_session_stop(struct v8scope_session *session, GError **error);

/* Events lost in all channels of a stopped session; 0 also if nobody can tell. */
uint64_t v8scope_session_count_discarded(struct v8scope_session *session);

#endif
