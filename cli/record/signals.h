/* SPDX-License-Identifier: MIT */
/*
 * Signals of `v8scope record`: while it records they are blocked and read from a
 * signalfd, so that none interrupts liblttng-ctl and none loses the trace.
 */
#ifndef V8SCOPE_RECORD_SIGNALS_H
#define V8SCOPE_RECORD_SIGNALS_H

#include <glib.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/signalfd.h>

struct v8scope_signals {
	int fd;				/* readable when v8scope_signals_next() has one; -1: none */
	sigset_t original;		/* the mask that the command inherits */
	struct sigaction original_chld; /* so does this: it may have been ignored */
	int own;			/* a signal that is for us, not for the command; 0: none */
	bool own_came;			/* not taken yet */
};

/* Until fini. */
bool v8scope_signals_init(struct v8scope_signals *signals, GError **error);
void v8scope_signals_fini(struct v8scope_signals *signals);

/* In the forked child: as they were before init. Async-signal-safe. */
void v8scope_signals_restore(const struct v8scope_signals *signals);

/* The next signal, without waiting; false: there is none. */
bool v8scope_signals_next(struct v8scope_signals *signals, struct signalfd_siginfo *info);

/*
 * A Ctrl-C before the command runs reaches nobody but us. False: one came, or another
 * signal that is to end us.
 */
bool v8scope_signals_check(struct v8scope_signals *signals, GError **error);

/* Whether `own` has come since this was last asked. */
bool v8scope_signals_take_own(struct v8scope_signals *signals);

/*
 * Whether the command is to get this signal from us: not what concerns us alone
 * (SIGCHLD, SIGPIPE, `own`, which is kept in mind), nor what the terminal sends, which the command
 * gets itself.
 */
bool v8scope_signals_is_to_forward(
	struct v8scope_signals *signals, const struct signalfd_siginfo *info);

#endif
