/* SPDX-License-Identifier: MIT */
/* The command of `v8scope live`: it runs, and is recorded to a relay daemon of our own. */
#ifndef V8SCOPE_LIVE_PROGRAM_H
#define V8SCOPE_LIVE_PROGRAM_H

#include <glib.h>
#include <stdbool.h>

#include "../record/signals.h"
#include "options.h"

struct v8scope_program;

/* Where the command's standard streams lead; borrowed. -1: where ours do. */
struct v8scope_program_streams {
	int in;
	int out;
	int err;
};

/*
 * Makes all that needs to be there before signals are blocked. NULL on error; nothing is
 * left then. `options` is borrowed.
 */
struct v8scope_program *v8scope_program_create(
	const struct v8scope_live_options *options, GError **error);

/* Ends what is still there of the command's recording; not the command. NULL-safe. */
void v8scope_program_destroy(struct v8scope_program *program);

/* The session to follow; the command waits for v8scope_program_run(). */
bool v8scope_program_start(struct v8scope_program *program, struct v8scope_signals *signals,
	const struct v8scope_program_streams *streams, GError **error);
bool v8scope_program_run(struct v8scope_program *program, GError **error);

/* Where to follow it; the caller frees it. */
char *v8scope_program_url(const struct v8scope_program *program);

/* Readable when v8scope_program_serve() has something to do, as are the signals. */
int v8scope_program_fd(const struct v8scope_program *program);

/* Without waiting. False: the command has ended. */
bool v8scope_program_serve(struct v8scope_program *program);

/* Sends it a signal, if it still runs. */
void v8scope_program_kill(const struct v8scope_program *program, int signal);

/*
 * Once it has ended: all that was recorded goes to the relay daemon, and the session is
 * closed. Takes as long as that takes.
 */
bool v8scope_program_finish(struct v8scope_program *program, GError **error);

/* Once it has ended, as waitpid() gives it. */
int v8scope_program_wait_status(const struct v8scope_program *program);

bool v8scope_program_saw_isolate(const struct v8scope_program *program);

#endif
