/* SPDX-License-Identifier: MIT */
#include "supervise.h"

#include <poll.h>

static void forward_signals(struct v8scope_child *child, struct v8scope_signals *signals)
{
	struct signalfd_siginfo info;

	while (v8scope_signals_next(signals, &info)) {
		if (v8scope_signals_is_to_forward(signals, &info)) {
			kill(child->pid, (int)info.ssi_signo);
		}
	}
}

bool v8scope_supervise_serve(struct v8scope_child *child, struct v8scope_control *control,
	struct v8scope_signals *signals, int *wait_status)
{
	/* Forwarding comes first: a pid that was waited for may be another's. */
	forward_signals(child, signals);
	bool ended = v8scope_child_has_ended(child, wait_status);
	/* After its end too: what the last processes said before they ended. */
	v8scope_control_dispatch(control);
	return !ended;
}

int v8scope_supervise(struct v8scope_child *child, struct v8scope_control *control,
	struct v8scope_signals *signals, v8scope_supervise_tick_fn tick, void *data)
{
	struct pollfd fds[] = {
		{.fd = signals->fd, .events = POLLIN},
		{.fd = v8scope_control_fd(control), .events = POLLIN},
	};
	int wait_status = 0;

	while (v8scope_supervise_serve(child, control, signals, &wait_status)) {
		poll(fds, G_N_ELEMENTS(fds), tick(data));
	}
	return wait_status;
}
