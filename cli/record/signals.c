/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "../exit_status.h"

/* SIGPIPE: a reader of our messages that goes away must not end the recording. */
static const int handled[] = {
	SIGCHLD,
	SIGINT,
	SIGQUIT,
	SIGTERM,
	SIGHUP,
	SIGUSR1,
	SIGUSR2,
	SIGPIPE,
};

bool v8scope_signals_init(struct v8scope_signals *signals, GError **error)
{
	const struct sigaction default_action = {.sa_handler = SIG_DFL};
	sigset_t mask;

	sigemptyset(&mask);
	for (size_t i = 0; i < G_N_ELEMENTS(handled); i++) {
		sigaddset(&mask, handled[i]);
	}
	signals->fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	if (signals->fd < 0) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACING, "signalfd: %s",
			g_strerror(errno));
		return false;
	}
	sigprocmask(SIG_BLOCK, &mask, &signals->original);
	/* If it were ignored, the command's status could not be waited for. */
	sigaction(SIGCHLD, &default_action, &signals->original_chld);
	return true;
}

void v8scope_signals_restore(const struct v8scope_signals *signals)
{
	sigaction(SIGCHLD, &signals->original_chld, NULL);
	sigprocmask(SIG_SETMASK, &signals->original, NULL);
}

void v8scope_signals_fini(struct v8scope_signals *signals)
{
	struct signalfd_siginfo info;

	if (signals->fd < 0) {
		return;
	}
	/* What came while the trace was being finished has nobody to go to. */
	while (v8scope_signals_next(signals, &info)) {
	}
	v8scope_signals_restore(signals);
	close(signals->fd);
	signals->fd = -1;
}

bool v8scope_signals_next(struct v8scope_signals *signals, struct signalfd_siginfo *info)
{
	return read(signals->fd, info, sizeof(*info)) == (ssize_t)sizeof(*info);
}

bool v8scope_signals_take_own(struct v8scope_signals *signals)
{
	bool came = signals->own_came;

	signals->own_came = false;
	return came;
}

bool v8scope_signals_is_to_forward(
	struct v8scope_signals *signals, const struct signalfd_siginfo *info)
{
	if (signals->own != 0 && (int)info->ssi_signo == signals->own) {
		signals->own_came = true;
		return false;
	}
	if (info->ssi_signo == SIGCHLD || info->ssi_signo == SIGPIPE) {
		return false;
	}
	/* The terminal signals its whole foreground group; a hangup, too. */
	return info->ssi_code != SI_KERNEL;
}

bool v8scope_signals_check(struct v8scope_signals *signals, GError **error)
{
	struct signalfd_siginfo info;

	while (v8scope_signals_next(signals, &info)) {
		if (info.ssi_signo != SIGCHLD && info.ssi_signo != SIGPIPE) {
			g_set_error(error, V8SCOPE_EXIT_ERROR,
				V8SCOPE_EXIT_STATUS_SIGNAL_BASE + (int)info.ssi_signo,
				"%s before the command was started; nothing was recorded",
				strsignal((int)info.ssi_signo));
			return false;
		}
	}
	return true;
}
